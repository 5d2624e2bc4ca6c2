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
  const { pace } = traffic;
  const end = tokens.length - 1;
  let at = cached;
  traffic.prompts++;
  try {
    while (at < end && (await mayGoOn({ priority, traffic, signal }))) {
      const sharing = traffic.prompts;
      const chunk = tokens.slice(at, Math.min(end, at + pace.chunk(sharing)));
      const start = performance.now();
      await sequence.feed(chunk, priority);
      pace.measured(chunk.length * sharing, performance.now() - start);
      at += chunk.length;
    }
  } finally {
    traffic.prompts--;
  }
  return at - cached;
}

/** Waits for its turn; false where the signal has fired. */
export async function mayGoOn(errand: Omit<Errand, 'sequence'>): Promise<boolean> {
  const { traffic, priority, signal } = errand;
  await traffic.rightOfWay.turn(priority, signal);
  return !signal.aborted;
}
