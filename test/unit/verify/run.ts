import type { RunState, SeenSample } from '../../../src/verify/policy.ts';

/** A draw: who drew it, what it does on each input, and which tests reject it. */
export interface Draw {
  readonly does: readonly string[] | null;
  readonly model?: string;
  readonly rejectedBy?: readonly string[];
  readonly same?: number;
}

/** A run of these draws, numbered from 0, as a policy sees it at its end. */
export function runOf(draws: readonly Draw[], changes: Partial<RunState> = {}): RunState {
  const samples = draws.map((draw, sample): SeenSample => {
    const { model = 'm', rejectedBy = [], same = null } = draw;
    const passed = rejectedBy.length === 0;
    return { sample, model, strategy: 's', passed, same, rejectedBy, logprob: null };
  });
  const outcomes = draws.flatMap(({ does, same }, sample) =>
    does && same === undefined ? [[sample, does] as const] : [],
  );
  return {
    judged: draws.length,
    samples,
    passing: samples
      .filter(({ passed, same }) => passed && same === null)
      .map(({ sample }) => ({
        sample,
        draws: samples.filter((each) => (each.same ?? each.sample) === sample).length,
      })),
    exhausted: true,
    tests: 3,
    targets: 3,
    guardsNear: 0,
    behaviour: { outcomes: new Map(outcomes), askable: [0, 1, 2, 3] },
    questions: { asked: 0, answered: 0 },
    msPerSample: 1000,
    ...changes,
  };
}

export const right = ['returned 1', 'returned 2', 'returned 3', 'returned 4'];
export const wrong = ['returned 1', 'returned 2', 'returned 3', 'returned 9'];
export const failing = ['raised E: ', 'returned 2', 'returned 3', 'returned 4'];
