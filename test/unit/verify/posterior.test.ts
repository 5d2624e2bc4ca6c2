import assert from 'node:assert/strict';
import fc from 'fast-check';
import { posteriorOf, type BetaMixture, type Prior } from '../../../src/verify/posterior.ts';
import { usualPrior } from '../../../src/verify/prior.ts';

/**
 * The same integrals by brute force: Simpson's rule on a fine lattice, plain products in place of
 * logarithms, densities with factorials in place of the Gamma function's series.
 */
function bruteForce(prior: Prior, tries: number, passes: number, c: number) {
  const n = 480;
  const factorial = (k: number): number => (k < 2 ? 1 : k * factorial(k - 1));
  const density = (mixture: BetaMixture, x: number) =>
    mixture.reduce((sum, { weight, alpha: a, beta: b }) => {
      const norm = (factorial(a - 1) * factorial(b - 1)) / factorial(a + b - 1);
      return sum + (weight * x ** (a - 1) * (1 - x) ** (b - 1)) / norm;
    }, 0);
  const simpson = (at: number) => (at === 0 || at === n ? 1 : at % 2 === 1 ? 4 : 2);
  const sums = { all: 0, wrong: 0, right: 0, soundness: 0 };
  for (let i = 0; i <= n; i++) {
    for (let j = 0; j <= n; j++) {
      const [r, s] = [i / n, j / n];
      const rate = r * c + (1 - r) * (1 - s);
      const mass =
        simpson(i) *
        simpson(j) *
        density(prior.correctness, r) *
        density(prior.soundness, s) *
        rate ** passes *
        (1 - rate) ** (tries - passes);
      sums.all += mass;
      sums.wrong += rate === 0 ? 0 : (mass * (1 - r) * (1 - s)) / rate;
      sums.right += mass * r * c;
      sums.soundness += mass * s;
    }
  }
  return {
    pWrong: sums.wrong / sums.all,
    nextRight: sums.right / sums.all,
    soundness: sums.soundness / sums.all,
  };
}

const one = (tries: number, passes: number) => [{ model: 'm', tries, passes }];

describe('posterior over correctness and soundness', () => {
  for (const [tries, passes, c] of [
    [1, 1, 1],
    [10, 1, 1],
    [10, 9, 1],
    [16, 4, 0.9],
    [24, 2, 1],
  ] as const) {
    it(`is exact to three digits after ${passes} of ${tries}, completeness ${c}`, () => {
      const exact = bruteForce(usualPrior, tries, passes, c);
      const { models, soundness } = posteriorOf(usualPrior, one(tries, passes), c);
      assert.ok(Math.abs((models[0]?.pWrong ?? NaN) - exact.pWrong) < 5e-4);
      assert.ok(Math.abs((models[0]?.nextRight ?? NaN) - exact.nextRight) < 5e-4);
      assert.ok(Math.abs(soundness.mean - exact.soundness) < 5e-4);
    }).timeout(20_000);
  }

  it('changes no figure in the third digit on a grid twice as fine', () => {
    const tallies = [
      { model: 'a', tries: 10, passes: 7 },
      { model: 'b', tries: 100, passes: 1 },
    ];
    const [usual, fine] = [
      posteriorOf(usualPrior, tallies),
      posteriorOf(usualPrior, tallies, 1, 200),
    ];
    for (const [at, { pWrong }] of fine.models.entries()) {
      assert.ok(Math.abs((usual.models[at]?.pWrong ?? NaN) - pWrong) < 5e-4);
    }
  });

  it('doubts a pass the less, the more samples pass', () => {
    const doubts = [1, 3, 5, 7, 9, 10].map(
      (passes) => posteriorOf(usualPrior, one(10, passes)).models[0]?.pWrong ?? NaN,
    );
    assert.deepEqual(
      doubts,
      doubts.toSorted((a, b) => b - a),
    );
  });

  it('lets one model tell of the tests that another is judged by', () => {
    const alone = posteriorOf(usualPrior, one(10, 2)).models[0]?.pWrong ?? NaN;
    const beside = posteriorOf(usualPrior, [...one(10, 2), { model: 'bad', tries: 60, passes: 0 }])
      .models[0]?.pWrong;
    assert.ok((beside ?? NaN) < alone, 'tests that let nothing through are sound');
  });

  it('forecasts a solution that becomes likelier with every sample', () => {
    fc.assert(
      fc.property(fc.nat(10), fc.nat(10), (passes, fails) => {
        const [model] = posteriorOf(usualPrior, one(passes + fails, passes), 1, 40).models;
        const forecast = [1, 2, 5, 20].map((n) => model?.solvedWithin(n) ?? NaN);
        assert.ok(Math.abs((forecast[0] ?? NaN) - (model?.nextRight ?? NaN)) < 1e-9);
        assert.deepEqual(
          forecast,
          forecast.toSorted((a, b) => a - b),
        );
      }),
      { numRuns: 25 },
    );
  });
});
