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
const rounds = 3000;
const rate = 0.5;

/** Fits a logistic model by gradient descent on standardised features, with a ridge penalty. */
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
  let bias = 0;
  let weights = names.map(() => 0);
  for (let round = 0; round < rounds; round++) {
    const slope = weights.map((weight) => (ridge / total) * weight);
    let lean = 0;
    for (const { x, y, weight } of rows) {
      const logit = x.reduce((sum, value, at) => sum + value * (weights[at] ?? 0), bias);
      const error = weight * (1 / (1 + Math.exp(-logit)) - y);
      lean += error;
      for (let at = 0; at < x.length; at++) slope[at] = (slope[at] ?? 0) + error * (x[at] ?? 0);
    }
    bias -= rate * lean;
    weights = weights.map((weight, at) => weight - rate * (slope[at] ?? 0));
  }
  const own = weights.map((weight, at) => weight / (scale[at] ?? 1));
  const shift = own.reduce((sum, weight, at) => sum + weight * (mean[at] ?? 0), 0);
  return { features: [...names], bias: round(bias - shift), weights: own.map(round) };
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
