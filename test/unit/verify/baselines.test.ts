import assert from 'node:assert/strict';
import { firstPass, fixedSamples } from '../../../src/verify/baselines.ts';

const run = {
  judged: 9,
  samples: [],
  tests: 4,
  behaviour: null,
  questions: { asked: 0, answered: 0 },
  msPerSample: 1000,
};

const passing = [
  { sample: 2, draws: 1 },
  { sample: 5, draws: 3 },
  { sample: 6, draws: 3 },
];

describe('policies', () => {
  it('first-pass takes the first that passes, and abstains at the end', () => {
    const going = { ...run, judged: 3, passing: [], exhausted: false };
    assert.equal(firstPass.decide(going).kind, 'sample');
    const decision = firstPass.decide({ ...going, passing });
    assert.ok(decision.kind === 'accept' && decision.sample === 2);
    const end = firstPass.decide({ ...going, exhausted: true });
    assert.ok(end.kind === 'abstain' && end.code === 'no-pass');
  });

  it('fixed-samples waits for all, then takes the patch drawn most often', () => {
    const state = { ...run, passing, exhausted: false };
    assert.equal(fixedSamples.decide(state).kind, 'sample');
    const decision = fixedSamples.decide({ ...state, exhausted: true });
    assert.ok(decision.kind === 'accept' && decision.sample === 5);
  });
});
