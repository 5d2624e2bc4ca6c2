import assert from 'node:assert/strict';
import { findInSamples, type Draw } from '../../../../src/verify/evidence/samples.ts';

function draw(sample: number, more: Partial<Draw> = {}): Draw {
  return { sample, strategy: 'plain', same: null, rejectedBy: [], logprob: null, ...more };
}

function values(draws: readonly Draw[], sample: number): Record<string, number | null> {
  const found = findInSamples(draws, sample);
  return Object.fromEntries(found.map(({ kind, value }) => [kind, value]));
}

describe('evidence in the samples', () => {
  it('counts the ways of failing by the tests that reject, in any order', () => {
    const draws = [
      draw(1, { rejectedBy: ['a', 'b'] }),
      draw(2, { rejectedBy: ['b', 'a'] }),
      draw(3, { rejectedBy: ['a'] }),
      draw(4),
    ];
    assert.equal(values(draws, 4)['failing-behaviours'], 2);
  });

  it('counts the strategies that led to the patch, and tells its own probability', () => {
    const draws = [
      draw(1, { logprob: -3 }),
      draw(2, { same: 1, strategy: 'other', logprob: -1 }),
      draw(3, { same: 1 }),
      draw(4, { strategy: 'third' }),
    ];
    assert.equal(values(draws, 1)['strategies-agreeing'], 2);
    assert.equal(values(draws, 1)['sequence-logprob'], -3);
    assert.equal(values(draws, 4)['sequence-logprob'], null);
  });
});
