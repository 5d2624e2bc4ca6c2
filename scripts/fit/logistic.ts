import type { Logistic } from '../../src/complete/logistic.ts';

/** Features and what became of it. */
export interface Example {
  readonly features: readonly number[];
  readonly good: boolean;
  /** Examples of one group are never in two folds. */
  readonly group: number;
  readonly weight: number;
}

/** Strength of the pull of weights towards 0, in examples. */
const ridge = 2;
const rounds = 20;

/** Fits a logistic model to standardised features by Newton's method, with a ridge penalty. */
export function fitLogistic(names: readonly string[], examples: readonly Example[]): Logistic {
  const total = examples.reduce((sum, { weight }) => sum + weight, 0);
  const mean = names.map((_, at) => weighted(examples, total, (f) => f[at] ?? 0));
  const scale = names.map((_, at) => {
    const centre = mean[at] ?? 0;
    return Math.sqrt(weighted(examples, total, (f) => ((f[at] ?? 0) - centre) ** 2)) || 1;
  });
  const rows = examples.map(({ features, good, weight }) => ({
    x: features.map((value, at) => (value - (mean[at] ?? 0)) / (scale[at] ?? 1)),
    y: good ? 1 : 0,
    weight: weight / total,
  }));
  const [bias = 0, ...weights] = newton(rows, names.length, ridge / total);
  const own = weights.map((weight, at) => weight / (scale[at] ?? 1));
  const shift = own.reduce((sum, weight, at) => sum + weight * (mean[at] ?? 0), 0);
  return { features: [...names], bias: round(bias - shift), weights: own.map(round) };
}

interface Standardised {
  readonly x: readonly number[];
  readonly y: number;
  readonly weight: number;
}

/** Bias and weights of the least penalised log loss; the bias is not penalised. */
function newton(rows: readonly Standardised[], width: number, penalty: number): number[] {
  let found = Array.from({ length: width + 1 }, () => 0);
  for (let round = 0; round < rounds; round++) {
    const slope = found.map((value, at) => (at === 0 ? 0 : penalty * value));
    const curve = found.map((_, row) =>
      found.map((__, at) => (row === at ? (at === 0 ? 1e-12 : penalty) : 0)),
    );
    for (const { x, y, weight } of rows) {
      const values = [1, ...x];
      const p = 1 / (1 + Math.exp(-dot(values, found)));
      values.forEach((value, row) => {
        slope[row] = (slope[row] ?? 0) + weight * (p - y) * value;
        const line = curve[row] ?? [];
        const bend = weight * p * (1 - p) * value;
        for (let at = 0; at <= width; at++) line[at] = (line[at] ?? 0) + bend * (values[at] ?? 0);
      });
    }
    const step = solve(curve, slope);
    found = found.map((value, at) => value - (step[at] ?? 0));
  }
  return found;
}

const dot = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);

/** Solves a symmetric, positive definite system by elimination. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, at) => [...row, right[at] ?? 0]);
  rows.forEach((pivot, column) => {
    const scale = pivot[column] ?? 1;
    for (let at = 0; at < pivot.length; at++) pivot[at] = (pivot[at] ?? 0) / scale;
    rows.forEach((row, other) => {
      const factor = row[column] ?? 0;
      if (other === column || factor === 0) return;
      for (let at = 0; at < row.length; at++) row[at] = (row[at] ?? 0) - factor * (pivot[at] ?? 0);
    });
  });
  return rows.map((row) => row.at(-1) ?? 0);
}

function weighted(
  examples: readonly Example[],
  total: number,
  value: (features: readonly number[]) => number,
): number {
  return examples.reduce((sum, { features, weight }) => sum + weight * value(features), 0) / total;
}

const folds = 5;
/** The fold of a group: fixed, so that who measures knows which weights have not seen it. */
export const foldOf = (group: number) => Math.floor(group / 2) % folds;

/** A model for each fold, fitted without it. */
export function fitFolds(names: readonly string[], examples: readonly Example[]): Logistic[] {
  return Array.from({ length: folds }, (_, fold) =>
    fitLogistic(
      names,
      examples.filter(({ group }) => foldOf(group) !== fold),
    ),
  );
}

/** Area under the ROC curve of scored examples. */
export function areaUnderCurve(scored: readonly { score: number; good: boolean }[]): number {
  const sorted = [...scored].sort((a, b) => a.score - b.score);
  let bad = 0;
  let pairs = 0;
  for (const { good } of sorted) {
    if (good) pairs += bad;
    else bad++;
  }
  return pairs / (bad * (sorted.length - bad) || 1);
}

const round = (value: number) => Math.round(value * 1e5) / 1e5;
