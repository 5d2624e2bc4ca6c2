import assert from 'node:assert/strict';
import {
  codetAgreement,
  firstPass,
  fixedSamples,
  neverAnswer,
  twoClassRule,
} from '../../../src/verify/baselines.ts';

const run = {
  judged: 9,
  samples: [],
  tests: 4,
  targets: 4,
  guardsNear: 0,
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

  it('fixed-samples counts draws that behave alike', () => {
    const behaviour = {
      outcomes: new Map([
        [2, ['a']],
        [5, ['b']],
        [6, ['a']],
      ]),
      askable: [],
    };
    const decision = fixedSamples.decide({ ...run, passing, behaviour, exhausted: true });
    assert.ok(decision.kind === 'accept' && decision.sample === 2);
  });

  it("codet-agreement weighs a group's draws by the written tests that it passes", () => {
    const seen = (sample: number, writtenPassed: readonly string[]) => ({
      ...{ sample, model: 'm', strategy: 's', passed: true, same: null, rejectedBy: [] },
      ...{ logprob: null, writtenPassed },
    });
    const samples = [seen(2, ['x', 'x', 'y', 'z', 'w', 'v']), seen(5, ['x']), seen(6, ['x'])];
    const decision = codetAgreement.decide({ ...run, passing, samples, exhausted: true });
    // The group of 5 and 6 scores √6 · 1, sample 2 scores √1 · 6.
    assert.ok(decision.kind === 'accept' && decision.sample === 2);
  });

  it('two-class takes the first pass, and stops where rejections say that the task is hard', () => {
    const going = { ...run, passing: [], exhausted: false };
    assert.equal(twoClassRule(1).decide({ ...going, judged: 0 }).kind, 'sample');
    // As published: K is 2 at cost 1, and 1 at cost 2.
    assert.equal(twoClassRule(1).decide({ ...going, judged: 1 }).kind, 'sample');
    assert.equal(twoClassRule(1).decide({ ...going, judged: 2 }).kind, 'abstain');
    assert.equal(twoClassRule(2).decide({ ...going, judged: 1 }).kind, 'abstain');
    assert.equal(twoClassRule(2).decide({ ...going, passing }).kind, 'accept');
  });

  it('never-answer never answers', () => {
    assert.equal(neverAnswer.decide({ ...run, passing, exhausted: true }).kind, 'abstain');
  });
});
