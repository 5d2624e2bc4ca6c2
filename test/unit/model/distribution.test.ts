import assert from 'node:assert/strict';
import fc from 'fast-check';
import { seededRandom } from '../../../src/base/random.ts';
import {
  type Candidate,
  entropyBound,
  readCandidates,
  sample,
} from '../../../src/model/engine/distribution.ts';

/** The softmax of `logits` the plain way. */
function softmax(logits: readonly number[]): number[] {
  const weights = logits.map((logit) => Math.exp(logit));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** What the engine gives: the top k of the logits, and the weight of all. */
function engineGives(logits: readonly number[], k: number): Candidate[] {
  const top = Math.max(...logits);
  const total = logits.reduce((sum, logit) => sum + Math.exp(logit - top), 0);
  const sorted = logits.map((logit, token) => [token, logit] as const).sort((a, b) => b[1] - a[1]);
  return readCandidates(new Map(sorted.slice(0, k)), total);
}

const logits = fc.array(fc.double({ min: -20, max: 20, noNaN: true }), {
  minLength: 1,
  maxLength: 40,
});

describe('readCandidates', () => {
  it('gives the log-probabilities of the whole vocabulary, best first', () => {
    fc.assert(
      fc.property(logits, fc.integer({ min: 1, max: 50 }), (all, k) => {
        const probabilities = softmax(all);
        const candidates = engineGives(all, k);
        assert.equal(candidates.length, Math.min(k, all.length));
        let before = 0;
        for (const { token, logprob } of candidates) {
          assert.ok(Math.abs(Math.exp(logprob) - probabilities[token]!) < 1e-9);
          assert.ok(logprob <= before + 1e-9);
          before = logprob;
        }
      }),
    );
  });
});

describe('entropyBound', () => {
  it('never exceeds the entropy, and meets it where all is known', () => {
    fc.assert(
      fc.property(logits, fc.integer({ min: 1, max: 50 }), (all, k) => {
        const entropy = softmax(all).reduce((sum, p) => (p > 0 ? sum - p * Math.log(p) : sum), 0);
        const bound = entropyBound(engineGives(all, k));
        assert.ok(bound <= entropy + 1e-9, `${bound} > ${entropy}`);
        if (k >= all.length) assert.ok(Math.abs(bound - entropy) < 1e-9);
      }),
    );
  });
});

describe('sample', () => {
  const candidates = engineGives([2, 1, 0, -1], 4);
  const draws = (temperature: number, topP: number, count: number): number[] => {
    const random = seededRandom(7);
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < count; i++) {
      counts[sample(candidates, { temperature, topP }, random)!.token]!++;
    }
    return counts.map((n) => n / count);
  };

  it('is greedy at temperature 0', () => {
    assert.deepEqual(draws(0, 1, 10), [1, 0, 0, 0]);
  });

  it('draws by the distribution at temperature 1, and by a flatter one above', () => {
    for (const temperature of [1, 2]) {
      const expected = softmax([2, 1, 0, -1].map((logit) => logit / temperature));
      draws(temperature, 1, 20_000).forEach((share, token) => {
        assert.ok(Math.abs(share - expected[token]!) < 0.02);
      });
    }
  });

  it('stays within the nucleus, which always holds the best', () => {
    assert.deepEqual(draws(1, 0.01, 100), [1, 0, 0, 0]);
    const [, , third, fourth] = draws(5, 0.8, 1000);
    assert.deepEqual([third, fourth], [0, 0]);
  });

  it('has nothing to draw from nothing', () => {
    assert.equal(sample([], { temperature: 1, topP: 1 }, seededRandom(1)), undefined);
  });
});
