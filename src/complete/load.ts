import { FailureError } from '../base/failure.ts';
import type { Team } from './exit/cascade.ts';

/**
 * Waits until the models are in memory, so that no time of theirs counts as a suggestion's. Throws
 * their FailureError.
 */
export async function load({ full, shallow }: Team, signal?: AbortSignal): Promise<void> {
  for (const model of [full, shallow?.model]) {
    const found = await model?.capabilities(signal);
    if (found && 'code' in found) throw new FailureError(found.code, found.why);
  }
}
