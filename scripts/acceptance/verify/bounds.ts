import { seededRandom } from '../../../src/base/random.ts';

/** A stated P(wrong) of a patch that was not fitted on, and whether the patch is wrong. */
export interface Stated {
  readonly number: number;
  readonly score: number;
  readonly wrong: boolean;
  readonly weight: number;
}

/** Stated P(wrong) for which a bound is kept. */
const points = [0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.65, 0.8, 0.95];
/** Patches count as having this P(wrong) within about this many log-odds (a Gaussian kernel). */
const bandwidth = 0.5;
const resamples = 1000;
const level = 0.95;

/**
 * For stated P(wrong), the upper end of the one-sided 95% interval of the share wrong among patches
 * of about that P(wrong), by bootstrap over tasks. Rising, and never below what is stated.
 */
export function boundsOf(stated: readonly Stated[], seed = 0): [number, number][] {
  const numbers = [...new Set(stated.map(({ number }) => number))];
  const random = seededRandom(seed);
  const perNumber = numbers.map((number) => {
    const own = stated.filter((each) => each.number === number);
    return points.map((point) => {
      const at = Math.log(point / (1 - point));
      const near = own.map(({ score, weight, wrong }) => {
        const kernel = weight * Math.exp(-0.5 * ((score - at) / bandwidth) ** 2);
        return [kernel, wrong ? kernel : 0] as const;
      });
      return [
        near.reduce((sum, [all]) => sum + all, 0),
        near.reduce((sum, [, wrong]) => sum + wrong, 0),
      ] as const;
    });
  });
  const shares = Array.from({ length: resamples }, () => {
    const drawn = numbers.map(() => perNumber[Math.floor(random() * numbers.length)]);
    return points.map((_, at) => {
      const all = drawn.reduce((sum, each) => sum + (each?.[at]?.[0] ?? 0), 0);
      const wrong = drawn.reduce((sum, each) => sum + (each?.[at]?.[1] ?? 0), 0);
      return all === 0 ? 1 : wrong / all;
    });
  });
  let highest = 0;
  const upper = points.map((point, at): [number, number] => {
    const sorted = shares.map((each) => each[at] ?? 1).sort((a, b) => a - b);
    highest = Math.max(highest, point, sorted[Math.floor(level * resamples)] ?? 1);
    return [point, highest];
  });
  return [[0, upper[0]?.[1] ?? 1], ...upper, [1, 1]];
}
