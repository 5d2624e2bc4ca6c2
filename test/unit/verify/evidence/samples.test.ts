import assert from 'node:assert/strict';
import type { Verdict } from '../../../../src/trace/events.ts';
import { findInSamples, type Draw } from '../../../../src/verify/evidence/samples.ts';

function draw(id: number, verdict: Verdict, more: Partial<Draw> = {}): Draw {
  const failed = [{ id: 't', message: 'no' }];
  const judgement = verdict === 'refused' ? null : { failures: verdict === 'fail' ? failed : [] };
  const plain = { model: 'small', strategy: 'plain', logprob: null, same: null };
  return { id, verdict, judgement, ...plain, ...more };
}

function values(draws: readonly Draw[], sample: number): Record<string, number | null> {
  const found = findInSamples(draws, sample);
  return Object.fromEntries(found.map(({ kind, value }) => [kind, value]));
}

const failure = (message: string) => ({ judgement: { failures: [{ id: 't', message }] } });

describe('evidence in the samples', () => {
  it('counts repetitions as draws, and refused samples not at all', () => {
    const draws = [
      draw(1, 'fail'),
      draw(2, 'pass', { logprob: -3 }),
      draw(3, 'duplicate', { same: 2, model: 'large', strategy: 'other' }),
      draw(4, 'duplicate', { same: 1 }),
      draw(5, 'refused'),
      draw(6, 'pass'),
    ];
    assert.deepEqual(values(draws, 2), {
      'share-rejected': 2 / 5,
      'failing-behaviours': 1,
      'cluster-share': 2 / 3,
      'agreeing-models': 2,
      'agreeing-strategies': 2,
      'sequence-logprob': -3,
    });
  });

  it('takes samples of one cluster for the same', () => {
    const draws = [
      draw(1, 'pass', { cluster: 'A' }),
      draw(2, 'pass', { cluster: 'A', model: 'large' }),
      draw(3, 'pass', { cluster: 'B' }),
    ];
    assert.equal(values(draws, 1)['cluster-share'], 2 / 3);
    assert.equal(values(draws, 1)['agreeing-models'], 2);
  });

  it('tells ways of failing by tests and messages, not by addresses and line numbers', () => {
    const draws = [
      draw(1, 'fail', failure('a.js:12:3 got 1 at 0x7f01')),
      draw(2, 'fail', failure('a.js:14:3 got 1 at 0x8a00')),
      draw(3, 'fail', failure('a.js:12:3 got 2 at 0x7f01')),
      draw(4, 'timeout'),
      draw(5, 'pass'),
    ];
    assert.equal(values(draws, 5)['failing-behaviours'], 3);
  });

  it('has no share of nothing', () => {
    assert.equal(values([], 1)['share-rejected'], null);
    assert.equal(values([], 1)['sequence-logprob'], null);
  });
});
