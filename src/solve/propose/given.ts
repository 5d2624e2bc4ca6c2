import type { Failure } from '../../base/failure.ts';
import type { Draft, Ground, Origin, Proposer } from './proposer.ts';

/** A candidate that is there already: kept from an earlier run, or a change to be judged. */
export interface Given extends Origin {
  readonly draft: Draft;
}

/** Hands over what is given, in its order and before any model draws: its samples come first. */
class GivenProposer implements Proposer {
  readonly model = 'given';
  readonly #given: readonly Given[];

  constructor(given: readonly Given[]) {
    this.#given = given;
  }

  async run(ground: Ground, signal: AbortSignal): Promise<Failure | null> {
    // Begun before anything is awaited, so that their numbers are the first ones.
    const opened = this.#given.map(({ draft, ...origin }) => ({
      sample: ground.begin(origin),
      draft,
    }));
    for (const { sample, draft } of opened) {
      if (!sample || signal.aborted) break;
      await ground.submit(sample, draft);
    }
    return null;
  }
}

/** The proposer of what is given; none where that is nothing, for it would not have failed. */
export function whatIsGiven(given: readonly Given[]): Proposer[] {
  return given.length > 0 ? [new GivenProposer(given)] : [];
}
