import assert from 'node:assert/strict';
import { boundAt } from '../../../src/verify/assess.ts';
import { costOfWrong, costs } from '../../../src/verify/costs.ts';
import { expectedValue } from '../../../src/verify/expected-value.ts';
import type { Assessment, Outlook } from '../../../src/verify/assess.ts';
import type { RunState } from '../../../src/verify/policy.ts';
import { posteriorOf } from '../../../src/verify/posterior.ts';
import { usualPrior } from '../../../src/verify/prior.ts';
import {
  askingModel,
  type AskingModel,
  bestQuestion,
  chanceOfUnknown,
} from '../../../src/verify/question.ts';
import { right, runOf, wrong } from './run.ts';

/** Judges by given numbers, in place of fitted weights. */
const judging =
  (pWrong: Readonly<Record<number, number>>, passes = 2) =>
  (state: RunState): Outlook => ({
    candidates: state.passing
      .map(({ sample }) => assessed(sample, pWrong[sample] ?? 1))
      .sort((a, b) => a.pWrong - b.pWrong),
    posterior: posteriorOf(usualPrior, [{ model: 'm', tries: 10, passes }], 1, 40),
  });

function assessed(sample: number, pWrong: number): Assessment {
  return { sample, pWrong, bound: Math.min(1, pWrong * 2), evidence: [] };
}

describe('expected-value policy', () => {
  const alone = runOf([{ does: right }]);
  const apart = runOf([{ does: right }, { does: wrong }]);

  it('accepts up to the limit, says how far, and abstains beyond', () => {
    const within = expectedValue({ maxWrong: 0.1, assess: judging({ 0: 0.06 }) }).decide(alone);
    assert.ok(within.kind === 'accept' && within.code === 'within-limit');
    assert.match(within.why, /^Passes 3 of 3\. P\(wrong\) 0\.06, at most 0\.12 \(95%\)\./);
    const beyond = expectedValue({ maxWrong: 0.05, assess: judging({ 0: 0.06 }) }).decide(alone);
    assert.ok(beyond.kind === 'abstain' && beyond.code === 'too-doubtful' && beyond.sample === 0);
  });

  it('samples on where more samples are worth it and there are more', () => {
    const policy = expectedValue({ maxWrong: 0.5, assess: judging({ 0: 0.6 }, 9) });
    assert.equal(policy.decide({ ...alone, exhausted: false }).kind, 'sample');
    assert.equal(policy.decide(alone).kind, 'abstain');
  });

  it('judges every sample where samples are free', () => {
    const free = { ...costs, minute: 0 };
    const policy = expectedValue({ costs: free, assess: judging({ 0: 0.01 }) });
    assert.equal(policy.decide({ ...alone, exhausted: false }).kind, 'sample');
  });

  it('asks where the answer is worth more than it costs, about an input that tells', () => {
    const decision = expectedValue({ assess: judging({ 0: 0.3, 1: 0.6 }) }).decide(apart);
    assert.ok(decision.kind === 'ask' && decision.input === 3);
    assert.deepEqual(decision.answers, [
      { value: 'returned 4', samples: [0] },
      { value: 'returned 9', samples: [1] },
    ]);
    assert.equal(decision.sample, 0);
  });

  it('asks nobody who is not there, and nothing that is beyond doubt', () => {
    const judge = judging({ 0: 0.3, 1: 0.6 });
    assert.equal(expectedValue({ canAsk: false, assess: judge }).decide(apart).kind, 'abstain');
    const sure = judging({ 0: 0.002, 1: 0.999 });
    assert.equal(expectedValue({ assess: sure }).decide(apart).kind, 'accept');
  });
});

describe('a question', () => {
  const candidates = [assessed(0, 0.3), assessed(1, 0.6)];
  /** People who cannot say as often as this, whatever the input. */
  const people = (unknown: number): AskingModel => ({
    unknown: { none: unknown, some: unknown, most: unknown },
    strength: 1,
    luck: 0,
  });

  it('is worth what its answer adds', () => {
    const apart = runOf([{ does: right }, { does: wrong }]);
    const certain = bestQuestion(apart, candidates, costOfWrong(0.5), people(0));
    // The two share all of the chance: 0.7 and 0.4 scaled to 1. Either answer names a right one.
    assert.ok(certain && Math.abs(certain.value - 1) < 1e-9);
    const deaf = bestQuestion(apart, candidates, costOfWrong(0.5), people(1));
    assert.ok(deaf && Math.abs(deaf.value - (0.7 / 1.1 - 0.4 / 1.1)) < 1e-9);
  });

  it('is worth less where programs raise, and after one that nobody could answer', () => {
    const { unknown, strength } = askingModel;
    const chance = (outcomes: readonly string[], asked: number, answered: number) =>
      chanceOfUnknown(outcomes, { asked, answered }, askingModel);
    const [returned, raised] = ['returned 1', 'raised E: '];
    assert.equal(chance([returned, returned], 0, 0), unknown.none);
    assert.equal(chance([returned, returned, raised], 0, 0), unknown.some);
    assert.equal(chance([returned, raised], 0, 0), unknown.most);
    // The mean of Beta(none·strength + 1, (1 − none)·strength).
    const after = (unknown.none * strength + 1) / (strength + 1);
    assert.ok(Math.abs(chance([returned], 1, 0) - after) < 1e-12);
    assert.ok(chance([returned], 1, 1) < unknown.none);
  });

  it('goes to the input that people can judge', () => {
    const first = ['raised E: ', 'returned 2', 'returned 3', 'returned 4'];
    const second = ['returned 1', 'returned 2', 'returned 3', 'returned 9'];
    const both = runOf([{ does: first }, { does: second }]);
    assert.equal(bestQuestion(both, candidates, costOfWrong(0.5))?.input, 3);
  });

  it('is not there where candidates behave alike, or nothing can be asked', () => {
    const alike = runOf([{ does: right }, { does: right }]);
    assert.equal(bestQuestion(alike, candidates, 1), null);
    const silent = runOf([{ does: right }, { does: wrong }], { behaviour: null });
    assert.equal(bestQuestion(silent, candidates, 1), null);
  });
});

describe('bounds', () => {
  it('lie between the points, and never below what is stated', () => {
    const points = [
      [0, 0.1],
      [0.1, 0.2],
      [1, 1],
    ] as const;
    assert.ok(Math.abs(boundAt(points, 0.05) - 0.15) < 1e-9);
    assert.equal(
      boundAt(
        [
          [0, 0.1],
          [1, 0.2],
        ],
        0.6,
      ),
      0.6,
    );
    assert.equal(boundAt([], 0.3), 1);
  });
});
