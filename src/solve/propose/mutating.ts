import type { Model } from '../../model/model.ts';
import type { Mutation } from '../../verify/operators/mutations.ts';
import type { Desk } from './desk.ts';
import type { Gap } from './infilling.ts';
import { costOf, guessed, type Original } from './weigh.ts';

/** Mutants that the model is asked about at once: the next ones only if they may be better. */
const askedAtOnce = 8;
/** Mutants of one statement that are glanced at; the engine reads them in one go. */
const glancedAt = 400;

interface Mutant {
  readonly mutation: Mutation;
  /** The statement as it would be. */
  readonly line: string;
  readonly after: string;
  /** Logarithm of its weight before the model is asked. */
  readonly weight: number;
  /** The most that it can be worth once the model has been asked, so far as that is known. */
  readonly most: number;
}

/**
 * Changes statements by operators, ranked by the model's probability of the changed line in its place.
 * One glance at a statement bounds what each of its mutants can be worth; only those that may come
 * next are read to their end.
 */
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
    const [first] = mutants;
    if (!first) return;
    const run = (signal: AbortSignal) => this.#glance(gap, original, mutants, signal);
    const work = { place: hole.statement, near: gap, run };
    this.#desk.plan(work, hole.prior + first.weight - original.logprob);
  }

  async #glance(
    gap: Gap,
    guess: Original,
    mutants: readonly Mutant[],
    signal: AbortSignal,
  ): Promise<void> {
    const { hole, text, prompt } = gap;
    const lines = mutants.slice(0, glancedAt).map(({ line }) => line);
    const texts = [text.slice(hole.start, hole.end), ...lines];
    const [own = guess.logprob, ...bounds] =
      (await this.#model.glance?.(prompt, texts, signal)) ?? [];
    const bounded = mutants.map((mutant, index) => {
      const bound = bounds[index];
      return bound === undefined ? mutant : { ...mutant, most: mutant.weight + bound - own };
    });
    bounded.sort((a, b) => b.most - a.most);
    this.#plan(gap, { ...guess, logprob: own }, bounded);
  }

  #plan(gap: Gap, original: Original, mutants: readonly Mutant[]): void {
    const [first] = mutants;
    if (!first) return;
    const run = (signal: AbortSignal) => this.#rank(gap, original, mutants, signal);
    const { statement, prior } = gap.hole;
    this.#desk.plan({ place: statement, near: gap, run }, prior + first.most);
  }

  async #rank(
    gap: Gap,
    original: Original,
    mutants: readonly Mutant[],
    signal: AbortSignal,
  ): Promise<void> {
    const { hole, text, prompt } = gap;
    const sound = await this.#sound(gap, mutants.slice(0, askedAtOnce));
    const lines = sound.map(({ line }) => line);
    const logprobs = (await this.#model.score?.(prompt, lines, signal)) ?? [];
    for (const [index, { mutation, line, after, weight }] of sound.entries()) {
      const logprob = logprobs[index] ?? null;
      const gain = weight + (logprob === null ? 0 : logprob - original.logprob);
      const candidate = { strategy: mutation.operator, written: line, logprob };
      const change = { place: hole.statement, path: hole.path, before: text, after };
      await this.#desk.keep({ ...candidate, ...change }, hole.prior + gain);
    }
    this.#plan(gap, original, mutants.slice(askedAtOnce));
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
  const weight = prior - costOf(original, line, 'mutated');
  return { mutation, line, after, weight, most: weight };
}
