import assert from 'node:assert/strict';
import fc from 'fast-check';
import { adapted, quantilesOf } from '../../../src/complete/accept-log.ts';
import {
  type AcceptPrior,
  confidenceOf,
  logprobsOf,
  pAccept,
  scoredFeatures,
  showGate,
  showThreshold,
  unscoredFeatures,
  unscoredOf,
} from '../../../src/complete/show.ts';
import type { Piece } from '../../../src/complete/stream.ts';

const zeros = (features: readonly string[]) => features.map(() => 0);
const prior: AcceptPrior = {
  scored: { features: [...scoredFeatures], bias: 0, weights: [1, 0, ...zeros(unscoredFeatures)] },
  unscored: { features: [...unscoredFeatures], bias: -1, weights: zeros(unscoredFeatures) },
  own: { mean: [-4, -2, -1, -0.5, 0], sum: [-40, -1] },
  shift: 0,
  secondLook: { same: 0.5, other: -0.5 },
};
const shown = {
  text: 'sum(items)',
  logprobs: { mean: -1, sum: -3 },
  before: 'items = [1]\n',
  left: 0,
  grown: 0,
};
const near = (a: number, b: number) => Math.abs(a - b) < 1e-9;

describe('confidence of a suggestion', () => {
  const table = [...prior.own.mean];

  it('is the log-odds of its quantile among the model’s own', () => {
    assert.ok(near(confidenceOf(-1, table), 0), 'the median');
    assert.ok(near(confidenceOf(-1.5, table), Math.log(0.375 / 0.625)), 'between two steps');
    assert.ok(near(confidenceOf(-9, table), Math.log(0.125 / 0.875)), 'below all');
    assert.ok(near(confidenceOf(0, table), -confidenceOf(-9, table)));
  });

  it('does not depend on how sure the model is by itself, and rises', () => {
    const sample = fc.array(fc.double({ min: -5, max: 0, noNaN: true }), { minLength: 30 });
    fc.assert(
      fc.property(sample, (values) => {
        const own = quantilesOf(values);
        const twice = own.map((value) => 2 * value);
        const scores = values.toSorted((a, b) => a - b).map((value) => confidenceOf(value, own));
        scores.forEach((score, at) => {
          assert.ok(at === 0 || score >= (scores[at - 1] ?? 0) - 1e-9);
          assert.ok(Math.abs(score) < 4);
        });
        for (const value of values) {
          assert.ok(Math.abs(confidenceOf(2 * value, twice) - confidenceOf(value, own)) < 1e-6);
        }
      }),
    );
  });

  it('is not told where a token’s probability is missing', () => {
    const piece = (logprob?: number): Piece => ({
      kind: 'piece',
      text: 'a',
      by: 'full',
      ...(logprob === undefined ? {} : { logprob }),
    });
    assert.deepEqual(logprobsOf([piece(-1), piece(-3)]), { mean: -2, sum: -4 });
    assert.equal(logprobsOf([piece(-1), piece()]), null);
    assert.equal(logprobsOf([]), null);
  });
});

describe('probability of acceptance', () => {
  it('comes from the fit without log-probabilities where there are none', () => {
    assert.ok(near(pAccept(shown, prior), 0.5));
    const p = pAccept({ ...shown, logprobs: null }, prior);
    assert.ok(near(p, 1 / (1 + Math.E)));
  });

  it('knows which words the code before holds, and what is left after', () => {
    const [, lines, known, endsCall, , atEnd] = unscoredOf(shown);
    assert.deepEqual([lines, known, endsCall, atEnd], [0, 0.5, 1, 1]);
    const [, two, none, open, , inside] = unscoredOf({
      text: ')\n',
      before: 'x',
      left: 9,
      grown: -3,
    });
    assert.deepEqual([two, none, open, inside], [1, 0.5, 1, 0]);
  });

  it('moves with the user’s record, and takes the model’s own confidence once it is known', () => {
    const rows = (count: number) =>
      Array.from({ length: count }, (_, at) => ({
        at,
        language: 'python',
        model: 'local:a.gguf',
        p: 0.5,
        shift: 0,
        meanLogprob: -8 - at / count,
        sumLogprob: -80,
        explored: false,
        outcome: 'rejected' as const,
      }));
    const few = adapted(prior, rows(10));
    assert.deepEqual(few.own, prior.own);
    assert.ok(pAccept(shown, few) < 0.4, `${pAccept(shown, few)}`);
    const many = adapted(prior, rows(60));
    assert.equal(many.own.mean[0], -8 - 59 / 60);
    assert.equal(many.own.mean.at(-1), -8);
  });

  it('does not swing back when the record was made by adapted weights', () => {
    const told = { at: 0, language: 'python', model: 'bundled', explored: false } as const;
    const rows = (p: number, shift: number) =>
      Array.from({ length: 100 }, (_, at) => ({
        ...told,
        p,
        shift,
        outcome: at < 20 ? ('accepted' as const) : ('rejected' as const),
      }));
    const first = adapted(prior, rows(0.5, 0)).shift;
    const stated = 1 / (1 + Math.exp(-first));
    const again = adapted(prior, rows(stated, first)).shift;
    assert.ok(Math.abs(again - first) < 1e-6, `${first} and ${again}`);
  });
});

describe('the show gate', () => {
  it('shows what passes the threshold, and what is asked for', () => {
    const threshold = showThreshold('balanced', 1);
    assert.equal(showGate(threshold, threshold, false, null).code, 'likely');
    assert.equal(showGate(0.01, threshold, true, null).code, 'by-hand');
    assert.equal(showGate(0.01, threshold, false, 0).code, 'unlikely');
    assert.equal(showGate(threshold - 0.1, threshold, false, 0.01).code, 'explore');
    assert.equal(showGate(threshold - 0.1, threshold, false, 0.5).decision, 'hide');
  });

  it('asks for less, the more eager it is', () => {
    const [quiet, balanced, eager] = (['quiet', 'balanced', 'eager'] as const).map((each) =>
      showThreshold(each, 1),
    );
    assert.ok((quiet ?? 0) > (balanced ?? 0) && (balanced ?? 0) > (eager ?? 0));
  });
});
