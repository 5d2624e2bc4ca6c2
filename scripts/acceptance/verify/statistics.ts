import { seededRandom } from '../../../src/base/random.ts';

/** Sums of one HumanEval number: bootstraps draw numbers, not runs. */
export type Sums = readonly number[];

export interface Interval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

const resamples = 2000;

/**
 * A figure over all numbers, and its interval by bootstrap over numbers (percentiles). `of` makes
 * the figure from sums that are added up over the numbers drawn.
 */
export function bootstrap(
  perNumber: readonly Sums[],
  of: (sums: Sums) => number,
  level: number,
  seed = 0,
): Interval {
  const random = seededRandom(seed);
  const columns = perNumber[0]?.length ?? 0;
  const total = (rows: readonly Sums[]) =>
    Array.from({ length: columns }, (_, at) => rows.reduce((sum, row) => sum + (row[at] ?? 0), 0));
  const figures = Array.from({ length: resamples }, () =>
    of(total(perNumber.map(() => perNumber[Math.floor(random() * perNumber.length)] ?? []))),
  )
    .filter((figure) => !Number.isNaN(figure))
    .sort((a, b) => a - b);
  const at = (share: number) =>
    figures[Math.min(figures.length - 1, Math.floor(share * figures.length))] ?? NaN;
  return { mean: of(total(perNumber)), low: at((1 - level) / 2), high: at((1 + level) / 2) };
}

/** Adds rows up by number. */
export function sumsByNumber<T>(
  rows: readonly T[],
  numberOf: (row: T) => number,
  sumsOf: (row: T) => Sums,
): Sums[] {
  const sums = new Map<number, number[]>();
  for (const row of rows) {
    const added = sumsOf(row);
    const old = sums.get(numberOf(row));
    sums.set(numberOf(row), old ? old.map((each, at) => each + (added[at] ?? 0)) : [...added]);
  }
  return [...sums.values()];
}

export function average(numbers: readonly number[]): number {
  return numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
}
