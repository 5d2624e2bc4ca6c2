import assert from 'node:assert/strict';
import { costOf, gainOf, guessed } from '../../../src/solve/propose/weigh.ts';

const original = { ...guessed('return gcd(a % b, b)'), logprob: -8 };

describe('the weight of a candidate', () => {
  it('falls with each changed sign, faster for what the model writes freely', () => {
    const near = 'return gcd(a % b, a)';
    const far = 'return gcd(b, a)';
    assert.ok(costOf(original, near, 'written') < costOf(original, far, 'written'));
    assert.ok(costOf(original, near, 'mutated') < costOf(original, near, 'written'));
    assert.equal(costOf(original, 'return gcd(a % b, b)', 'written'), 0);
    assert.equal(costOf(original, 'return gcd(', 'written', true), 0);
  });

  it('counts in full how much more probable a mutant is, and hardly for another text', () => {
    const text = 'return gcd(b, a % b)';
    const gain = (logprob: number, origin: 'mutated' | 'written') =>
      gainOf(original, text, logprob, origin) + costOf(original, text, origin);
    assert.equal(gain(-2, 'mutated'), 6);
    assert.equal(gain(-10, 'mutated'), gain(-10, 'written'));
    assert.ok(gain(-2, 'written') < 1);
  });

  it('never falls where a text is more probable', () => {
    const gains = [-20, -9, -8, -7.5, -3, 0].map((logprob) =>
      gainOf(original, 'return b', logprob, 'written'),
    );
    assert.deepEqual(
      gains,
      [...gains].sort((a, b) => a - b),
    );
  });
});
