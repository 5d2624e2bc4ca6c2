import { seededRandom } from '../../../src/base/random.ts';
import { areaUnderCurve } from '../verify/logistic.ts';

/** A suggestion as a model scores it: higher is likelier to be accepted. */
export interface Scored {
  readonly user: string;
  readonly accepted: boolean;
  readonly score: number;
}

/** A figure, and its 95% interval by percentile bootstrap over users. */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

const draws = 1000;
/** Bins of equal numbers for the expected calibration error. */
const bins = 10;
const seed = 5;

/** The chance that an accepted one scores above a rejected one; ties count half. */
export function area(rows: readonly Scored[]): number {
  const each = rows.map(({ accepted, score }) => ({ wrong: accepted, score, weight: 1 }));
  return areaUnderCurve(each) ?? NaN;
}

/** The share of the rejected below the threshold that hides at most `lost` of the accepted. */
export function hiddenShare(rows: readonly Scored[], lost: number): number {
  const scores = (accepted: boolean) =>
    rows.filter((row) => row.accepted === accepted).map(({ score }) => score);
  const kept = scores(true).sort((a, b) => a - b);
  const threshold = kept[Math.floor(lost * kept.length)] ?? -Infinity;
  const rejected = scores(false);
  return rejected.filter((score) => score < threshold).length / rejected.length;
}

/** A figure of rows, with users drawn anew; figures that a draw does not have are left out. */
export function byUser<T extends { readonly user: string }>(
  rows: readonly T[],
  of: (rows: readonly T[]) => number,
): Interval {
  const random = seededRandom(seed);
  const users = [...new Set(rows.map(({ user }) => user))].map((user) =>
    rows.filter((row) => row.user === user),
  );
  const drawn = Array.from({ length: draws }, () =>
    of(users.flatMap(() => users[Math.floor(random() * users.length)] ?? [])),
  )
    .filter((value) => !Number.isNaN(value))
    .sort((a, b) => a - b);
  const at = (share: number) => round(drawn[Math.floor(share * (drawn.length - 1))] ?? NaN);
  return { value: round(of(rows)), low: at(0.025), high: at(0.975) };
}

/** Cox's calibration: slope and intercept of what came on the stated log-odds, by Newton's method. */
export function calibration(rows: readonly Scored[]): { slope: number; intercept: number } {
  let [slope, intercept] = [1, 0];
  for (let step = 0; step < 25; step++) {
    const sums = { a: 0, b: 0, aa: 1e-9, ab: 0, bb: 1e-9 };
    for (const { accepted, score } of rows) {
      const x = logit(score);
      const p = 1 / (1 + Math.exp(-intercept - slope * x));
      const [error, weight] = [(accepted ? 1 : 0) - p, p * (1 - p)];
      sums.a += error;
      sums.b += error * x;
      sums.aa += weight;
      sums.ab += weight * x;
      sums.bb += weight * x * x;
    }
    const { a, b, aa, ab, bb } = sums;
    const determinant = aa * bb - ab * ab;
    intercept += (bb * a - ab * b) / determinant;
    slope += (aa * b - ab * a) / determinant;
  }
  return { slope: round(slope), intercept: round(intercept) };
}

/** Expected calibration error: the mean distance of stated and realised in bins of equal numbers. */
export function calibrationError(rows: readonly Scored[]): number {
  const sorted = rows.toSorted((a, b) => a.score - b.score);
  let error = 0;
  for (let bin = 0; bin < bins; bin++) {
    const from = Math.round((bin * sorted.length) / bins);
    const to = Math.round(((bin + 1) * sorted.length) / bins);
    const own = sorted.slice(from, to);
    error += Math.abs(own.reduce((sum, row) => sum + row.score - (row.accepted ? 1 : 0), 0));
  }
  return error / sorted.length;
}

/** The calibration error of a model that states just these probabilities and is right. */
export function perfectError(rows: readonly Scored[]): { mean: number; high: number } {
  const random = seededRandom(seed);
  const errors = Array.from({ length: draws }, () =>
    calibrationError(rows.map((row) => ({ ...row, accepted: random() < row.score }))),
  ).sort((a, b) => a - b);
  const mean = errors.reduce((sum, error) => sum + error, 0) / draws;
  return { mean: round(mean), high: round(errors[Math.floor(0.95 * draws)] ?? NaN) };
}

/** Mean surprise at what came, in nats. */
export function logLoss(rows: readonly Scored[]): number {
  const of = ({ accepted, score }: Scored) => -Math.log(accepted ? score : 1 - score);
  return rows.reduce((sum, row) => sum + of(row), 0) / rows.length;
}

/** Log-odds, of what is neither 0 nor 1. */
export function logit(p: number): number {
  const within = Math.min(1 - 1e-9, Math.max(1e-9, p));
  return Math.log(within / (1 - within));
}
export const round = (value: number) => Math.round(value * 1e4) / 1e4;
