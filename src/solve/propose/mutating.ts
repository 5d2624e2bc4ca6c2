import type { Model } from '../../model/model.ts';
import type { Mutation } from '../../verify/operators/mutations.ts';
import type { Desk } from './desk.ts';
import type { Gap } from './infilling.ts';
import { costOf, guessed, type Original } from './weigh.ts';

/** Mutants that the model is asked about at once: the next ones only if they may be better. */
const askedAtOnce = 24;

interface Mutant {
  readonly mutation: Mutation;
  /** The statement as it would be. */
  readonly line: string;
  readonly after: string;
  /** Logarithm of its weight before the model is asked. */
  readonly weight: number;
}

/** Changes statements by operators, ranked by the model's probability of the changed line in its place. */
export class Mutating {
  readonly #model: Model;
  readonly #desk: Desk;

  constructor(model: Model, desk: Desk) {
    this.#model = model;
    this.#desk = desk;
  }

  /** `gap`: the hole of the whole statement. */
  open(gap: Gap, mutations: readonly Mutation[]): void {
    const { hole, text } = gap;
    const original = guessed(text.slice(hole.start, hole.end));
    const mutants = mutations
      .map((mutation) => mutantOf(gap, original, mutation))
      .sort((a, b) => b.weight - a.weight);
    this.#plan(gap, original, mutants, 0);
  }

  /** `best`: log-probability that the likeliest of the mutants is expected to have. */
  #plan(gap: Gap, original: Original, mutants: readonly Mutant[], best: number): void {
    const [first] = mutants;
    if (!first) return;
    const run = (signal: AbortSignal) => this.#rank(gap, original, mutants, signal);
    this.#desk.plan({ near: gap, run }, gap.hole.prior + first.weight + best - original.logprob);
  }

  async #rank(
    gap: Gap,
    guess: Original,
    mutants: readonly Mutant[],
    signal: AbortSignal,
  ): Promise<void> {
    const { hole, text, prompt } = gap;
    const sound = await this.#sound(gap, mutants.slice(0, askedAtOnce));
    const lines = [text.slice(hole.start, hole.end), ...sound.map(({ line }) => line)];
    const logprobs = (await this.#model.score?.(prompt, lines, signal)) ?? [];
    const original = { ...guess, logprob: logprobs[0] ?? guess.logprob };
    for (const [index, { mutation, line, after, weight }] of sound.entries()) {
      const logprob = logprobs[index + 1] ?? null;
      const gain = weight + (logprob === null ? 0 : logprob - original.logprob);
      const candidate = { strategy: mutation.operator, written: line, logprob };
      const change = { path: hole.path, before: text, after };
      await this.#desk.keep({ ...candidate, ...change }, hole.prior + gain);
    }
    const best = Math.max(...logprobs.slice(1), original.logprob);
    this.#plan(gap, original, mutants.slice(askedAtOnce), best);
  }

  async #sound({ hole, text }: Gap, mutants: readonly Mutant[]): Promise<Mutant[]> {
    const changes = await Promise.all(
      mutants.map(({ after }) => this.#desk.changesCode(hole.path, text, after)),
    );
    return mutants.filter((_, index) => changes[index]);
  }
}

function mutantOf({ hole, text }: Gap, original: Original, mutation: Mutation): Mutant {
  const { start, end, replacement, prior } = mutation;
  const line = text.slice(hole.start, start) + replacement + text.slice(end, hole.end);
  const after = text.slice(0, start) + replacement + text.slice(end);
  return { mutation, line, after, weight: prior - costOf(original, line, 'mutated') };
}
