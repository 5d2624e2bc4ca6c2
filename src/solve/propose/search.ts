import type { Alternative } from '../../model/model.ts';

/** A token of a greedy answer, with what the model might have written instead. */
export interface Step {
  readonly text: string;
  readonly logprob: number;
  readonly alternatives: readonly Alternative[];
}

/** A start of an answer that the model has not gone on from. */
export interface Branch {
  readonly begin: string;
  /** Log-probability of `begin`: no answer that starts with it can have more. */
  readonly logprob: number;
}

/** What a greedy run of the model gives: whole answers, and the branches that leave it. */
export interface Rollout {
  readonly answers: readonly Branch[];
  readonly branches: readonly Branch[];
}

/** Alternatives below this probability are not worth a run of the model. */
const leastProbability = 0.01;

/**
 * Splits a greedy continuation of `start` into the answer and the branches that leave it: best-first
 * enumeration by a tree of greedy runs. Every text belongs to one branch only, so nothing is drawn
 * twice. `lastPart` gives what a token that ends the answer adds to it, null for any other token;
 * an alternative without a text is the model's own end.
 */
export function unfold(
  start: Branch,
  steps: readonly Step[],
  finished: boolean,
  lastPart: (token: string) => string | null,
): Rollout {
  const answers: Branch[] = [];
  const branches: Branch[] = [];
  let { begin, logprob } = start;
  for (const step of steps) {
    for (const other of step.alternatives) {
      if (other.text === step.text || Math.exp(other.logprob) < leastProbability) continue;
      const last = other.text === '' ? '' : lastPart(other.text);
      const next = { begin: begin + (last ?? other.text), logprob: logprob + other.logprob };
      (last === null ? branches : answers).push(next);
    }
    const last = lastPart(step.text);
    begin += last ?? step.text;
    logprob += step.logprob;
    if (last !== null) return { answers: [{ begin, logprob }, ...answers], branches };
  }
  return { answers: finished ? [{ begin, logprob }, ...answers] : answers, branches };
}

/**
 * A list that gives its best entry first (a binary heap would be no faster at these sizes). `loss`:
 * what an entry is worth less than its score by now, never below zero.
 */
export class BestFirst<T> {
  readonly #loss: (item: T) => number;
  /** By falling score. */
  readonly #entries: { item: T; score: number }[] = [];

  constructor(loss: (item: T) => number = () => 0) {
    this.#loss = loss;
  }

  get size(): number {
    return this.#entries.length;
  }

  /** What the best entry is worth, minus infinity when empty. */
  get best(): number {
    return this.#first().worth;
  }

  /** How many entries are worth at least this much. */
  countFrom(worth: number): number {
    return this.#entries.filter(({ item, score }) => score - this.#loss(item) >= worth).length;
  }

  add(item: T, score: number): void {
    const at = this.#entries.findIndex((entry) => entry.score < score);
    this.#entries.splice(at < 0 ? this.#entries.length : at, 0, { item, score });
  }

  take(): T | undefined {
    return this.takeNear(() => true, 0);
  }

  /** Removes an entry; false where it is not there. */
  drop(item: T): boolean {
    const at = this.#entries.findIndex((entry) => entry.item === item);
    return at >= 0 && this.#entries.splice(at, 1).length > 0;
  }

  /** The best entry that `fits`, if it is worth at most `slack` less than the best of all. */
  takeNear(fits: (item: T) => boolean, slack: number): T | undefined {
    const { at, worth } = this.#first(fits);
    return worth >= this.best - slack ? this.#entries.splice(at, 1)[0]?.item : undefined;
  }

  #first(fits: (item: T) => boolean = () => true): { at: number; worth: number } {
    let best = { at: this.#entries.length, worth: -Infinity };
    for (const [at, { item, score }] of this.#entries.entries()) {
      if (score <= best.worth) break;
      const worth = score - this.#loss(item);
      if (worth > best.worth && fits(item)) best = { at, worth };
    }
    return best;
  }
}
