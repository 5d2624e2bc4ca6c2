import assert from 'node:assert/strict';
import { assess, talliesOf } from '../../../src/verify/assess.ts';
import { heaviest, weakestPoint } from '../../../src/verify/words.ts';
import { signals, signalsOf, type SignalKind } from '../../../src/verify/signals.ts';
import { shippedWeights as weights } from '../../../src/verify/weights.ts';
import { failing, right, runOf, wrong } from './run.ts';

const rejected = { does: failing, rejectedBy: ['t1', 't2'] };
const signalOf = (run: Parameters<typeof signalsOf>[0], kind: SignalKind, sample = 0) =>
  signalsOf(run, []).get(sample)?.[kind] ?? null;

describe('signals of a run', () => {
  const run = runOf([{ does: right }, { does: right }, { does: wrong }, rejected]);

  it('count draws of one behaviour together, whatever their text', () => {
    assert.equal(signalOf(run, 'draw-share'), Math.log(2.5 / 5));
    assert.equal(signalOf(run, 'cluster-share'), Math.log(2.5 / 4));
    assert.equal(signalOf(run, 'draw-share', 2), Math.log(1.5 / 5));
  });

  it('take the chance of agreeing by luck from different behaviours', () => {
    const alike = runOf([{ does: right }, { does: wrong }]);
    const apart = runOf([{ does: right }, { does: ['x', 'y', 'z', 'w'] }]);
    const [high, low] = [signalOf(alike, 'chance-agreement'), signalOf(apart, 'chance-agreement')];
    assert.ok(high !== null && low !== null && high > low);
  });

  it('know nothing of behaviour where there is none, and group identical patches', () => {
    const draws = [{ does: null }, { does: null, same: 0 }, { does: null }];
    const plain = runOf(draws, { behaviour: null });
    assert.equal(signalOf(plain, 'chance-agreement'), null);
    assert.equal(signalOf(plain, 'draw-share'), Math.log(2.5 / 4));
  });
});

describe('assessment', () => {
  it('ships weights that keep the directions fixed before the fit', () => {
    for (const { kind, weight } of [...weights.behaviour.terms, ...weights.plain.terms]) {
      assert.ok(signals[kind] === 'more-doubt' ? weight >= 0 : weight <= 0, kind);
    }
  });

  it('trusts what many draws do more than what one does, and says what is weakest', () => {
    const draws = [{ does: right }, { does: right }, { does: right }, { does: wrong }, rejected];
    const { candidates } = assess(runOf(draws), { weights });
    const [best] = candidates;
    assert.ok(best && best.sample !== 3);
    assert.equal(candidates.at(-1)?.sample, 3);
    assert.ok(best.pWrong < (candidates.at(-1)?.pWrong ?? 0) && best.bound >= best.pWrong);
    const weakest = candidates.at(-1);
    assert.ok(weakest && heaviest(weakest) !== null);
    assert.match(weakestPoint(weakest), /^Weakest point: /);
  });

  it('adds up: the pieces of evidence are the whole difference from the start', () => {
    const { candidates } = assess(runOf([{ does: right }, rejected]), { weights });
    const [only] = candidates;
    assert.ok(only);
    const { pWrong, evidence } = only;
    const sum = evidence.reduce((total, { weight }) => total + weight, weights.behaviour.intercept);
    assert.ok(Math.abs(pWrong - 1 / (1 + Math.exp(-sum))) < 1e-9);
  });

  it('starts from the stated doubt for a change that it did not draw', () => {
    const run = runOf([{ does: right }]);
    const at = (prior: number) => assess(run, { weights, prior }).candidates[0]?.pWrong ?? NaN;
    assert.ok(at(0.1) < at(0.3) && at(0.3) < at(0.6));
  });

  it('trusts the first of a list by the tests that it passes, of which a dozen count', () => {
    const [first] = runOf([{ does: right }]).samples;
    assert.ok(first);
    const run = runOf([{ does: right }], { samples: [{ ...first, listed: true }] });
    const at = (targets: number, guardsNear: number) =>
      assess({ ...run, targets, guardsNear }, { weights }).candidates[0]?.pWrong ?? NaN;
    assert.ok(at(1, 0) > 0.2, 'one test is soon passed by luck');
    assert.ok(at(6, 1) < 0.1 && at(6, 1) < at(3, 1) && at(3, 1) < at(1, 1));
    assert.ok(at(1, 6) <= at(1, 0));
    assert.equal(at(300, 900), at(12, 12));
  });

  it('trusts a change more that is more natural, and not for the number of its tests', () => {
    const [change] = runOf([{ does: right }]).samples;
    assert.ok(change);
    const run = runOf([{ does: right }], { samples: [{ ...change, listed: true }] });
    const at = (changes: Partial<typeof run>) =>
      assess({ ...run, ...changes }, { weights, prior: 0.3 }).candidates[0]?.pWrong ?? NaN;
    const natural = (nats: number) => at({ naturalness: new Map([[0, nats]]) });
    assert.ok(natural(-0.3) < natural(-1) && natural(-1) < natural(-2));
    assert.ok(natural(-0.3) > 0.1, 'recorded samples say little by it');
    assert.equal(at({ targets: 1, guardsNear: 0 }), at({ targets: 9, guardsNear: 20 }));
  });

  it('counts duplicates as draws', () => {
    const run = runOf([{ does: right }, { does: right, same: 0 }, rejected]);
    assert.deepEqual(talliesOf(run), [{ model: 'm', tries: 3, passes: 2 }]);
  });
});
