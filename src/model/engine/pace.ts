/**
 * Milliseconds that one evaluation may take on average: a cancel, or a more urgent request, waits
 * for it.
 */
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
/** Smaller pieces stay well below a tile: with a longer prompt before them they soon take longer. */
const mostOfSmaller = tile / 4;
/** Milliseconds a token assumed before the first measurement: a small model on one thread. */
const firstGuess = { tiles: 2, smaller: 3 };
/**
 * Weights of the newest measurement in the running means. Where a tile hardly fits, a moment's noise
 * must not lead to smaller pieces, which take twice the time.
 */
const freshness = { tiles: 0.1, smaller: 0.3 };
/** At best, tiles take this part of the time of smaller pieces. */
const best = 0.5;
/** Weight of that best in the mean of tiles, for each smaller piece: so that tiles are tried again. */
const hope = 0.01;

/** Cuts the prompts of one model into pieces within the bound, by the speed measured so far. */
export class Pace {
  /** Milliseconds a token of smaller pieces. */
  #smaller = firstGuess.smaller;
  /** The same of tiles, once one was measured. */
  #tiles: number | undefined;
  /** Did the newest one leave too little hope for more of them? */
  #isInDoubt = false;

  /**
   * How many of the tokens that are left to evaluate at once, few of them where `soon` something more
   * urgent may come. A power of two or all: how a prompt is cut shows in the last digits of its
   * numbers, so that few different cuts are better.
   */
  piece(left: number, soon = false): number {
    const tiles = soon ? 0 : Math.min(this.#wholeTiles(), powerBelow(left));
    if (tiles >= tile) return tiles;
    // The rest goes at once where it can: each evaluation has its overhead.
    const fits = !soon && left < tile && left * this.#smaller <= boundMs;
    return fits ? left : Math.min(left, this.#smallerPiece());
  }

  /**
   * Of tokens to evaluate (at least one), how many the last piece has, which goes with what is asked
   * after it: one evaluation less. Where a whole tile is faster, it takes tokens before them `again`,
   * where the prompt has so many within `reach` of its end.
   */
  lastPiece(tokens: number, reach: number): { readonly fresh: number; readonly again: number } {
    const tiles = this.#wholeTiles();
    const size = tiles >= tile ? tiles : this.#smallerPiece();
    const fresh = tokens % size || size;
    if (fresh >= tile || size < tile) return { fresh, again: 0 };
    const isSlower = fresh * this.#smaller > tile * this.#tilesMs();
    if (isSlower && reach >= tile) return { fresh, again: tile - fresh };
    return { fresh: Math.min(fresh, Math.floor(boundMs / this.#smaller)), again: 0 };
  }

  /** `tokens`: those of the piece. */
  measured(tokens: number, ms: number): void {
    // Fewer tell of the overhead, not of the speed.
    if (tokens < fewestTokens) return;
    const each = ms / tokens;
    const tiles = this.#tilesMs();
    if (tokens >= tile) {
      // After smaller pieces, one tile decides whether more of them follow.
      const weight = this.#isInDoubt ? 1 : freshness.tiles;
      this.#tiles = tiles + weight * (each - tiles);
      this.#isInDoubt = this.#wholeTiles() < tile;
      this.#smaller = Math.max(this.#smaller, this.#tiles);
    } else {
      this.#smaller += freshness.smaller * (each - this.#smaller);
      this.#tiles &&= tiles - hope * Math.max(0, tiles - best * this.#smaller);
    }
  }

  /** Until a tile was measured, what smaller pieces take is all that is known. */
  #tilesMs(): number {
    return this.#tiles ?? Math.max(firstGuess.tiles, best * this.#smaller);
  }

  /** Less than a tile where none fits. */
  #wholeTiles(): number {
    return powerBelow(Math.min(mostTokens, boundMs / this.#tilesMs()));
  }

  #smallerPiece(): number {
    return Math.max(fewestTokens, powerBelow(Math.min(mostOfSmaller, boundMs / this.#smaller)));
  }
}

function powerBelow(value: number): number {
  return 2 ** Math.floor(Math.log2(value));
}
