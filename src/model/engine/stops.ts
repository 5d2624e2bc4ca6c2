/** Anything with text: the tokens of a stream. */
interface Piece {
  readonly text: string;
}

/**
 * Looks for stop strings, which may span pieces, in a stream of pieces. Text that may yet turn out
 * to be the beginning of one is held back.
 */
export class StopFilter<T extends Piece> {
  readonly #stops: readonly string[];
  #held: T[] = [];

  constructor(stops: readonly string[]) {
    this.#stops = stops.filter((stop) => stop !== '');
  }

  /** The pieces that are certain now; `stopped` where a stop string ended the text after them. */
  push(piece: T): { pieces: T[]; stopped: boolean } {
    this.#held.push(piece);
    const text = this.#held.map((held) => held.text).join('');
    const found = this.#stops.map((stop) => text.indexOf(stop)).filter((index) => index >= 0);
    if (found.length > 0) return { pieces: this.#cut(Math.min(...found)), stopped: true };
    return { pieces: this.#release(text.length - this.#tail(text)), stopped: false };
  }

  /** What is held back, when no more text comes. */
  end(): T[] {
    return this.#held.splice(0);
  }

  /** Length of the longest end of `text` that begins a stop string. */
  #tail(text: string): number {
    const lengths = this.#stops.map((stop) => {
      let length = Math.min(text.length, stop.length - 1);
      while (!text.endsWith(stop.slice(0, length))) length--;
      return length;
    });
    return Math.max(0, ...lengths);
  }

  /** Whole pieces within the first `length` code units: a piece is not cut while it may stand. */
  #release(length: number): T[] {
    let end = 0;
    let count = 0;
    for (const { text } of this.#held) {
      end += text.length;
      if (end > length) break;
      count++;
    }
    return this.#held.splice(0, count);
  }

  /** The first `length` code units, the piece that crosses the end cut. */
  #cut(length: number): T[] {
    const pieces: T[] = [];
    let left = length;
    for (const piece of this.#held.splice(0)) {
      if (left === 0) break;
      pieces.push(
        piece.text.length <= left ? piece : { ...piece, text: piece.text.slice(0, left) },
      );
      left -= Math.min(left, piece.text.length);
    }
    return pieces;
  }
}
