/** A density on [0, 1] as a mixture of Beta densities; the weights add up to 1. */
export type BetaMixture = readonly {
  readonly weight: number;
  readonly alpha: number;
  readonly beta: number;
}[];

/** What is believed before the first sample. */
export interface Prior {
  /** Of r, the chance that one sample is right: a part for easy tasks, one for hard ones. */
  readonly correctness: BetaMixture;
  /** Of s, the chance that the tests reject a wrong sample: one for all models of a task. */
  readonly soundness: BetaMixture;
}

/** How one model has fared: duplicates are draws, and count. */
export interface Tally {
  readonly model: string;
  readonly tries: number;
  readonly passes: number;
}

/** What is believed of one model's next sample, and of its passes. All are probabilities. */
export interface ModelBelief {
  readonly model: string;
  /** That a pass of this model is wrong. */
  readonly pWrong: number;
  /** That the next sample is right and passes. */
  readonly nextRight: number;
  /** That the next sample is wrong and passes. */
  readonly nextWrong: number;
  /** That at least one of n more samples is right and passes. */
  readonly solvedWithin: (n: number) => number;
}

export interface Posterior {
  readonly models: readonly ModelBelief[];
  /** Of s: its mean, and the middle nine tenths of its posterior. */
  readonly soundness: { readonly mean: number; readonly low: number; readonly high: number };
}

/** Probability that one more sample passes and is right; the models draw in turn. */
export function chanceOfRight({ models }: Posterior): number {
  return models.reduce((sum, { nextRight }) => sum + nextRight, 0) / models.length;
}

/** Cells along each axis: enough for three digits, also after a hundred samples (tests hold that). */
export const gridCells = 100;

/**
 * The posterior over (r, s) on a grid, one r for each model and one s for the task. A sample passes
 * with probability r·c + (1 − r)(1 − s), where `completeness` c is the chance that the tests accept
 * a right one: 1 but for flaky suites. P(wrong) of a pass is the posterior mean of
 * (1 − r)(1 − s) / (r·c + (1 − r)(1 − s)): the mean of the ratio, not the ratio of the means. The
 * model of a weak verifier is that of Stroebl, Kapoor and Narayanan, "Inference Scaling fLaws"
 * (arXiv 2411.17501), with s unknown and the task's own.
 */
export function posteriorOf(
  prior: Prior,
  tallies: readonly Tally[],
  completeness = 1,
  cells = gridCells,
): Posterior {
  const grid = gridOf(cells);
  const points = grid.map(({ at }) => at);
  const correctness = grid.map(({ at, width }) => density(prior.correctness, at) * width);
  const perModel = tallies.map((tally) =>
    points.map((s) => columnOf(tally, s, points, correctness, completeness)),
  );
  const logs = points.map(
    (s, at) =>
      Math.log(density(prior.soundness, s) * (grid[at]?.width ?? 0)) +
      perModel.reduce((sum, columns) => sum + (columns[at]?.logEvidence ?? 0), 0),
  );
  const weights = normalised(logs);
  const mean = (of: (at: number) => number) =>
    weights.reduce((sum, weight, at) => sum + weight * of(at), 0);
  return {
    models: tallies.map(({ model }, index) => {
      const columns = perModel[index] ?? [];
      return {
        model,
        pWrong: mean((at) => columns[at]?.wrong ?? 0),
        nextRight: mean((at) => columns[at]?.nextRight ?? 0),
        nextWrong: mean((at) => columns[at]?.nextWrong ?? 0),
        solvedWithin: (n) => mean((at) => columns[at]?.solvedWithin(n) ?? 0),
      };
    }),
    soundness: {
      mean: mean((at) => points[at] ?? 0),
      low: quantile(points, weights, 0.05),
      high: quantile(points, weights, 0.95),
    },
  };
}

/** Points on [0, 1] that are dense at both ends, where posteriors are narrow: sin²(πu/2). */
function gridOf(cells: number): { readonly at: number; readonly width: number }[] {
  return Array.from({ length: cells }, (_, index) => {
    const u = (index + 0.5) / cells;
    return { at: Math.sin((Math.PI * u) / 2) ** 2, width: Math.sin(Math.PI * u) };
  });
}

/** What one model's tally says for a given s: its likelihood, and means over r. */
interface Column {
  readonly logEvidence: number;
  readonly wrong: number;
  readonly nextRight: number;
  readonly nextWrong: number;
  readonly solvedWithin: (n: number) => number;
}

function columnOf(
  { tries, passes }: Tally,
  s: number,
  points: readonly number[],
  correctness: readonly number[],
  c: number,
): Column {
  const rate = (r: number) => r * c + (1 - r) * (1 - s);
  const logs = points.map(
    (r, at) =>
      Math.log(correctness[at] ?? 0) +
      passes * Math.log(rate(r)) +
      (tries - passes) * Math.log1p(-rate(r)),
  );
  const weights = normalised(logs);
  const mean = (of: (r: number) => number) =>
    weights.reduce((sum, weight, at) => sum + weight * of(points[at] ?? 0), 0);
  return {
    logEvidence: logSum(logs),
    wrong: mean((r) => ((1 - r) * (1 - s)) / rate(r)),
    nextRight: mean((r) => r * c),
    nextWrong: mean((r) => (1 - r) * (1 - s)),
    // 1 − (1 − p)^n, averaged over p and not taken at its mean (methods of "Large Language Monkeys").
    solvedWithin: (n) => mean((r) => 1 - (1 - r * c) ** n),
  };
}

/** The density of a Beta mixture at x, up to a factor that is the same for all x. */
function density(mixture: BetaMixture, x: number): number {
  return mixture.reduce(
    (sum, { weight, alpha, beta }) =>
      sum +
      weight *
        Math.exp((alpha - 1) * Math.log(x) + (beta - 1) * Math.log1p(-x) - logBeta(alpha, beta)),
    0,
  );
}

function logSum(logs: readonly number[]): number {
  const top = Math.max(...logs);
  return top + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - top), 0));
}

function normalised(logs: readonly number[]): number[] {
  const total = logSum(logs);
  return logs.map((log) => Math.exp(log - total));
}

function quantile(points: readonly number[], weights: readonly number[], share: number): number {
  let sum = 0;
  for (const [at, weight] of weights.entries()) {
    sum += weight;
    if (sum >= share) return points[at] ?? 1;
  }
  return 1;
}

/** The logarithm of the Beta function. */
function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}

/** The logarithm of the Gamma function for x > 0: Stirling's series, from x = 8 on. */
function logGamma(x: number): number {
  let shift = 0;
  let at = x;
  for (; at < 8; at++) shift += Math.log(at);
  const series = 1 / (12 * at) - 1 / (360 * at ** 3) + 1 / (1260 * at ** 5);
  return (at - 0.5) * Math.log(at) - at + 0.5 * Math.log(2 * Math.PI) + series - shift;
}
