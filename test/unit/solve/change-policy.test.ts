import assert from 'node:assert/strict';
import { judgeChange } from '../../../src/solve/change-policy.ts';
import { firstPass } from '../../../src/verify/baselines.ts';
import type { RunState } from '../../../src/verify/policy.ts';

const policy = judgeChange(firstPass);
const sample = (id: number, passed: boolean) => ({
  ...{ sample: id, model: 'm', strategy: 's', passed, same: null, logprob: null },
  rejectedBy: passed ? [] : ['a > b', 'a > c'],
});
const state = (passes: readonly boolean[], exhausted: boolean): RunState => ({
  judged: passes.length,
  samples: passes.map((passed, at) => sample(at + 1, passed)),
  passing: passes.flatMap((passed, at) => (passed ? [{ sample: at + 1, draws: 1 }] : [])),
  exhausted,
  tests: 3,
  targets: 2,
  guardsNear: 1,
  behaviour: null,
  questions: { asked: 0, answered: 0 },
  msPerSample: 0,
});

describe('judging a change', () => {
  it('waits for every rival', () => {
    assert.equal(policy.decide(state([true, false], false)).kind, 'sample');
  });

  it('never accepts a rival in its stead', () => {
    const decision = policy.decide(state([false, true], true));
    assert.ok(decision.kind === 'abstain');
    assert.equal(decision.code, 'change-fails');
    assert.equal(
      decision.why,
      'The change does not pass the tests. 2 fail, first a > b: --target names what it must pass, where that is less.',
    );
  });

  it('leaves the change to the policy', () => {
    const decision = policy.decide(state([true, true], true));
    assert.ok(decision.kind === 'accept');
    assert.equal(decision.sample, 1);
  });
});
