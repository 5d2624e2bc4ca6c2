import { seededRandom } from '../../../src/base/random.ts';

/** A stated P(wrong) of a patch that was not fitted on, and whether the patch is wrong. */
export interface Stated {
  readonly number: number;
  readonly sampler: string;
  readonly score: number;
  readonly wrong: boolean;
  readonly weight: number;
}

/** Stated P(wrong) for which a bound is kept. */
const points = [0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.65, 0.8, 0.95];
/** Of all patches, this share counts as having about a stated P(wrong): those nearest to it. */
const nearestShare = 0.2;
const resamples = 1000;
const level = 0.95;

/**
 * For stated P(wrong), the upper end of the one-sided 95% interval of the share wrong among patches
 * of about that P(wrong), by bootstrap over tasks. Rising, and never below what is stated.
 */
export function boundsOf(stated: readonly Stated[], seed = 0): [number, number][] {
  const numbers = [...new Set(stated.map(({ number }) => number))];
  const random = seededRandom(seed);
  const nearest = points.map((point) => nearestTo(stated, Math.log(point / (1 - point))));
  const perNumber = numbers.map((number) =>
    nearest.map((near) => {
      const own = near.filter((each) => each.number === number);
      const weigh = (rows: readonly Stated[]) => rows.reduce((sum, { weight }) => sum + weight, 0);
      return [weigh(own), weigh(own.filter(({ wrong }) => wrong))] as const;
    }),
  );
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

function nearestTo(stated: readonly Stated[], score: number): Stated[] {
  const total = stated.reduce((sum, { weight }) => sum + weight, 0);
  const distance = (each: Stated) => Math.abs(each.score - score);
  let taken = 0;
  return stated
    .toSorted((a, b) => distance(a) - distance(b))
    .filter(({ weight }) => {
      const isNear = taken < nearestShare * total;
      taken += weight;
      return isNear;
    });
}
