import type { Model } from '../../model/model.ts';
import type { Mutation } from '../operators/mutations.ts';
import type { Desk } from './desk.ts';
import type { Gap } from './infilling.ts';
import { gainOf, guessed, guessedGain, type Original } from './weigh.ts';

/** Mutants of a statement that the model is asked about: the likeliest without it. */
const mostAsked = 96;

interface Mutant {
  readonly mutation: Mutation;
  /** The statement as it would be. */
  readonly line: string;
  readonly after: string;
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
    const guess = (mutant: Mutant) => mutant.mutation.prior + guessedGain(original, mutant.line);
    const likeliest = mutations
      .map((mutation) => mutantOf(gap, mutation))
      .map((mutant) => ({ mutant, weight: guess(mutant) }))
      .sort((a, b) => b.weight - a.weight)
      .slice(0, mostAsked)
      .map(({ mutant }) => mutant);
    if (likeliest.length === 0) return;
    const run = (signal: AbortSignal) => this.#rank(gap, original, likeliest, signal);
    this.#desk.plan({ near: gap, run }, hole.prior - original.logprob);
  }

  async #rank(
    gap: Gap,
    guess: Original,
    mutants: readonly Mutant[],
    signal: AbortSignal,
  ): Promise<void> {
    const { hole, text, prompt } = gap;
    const { path, prior } = hole;
    const changes = await Promise.all(
      mutants.map(({ after }) => this.#desk.changesCode(path, text, after)),
    );
    const sound = mutants.filter((_, index) => changes[index]);
    const lines = [text.slice(hole.start, hole.end), ...sound.map(({ line }) => line)];
    const [ofOriginal, ...logprobs] = (await this.#model.score?.(prompt, lines, signal)) ?? [];
    const original = { ...guess, logprob: ofOriginal ?? guess.logprob };
    for (const [index, { mutation, line, after }] of sound.entries()) {
      const logprob = logprobs[index] ?? null;
      const gain = logprob === null ? guessedGain(original, line) : gainOf(original, line, logprob);
      const strategy = mutation.operator;
      const candidate = { strategy, written: line, path, before: text, after, logprob };
      await this.#desk.keep(candidate, prior + mutation.prior + gain);
    }
  }
}

function mutantOf({ hole, text }: Gap, mutation: Mutation): Mutant {
  const { start, end, replacement } = mutation;
  return {
    mutation,
    line: text.slice(hole.start, start) + replacement + text.slice(end, hole.end),
    after: text.slice(0, start) + replacement + text.slice(end),
  };
}
