import type { Decision, Policy, RunState } from './policy.ts';

/** The decision where a run ended and nothing passes. */
export function nothingPasses(state: RunState): Decision {
  return {
    kind: 'abstain',
    code: 'no-pass',
    why: `None of the ${state.judged} samples passes the tests.`,
    numbers: { judged: state.judged },
    sample: null,
  };
}

/** Accepts the first candidate that passes. */
export const firstPass: Policy = {
  name: 'first-pass',
  decide(state) {
    const first = state.passing[0];
    if (!first) return state.exhausted ? nothingPasses(state) : { kind: 'sample' };
    return {
      kind: 'accept',
      sample: first.sample,
      code: 'first-pass',
      why: `Sample ${first.sample} is the first to pass the tests.`,
      numbers: { judged: state.judged },
    };
  },
};

/** Judges every sample, then accepts the patch that was drawn most often; of equals, the earliest. */
export const fixedSamples: Policy = {
  name: 'fixed-samples',
  decide(state) {
    if (!state.exhausted) return { kind: 'sample' };
    const [first, ...rest] = state.passing;
    if (!first) return nothingPasses(state);
    const best = rest.reduce((a, b) => (b.draws > a.draws ? b : a), first);
    return {
      kind: 'accept',
      sample: best.sample,
      code: 'drawn-most-often',
      why: `Sample ${best.sample} passes and was drawn most often (${best.draws} of ${state.judged}).`,
      numbers: { judged: state.judged, draws: best.draws },
    };
  },
};

/** For runs without a failing test: a passing patch is shown and never vouched for. */
export const unvouched: Policy = {
  name: 'unvouched',
  decide(state) {
    if (state.passing.length === 0 && !state.exhausted) return { kind: 'sample' };
    return {
      kind: 'abstain',
      code: 'no-failing-test',
      why: 'No test fails that a patch could be judged by: write one that shows the goal.',
      numbers: { judged: state.judged },
      sample: state.passing[0]?.sample ?? null,
    };
  },
};
