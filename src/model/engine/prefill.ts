import type { Pace } from './pace.ts';
import type { Priority } from './pool.ts';
import type { RightOfWay } from './right-of-way.ts';
import type { CachedSequence } from './sequence.ts';

/** What is evaluated on whose behalf. */
export interface Errand {
  readonly sequence: CachedSequence;
  readonly priority: Priority;
  readonly pace: Pace;
  readonly rightOfWay: RightOfWay;
  readonly signal: AbortSignal;
}

/**
 * Evaluates the prompt but for its last token, which is evaluated for what comes after it, in pieces
 * between which more urgent work and the signal are heard. `cached`: tokens that need no evaluation.
 * Gives how many were evaluated.
 */
export async function prefill(
  errand: Errand,
  tokens: readonly number[],
  cached: number,
): Promise<number> {
  const { sequence, priority, pace, signal } = errand;
  const unasked = tokens.slice(0, -1);
  let at = cached;
  while (at < unasked.length && !signal.aborted) {
    // A keystroke waits for what is idle.
    const size = pace.piece(unasked.length - at, priority === 'idle');
    const piece = unasked.slice(at, at + size);
    const feed = async () => {
      await sequence.feed(piece, priority);
      at += piece.length;
    };
    await inTurn(errand, piece.length, feed);
  }
  return at - cached;
}

/**
 * Evaluates a piece of so many tokens when no other prompt's is being evaluated: a batch of several
 * would take too long, or give each too little. Undefined where the signal has fired.
 */
export async function inTurn<T>(
  { priority, pace, rightOfWay, signal }: Omit<Errand, 'sequence'>,
  tokens: number,
  evaluate: () => Promise<T>,
): Promise<T | undefined> {
  const leave = await rightOfWay.enterAlone(priority, signal);
  try {
    if (signal.aborted) return undefined;
    const start = performance.now();
    const evaluated = await evaluate();
    pace.measured(tokens, performance.now() - start);
    return evaluated;
  } finally {
    leave();
  }
}

/** Waits for its turn; false where the signal has fired. */
export async function mayGoOn({ priority, rightOfWay, signal }: Errand): Promise<boolean> {
  await rightOfWay.turn(priority, signal);
  return !signal.aborted;
}
