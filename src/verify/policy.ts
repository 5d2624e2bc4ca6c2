/** A candidate that passed, as a policy sees it: nothing here needs a label. */
export interface PassingCandidate {
  readonly sample: number;
  /** How many draws gave this very patch, its own among them. */
  readonly draws: number;
}

/** Where a run stands when a policy is asked. */
export interface RunState {
  /** Samples whose verdict is known, refused and duplicate ones too. */
  readonly judged: number;
  /** Passing candidates in the order in which they passed, each different. */
  readonly passing: readonly PassingCandidate[];
  /** True when no further verdict can come: the samples, or the proposers' ideas, are used up. */
  readonly exhausted: boolean;
}

/** What a policy wants. `code` is stable, `why` a sentence, `numbers` what it was decided by. */
export type Decision =
  | { readonly kind: 'sample' }
  | {
      readonly kind: 'accept';
      readonly sample: number;
      readonly code: string;
      readonly why: string;
      readonly numbers: Readonly<Record<string, number>>;
    }
  | {
      readonly kind: 'abstain';
      readonly code: string;
      readonly why: string;
      readonly numbers: Readonly<Record<string, number>>;
    };

/** Decides after every verdict: go on sampling, accept a candidate, or abstain. Pure. */
export interface Policy {
  readonly name: string;
  decide(state: RunState): Decision;
}

function abstain(state: RunState): Decision {
  return {
    kind: 'abstain',
    code: 'no-pass',
    why: `None of the ${state.judged} samples passes the tests.`,
    numbers: { judged: state.judged },
  };
}

/** Accepts the first candidate that passes. */
export const firstPass: Policy = {
  name: 'first-pass',
  decide(state) {
    const first = state.passing[0];
    if (!first) return state.exhausted ? abstain(state) : { kind: 'sample' };
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
    if (!first) return abstain(state);
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
    };
  },
};
