import { seededRandom } from '../../src/base/random.ts';

/** A mean with its two-sided 95% interval. */
export interface Interval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The mean of `values`, one for each independent unit (a program, a task), with the percentile
 * bootstrap's 95% interval over the units (Efron and Tibshirani, 1993).
 */
export function bootstrapMean(values: readonly number[], seed: number, draws = 10_000): Interval {
  const random = seededRandom(seed);
  const draw = () => values[Math.floor(random() * values.length)] ?? NaN;
  const means = Array.from({ length: draws }, () => meanOf(values.map(draw)));
  means.sort((a, b) => a - b);
  const at = (share: number) => means[Math.round(share * (draws - 1))] ?? NaN;
  return { mean: meanOf(values), low: at(0.025), high: at(0.975) };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
