import type { Decision, PassingCandidate, Policy, RunState } from './policy.ts';

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

/**
 * Judges every sample, then accepts from the largest group of passing draws: those that behave alike
 * or, where behaviour is not known, are the same patch. Of equals, the earliest.
 */
export const fixedSamples: Policy = {
  name: 'fixed-samples',
  decide(state) {
    if (!state.exhausted) return { kind: 'sample' };
    const behaves = ({ sample }: PassingCandidate) =>
      state.behaviour?.outcomes.get(sample)?.join('\n') ?? `patch ${sample}`;
    const best = largestGroup(state.passing, behaves, (group) => drawsOf(group));
    if (!best) return nothingPasses(state);
    const { sample, score: draws } = best;
    return {
      kind: 'accept',
      sample,
      code: 'drawn-most-often',
      why: `Sample ${sample} passes, and most draws do the same (${draws} of ${state.judged}).`,
      numbers: { judged: state.judged, draws },
    };
  },
};

/**
 * CodeT's agreement with tests that a model wrote: passing samples that pass the same of them are a
 * group, which scores the root of its draws times the tests it passes, repeated tests counted as
 * often (Chen et al., "CodeT", arXiv 2207.10397, and its `agreement.py`). Judges every sample first.
 */
export const codetAgreement: Policy = {
  name: 'codet-agreement',
  decide(state) {
    if (!state.exhausted) return { kind: 'sample' };
    const passed = new Map(state.samples.map((each) => [each.sample, each.writtenPassed ?? []]));
    const testsOf = ({ sample }: PassingCandidate) => passed.get(sample) ?? [];
    const best = largestGroup(
      state.passing,
      (candidate) => testsOf(candidate).join('\n'),
      (group) => Math.sqrt(drawsOf(group)) * (group[0] ? testsOf(group[0]).length : 0),
    );
    if (!best) return nothingPasses(state);
    const { sample, score } = best;
    return {
      kind: 'accept',
      sample,
      code: 'agrees-most',
      why: `Sample ${sample} passes, and its group agrees most with the tests that a model wrote.`,
      numbers: { judged: state.judged, score },
    };
  },
};

/** Easy and hard tasks: how many there are, and how often one sample is right. */
interface TaskClass {
  readonly share: number;
  readonly correctness: number;
}

/** The published example: Llama-3.1-8B on HumanEval+ (methods of "Inference Scaling fLaws"). */
const publishedClasses: readonly TaskClass[] = [
  { share: 0.58, correctness: 0.87 },
  { share: 0.42, correctness: 0.13 },
];
const publishedSoundness = 0.75;

/**
 * The published two-class rule (Stroebl, Kapoor, Narayanan, arXiv 2411.17501): one soundness for all
 * tasks; sampling goes on while the next sample is worth more than it costs, by what the rejections
 * so far say of the class; the first pass until then is accepted.
 */
export function twoClassRule(wrongCosts: number): Policy {
  return {
    name: 'two-class',
    decide(state) {
      const first = state.passing[0];
      if (first) return firstPass.decide(state);
      const worth = publishedClasses.map(
        ({ correctness: r }) => r - (1 - r) * (1 - publishedSoundness) * wrongCosts,
      );
      const belief = publishedClasses.map(
        ({ share, correctness: r }) => share * ((1 - r) * publishedSoundness) ** state.judged,
      );
      const gain = belief.reduce((sum, each, at) => sum + each * (worth[at] ?? 0), 0);
      if (gain > 0 && !state.exhausted) return { kind: 'sample' };
      return nothingPasses(state);
    },
  };
}

/** Hands over nothing: what any policy must beat where a wrong patch costs much. */
export const neverAnswer: Policy = {
  name: 'never-answer',
  decide: (state) => nothingPasses(state),
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

/** The earliest member of the group with the highest score; null without candidates. */
function largestGroup(
  candidates: readonly PassingCandidate[],
  keyOf: (candidate: PassingCandidate) => string,
  scoreOf: (group: readonly PassingCandidate[]) => number,
): { readonly sample: number; readonly score: number } | null {
  const groups = new Map<string, PassingCandidate[]>();
  for (const candidate of candidates) {
    const key = keyOf(candidate);
    groups.set(key, [...(groups.get(key) ?? []), candidate]);
  }
  const [best] = [...groups.values()]
    .map((group) => ({ sample: group[0]?.sample ?? 0, score: scoreOf(group) }))
    .sort((a, b) => b.score - a.score || a.sample - b.sample);
  return best ?? null;
}

function drawsOf(group: readonly PassingCandidate[]): number {
  return group.reduce((sum, { draws }) => sum + draws, 0);
}
