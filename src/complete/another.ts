import { type Ask, complete, type Completion, type Parts } from './complete.ts';

/** Draws that are tried until one says something else. */
const seeds = [1, 2, 3];
const temperature = 0.8;

/**
 * Another suggestion than `first` for the same place, drawn at random: for who asks to see more than
 * one. Null where the model says the same again, or `signal` fires.
 */
export async function another(
  ask: Ask,
  first: string,
  parts: Parts,
  signal: AbortSignal,
): Promise<Completion | null> {
  for (const seed of seeds) {
    const completion = await complete({ ...ask, draw: { temperature, seed } }, parts, signal);
    if (signal.aborted || completion.failure) return null;
    if (completion.decision === 'show' && completion.text !== first) return completion;
  }
  return null;
}
