import type { Completion } from './complete.ts';
import { charactersPerToken } from './view.ts';
import { type Budget, budgetOf, promptTokens } from './window.ts';

/** Weight of the newest measurement in running means. */
const freshness = 0.3;
/** A prompt's speed before the first measurement, in milliseconds a token. */
const firstGuess = 1;
/** Shorter prompts tell of the overhead, not of the speed. */
const tellingTokens = 100;

/** How fast the model has been of late. */
export class Speed {
  #expectedMs: number | null = null;
  #msPerToken = firstGuess;

  /** What a suggestion takes, in milliseconds; null before the first one. */
  get expectedMs(): number | null {
    return this.#expectedMs;
  }

  /** How much of a document a prompt may show of which nothing is evaluated yet. */
  get cold(): Budget {
    return budgetOf(promptTokens(this.#msPerToken), charactersPerToken);
  }

  learn({ msTotal, msFirst, evaluated, decision }: Completion): void {
    if (decision === 'none') return;
    this.#expectedMs = mean(this.#expectedMs ?? msTotal, msTotal);
    if (evaluated.full <= tellingTokens) return;
    this.#msPerToken = mean(this.#msPerToken, msFirst / evaluated.full);
  }
}

function mean(old: number, measured: number): number {
  return old + freshness * (measured - old);
}
