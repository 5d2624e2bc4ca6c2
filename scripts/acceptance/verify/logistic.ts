/** One observation: 1 or 0, how much it counts, and its features. */
export interface Observation {
  readonly wrong: boolean;
  readonly weight: number;
  readonly features: readonly number[];
}

/** P(wrong) = 1 / (1 + exp(−(intercept + Σ weight·feature))). */
export interface LogisticFit {
  readonly intercept: number;
  readonly weights: readonly number[];
}

const rounds = 60;

/**
 * Ridge logistic regression whose weights keep their signs (+1: not below 0, −1: not above), by
 * cyclic coordinate Newton steps cut off at 0. `ridge` counts against the sum of the observations'
 * weights, the features being standardised by the caller.
 */
export function fitLogistic(
  observations: readonly Observation[],
  signs: readonly number[],
  ridge: number,
): LogisticFit {
  const weights = signs.map(() => 0);
  let intercept = 0;
  const scores = observations.map(() => 0);
  const newton = (valueOf: (of: Observation) => number, old: number, penalty: number): number => {
    let gradient = penalty * old;
    let curvature = penalty + 1e-9;
    observations.forEach((observation, at) => {
      const { wrong, weight } = observation;
      const p = 1 / (1 + Math.exp(-(scores[at] ?? 0)));
      const x = valueOf(observation);
      gradient += weight * (p - (wrong ? 1 : 0)) * x;
      curvature += weight * Math.max(p * (1 - p), 0.02) * x * x;
    });
    return old - gradient / curvature;
  };
  const shift = (by: number, valueOf: (of: Observation) => number) => {
    observations.forEach((observation, at) => {
      scores[at] = (scores[at] ?? 0) + by * valueOf(observation);
    });
    return Math.abs(by);
  };
  for (let round = 0; round < rounds; round++) {
    const next = newton(() => 1, intercept, 0);
    let moved = shift(next - intercept, () => 1);
    intercept = next;
    for (const [j, sign] of signs.entries()) {
      const old = weights[j] ?? 0;
      const valueOf = ({ features }: Observation) => features[j] ?? 0;
      const free = newton(valueOf, old, ridge);
      const now = free * sign < 0 ? 0 : free;
      if (now !== old) moved = Math.max(moved, shift(now - old, valueOf));
      weights[j] = now;
    }
    if (moved < 1e-4) break;
  }
  return { intercept, weights };
}

/** The chance that a wrong one scores above a right one, ties counted half; null without both. */
export function areaUnderCurve(
  rows: readonly { readonly wrong: boolean; readonly score: number; readonly weight: number }[],
): number | null {
  const sorted = rows.toSorted((a, b) => a.score - b.score);
  let rightBelow = 0;
  let area = 0;
  let wrongTotal = 0;
  for (let at = 0; at < sorted.length;) {
    const score = sorted[at]?.score;
    let right = 0;
    let wrong = 0;
    for (; at < sorted.length && sorted[at]?.score === score; at++) {
      const { wrong: isWrong = false, weight = 0 } = sorted[at] ?? {};
      if (isWrong) wrong += weight;
      else right += weight;
    }
    area += wrong * (rightBelow + right / 2);
    rightBelow += right;
    wrongTotal += wrong;
  }
  return wrongTotal > 0 && rightBelow > 0 ? area / (wrongTotal * rightBelow) : null;
}
