/**
 * About how long one evaluation may take: what a cancel, or a more urgent request, waits for. The
 * nearest power of two takes up to the square root of two as long, which is 150.
 */
const budgetMs = 106;
/** Below this the overhead of an evaluation outweighs what it saves in waiting. */
const fewestTokens = 8;
/** The engine's own batch size: buffers grow with it, speed hardly does. */
export const mostTokens = 128;
/** Milliseconds a token assumed before the first measurement: a small model on one thread. */
const firstGuess = 2;
/** Weight of the newest measurement in the running mean. */
const freshness = 0.3;

/** Cuts prompts into pieces that evaluate within the budget, by the speed measured so far. */
export class Pace {
  #msPerToken = firstGuess;

  /**
   * Tokens to evaluate at once, where `sharing` prompts are evaluated together. A power of two: how
   * a prompt is cut shows in the last digits of its numbers, so that few different cuts are better.
   */
  chunk(sharing: number): number {
    const affordable = Math.min(mostTokens, budgetMs / this.#msPerToken) / Math.max(1, sharing);
    return Math.max(fewestTokens, 2 ** Math.round(Math.log2(affordable)));
  }

  /** `tokens`: all that went into the evaluation, those of other prompts too. */
  measured(tokens: number, ms: number): void {
    this.#msPerToken += freshness * (ms / tokens - this.#msPerToken);
  }
}
