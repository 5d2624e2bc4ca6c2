import type { Decision, Policy, RunState } from '../verify/policy.ts';

/** The number of the sample that is the change: what is given comes first. */
export const changeSample = 1;

/**
 * Judges one given change by another policy: rivals are drawn to the end, to compare the change
 * with; they may raise a question, and are never accepted in its stead.
 */
export function judgeChange(policy: Policy): Policy {
  return {
    name: `change by ${policy.name}`,
    decide(state) {
      if (!state.exhausted) return { kind: 'sample' };
      const passing = state.passing.filter(({ sample }) => sample === changeSample);
      if (passing.length === 0) return fails(state);
      const among = policy.decide(state);
      return among.kind === 'ask' ? among : policy.decide({ ...state, passing });
    },
  };
}

function fails({ samples }: RunState): Decision {
  const tests = samples.find(({ sample }) => sample === changeSample)?.rejectedBy ?? [];
  const [first] = tests;
  const named =
    first === undefined
      ? ''
      : ` ${tests.length} fail, first ${first}: --target names what it must pass, where that is less.`;
  return {
    kind: 'abstain',
    code: 'change-fails',
    why: `The change does not pass the tests.${named}`,
    numbers: { failing: tests.length },
    sample: changeSample,
  };
}
