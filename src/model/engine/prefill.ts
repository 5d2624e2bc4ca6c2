import type { Traffic } from './generate.ts';
import type { Priority } from './pool.ts';
import type { CachedSequence } from './sequence.ts';

/** What is evaluated on whose behalf. */
export interface Errand {
  readonly sequence: CachedSequence;
  readonly priority: Priority;
  readonly traffic: Traffic;
  readonly signal: AbortSignal;
}

/**
 * Evaluates the prompt but for its last token, which is evaluated for what comes after it, in pieces
 * between which more urgent work and the signal are heard. `cached`: tokens that need no evaluation.
 * Gives how many were evaluated.
 */
export async function prefill(
  { sequence, priority, traffic, signal }: Errand,
  tokens: readonly number[],
  cached: number,
): Promise<number> {
  const end = tokens.length - 1;
  let at = cached;
  while (at < end && (await mayGoOn({ priority, traffic, signal }))) {
    at += await feed({ sequence, priority, traffic, signal }, tokens.slice(at, end));
  }
  return at - cached;
}

/**
 * Of tokens to evaluate (at least one), how many the last piece has, which goes with what is asked
 * after it: one evaluation less. It is no larger than another one, since a cancel waits for it too.
 */
export function restOf(tokens: number, { pace, prompts }: Traffic): number {
  const size = pace.chunk(prompts + 1);
  return tokens % size || size;
}

/** Evaluates the next piece; gives how many tokens it has. */
async function feed(
  { sequence, priority, traffic }: Errand,
  tokens: readonly number[],
): Promise<number> {
  const sharing = ++traffic.prompts;
  try {
    // A keystroke waits for what is being evaluated: less of it where nobody waits for the whole.
    const size = traffic.pace.chunk(priority === 'idle' ? gentle * sharing : sharing);
    const piece = tokens.slice(0, size);
    const start = performance.now();
    await sequence.feed(piece, priority);
    // What is left of a prompt is short, and tells of the overhead, not of the speed.
    const told = priority !== 'idle' && piece.length === size;
    if (told) traffic.pace.measured(size * sharing, performance.now() - start);
    return piece.length;
  } finally {
    traffic.prompts--;
  }
}

/** What is idle is evaluated in pieces that are smaller by this. */
const gentle = 4;

/** Waits for its turn; false where the signal has fired. */
export async function mayGoOn(errand: Omit<Errand, 'sequence'>): Promise<boolean> {
  const { traffic, priority, signal } = errand;
  await traffic.rightOfWay.turn(priority, signal);
  return !signal.aborted;
}
