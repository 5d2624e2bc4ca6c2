/** Milliseconds that one evaluation may take: a cancel, or a more urgent request, waits for it. */
const boundMs = 150;
/** Below this the overhead of an evaluation outweighs what it saves in waiting. */
const fewestTokens = 8;
/** The engine's own batch size: buffers grow with it, speed hardly does. */
export const mostTokens = 128;
/**
 * From this many tokens on, the engine's attention works on a processor in tiles. On smaller pieces
 * it goes token by token, which after a long prompt takes twice the time.
 */
const tile = 64;
/** Milliseconds a token assumed before the first measurement: a small model on one thread. */
const firstGuess = { tiles: 2, smaller: 3 };
/**
 * Weights of the newest measurement in the running means. Where a tile hardly fits, a moment's noise
 * must not lead to smaller pieces, which take twice the time.
 */
const freshness = { tiles: 0.1, smaller: 0.3 };
/** At best, tiles take this part of the time of smaller pieces. */
const best = 0.5;
/** Weight of what a smaller piece says of tiles. */
const hearsay = 0.05;

/** Cuts prompts into pieces that evaluate within the bound, by the speed measured so far. */
export class Pace {
  /** Milliseconds a token, of pieces of a tile and more, and of smaller ones. */
  #tiles = firstGuess.tiles;
  #smaller = firstGuess.smaller;
  /** Has a tile been measured? Until then what smaller pieces take is all that is known. */
  #knowsTiles = false;

  /**
   * Tokens to evaluate at once, or a `part` of them. A power of two: how a prompt is cut shows in
   * the last digits of its numbers, so that few different cuts are better.
   */
  chunk(part = 1): number {
    const tiles = powerBelow(Math.min(mostTokens, boundMs / this.#tiles));
    // Half a tile may take as long as a whole one.
    const smaller = powerBelow(Math.min(tile / 4, boundMs / this.#smaller));
    return Math.max(fewestTokens, (tiles >= tile ? tiles : smaller) * part);
  }

  /**
   * Of tokens to evaluate (at least one), how many the last piece has, which goes with what is asked
   * after it: one evaluation less. It is no larger than another one, since a cancel waits for it too.
   * Where a whole tile is faster, it takes tokens before them `again`, of a prompt of `reach` tokens.
   */
  lastPiece(tokens: number, reach: number): { readonly fresh: number; readonly again: number } {
    const size = this.chunk();
    const fresh = tokens % size || size;
    const isSlower = fresh < tile && fresh * this.#smaller > tile * this.#tiles;
    const canBeWhole = size >= tile && reach >= tile;
    return { fresh, again: isSlower && canBeWhole ? tile - fresh : 0 };
  }

  /** `tokens`: those of the piece. */
  measured(tokens: number, ms: number): void {
    // Fewer tell of the overhead, not of the speed.
    if (tokens < fewestTokens) return;
    const each = ms / tokens;
    if (tokens >= tile) {
      this.#tiles += freshness.tiles * (each - this.#tiles);
      this.#knowsTiles = true;
      this.#smaller = Math.max(this.#smaller, this.#tiles);
    } else {
      this.#smaller += freshness.smaller * (each - this.#smaller);
      const least = best * this.#smaller;
      if (this.#knowsTiles) this.#tiles -= hearsay * Math.max(0, this.#tiles - least);
      else this.#tiles = Math.max(this.#tiles, least);
    }
  }
}

function powerBelow(value: number): number {
  return 2 ** Math.floor(Math.log2(value));
}
