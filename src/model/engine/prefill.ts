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
 * Of tokens to evaluate, how many the last piece has, which goes with what is asked after it. What
 * does not fill a piece of its own makes the last one larger: few tokens cost more each (measured:
 * below 64, half as much again), and one evaluation less is one overhead less.
 */
export function restOf(tokens: number, { pace, prompts }: Traffic): number {
  const size = pace.chunk(prompts + 1);
  return tokens <= size ? Math.max(1, tokens) : size + (tokens % size);
}

/** Evaluates the next piece; gives how many tokens it has. */
async function feed(
  { sequence, priority, traffic }: Errand,
  tokens: readonly number[],
): Promise<number> {
  // What is idle stands aside at its next piece: it takes no share of the others' batches.
  const share = priority === 'idle' ? 0 : 1;
  traffic.prompts += share;
  try {
    // A keystroke waits for what is being evaluated: less of it where nobody waits for the whole.
    const sharing = share === 1 ? traffic.prompts : gentle * (traffic.prompts + 1);
    const size = traffic.pace.chunk(sharing);
    const piece = tokens.slice(0, size);
    const start = performance.now();
    await sequence.feed(piece, priority);
    // What is left of a prompt is short, and tells of the overhead, not of the speed.
    const told = share === 1 && piece.length === size;
    if (told) traffic.pace.measured(size * sharing, performance.now() - start);
    return piece.length;
  } finally {
    traffic.prompts -= share;
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
