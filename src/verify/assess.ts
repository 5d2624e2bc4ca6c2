import type { RunState } from './policy.ts';
import { posteriorOf, type Posterior, type Tally } from './posterior.ts';
import { usualPrior } from './prior.ts';
import { logit, signalsOf, type SignalKind, type Signals } from './signals.ts';
import { changeScale } from './change.ts';
import { repairScale } from './repair.ts';
import type { Scale, Weights } from './weights.ts';

/** A piece of evidence: `weight` is what it adds to the log-odds of P(wrong), 0 if not weighed. */
export interface Evidence {
  readonly kind: SignalKind;
  readonly value: number | null;
  readonly weight: number;
}

/** How far one passing candidate can be trusted. */
export interface Assessment {
  readonly sample: number;
  /** The calibrated posterior mean of the chance that it is wrong. */
  readonly pWrong: number;
  /**
   * Upper end of the one-sided 95% interval of the share wrong among recorded patches with this
   * pWrong (bootstrap over tasks).
   */
  readonly bound: number;
  readonly evidence: readonly Evidence[];
}

/** All that a run tells: of its candidates, the most trusted first, and of its models and tests. */
export interface Outlook {
  readonly candidates: readonly Assessment[];
  readonly posterior: Posterior;
}

export interface AssessOptions {
  readonly weights: Weights;
  /** Chance that the tests accept a right sample: 1 but for flaky suites. */
  readonly completeness?: number;
  /** P(wrong) before any evidence, for a change that was not sampled by us; null for our samples. */
  readonly prior?: number | null;
}

/**
 * Says of every passing candidate how likely it is wrong. The posterior over (r, s) gives the
 * log-odds that tries and passes alone tell; each other piece of evidence shifts them by its weight
 * (a logistic calibration: Platt, "Probabilistic outputs for support vector machines", 1999).
 * A shift of the log-odds measured better on held-out tasks than a likelihood on s. Pure.
 */
export function assess(state: RunState, options: AssessOptions): Outlook {
  const { weights, completeness = 1, prior = null } = options;
  const posterior = posteriorOf(usualPrior, talliesOf(state), completeness);
  const drawn = state.behaviour ? weights.behaviour : weights.plain;
  // A change that nobody drew is weighed like a draw where there are draws to compare it with.
  const areDrawn = prior !== null && state.samples.some((each) => !each.listed);
  const listed = new Set(
    state.samples.flatMap((each) => (each.listed && !areDrawn ? [each.sample] : [])),
  );
  const ofListed = prior === null ? repairScale : changeScale;
  const weighed = [...signalsOf(state, posterior.models)].map(([sample, signals]) =>
    weigh(sample, signals, listed.has(sample) ? ofListed : drawn, prior),
  );
  const candidates = sharing(weighed, listed, state);
  return { candidates: candidates.sort((a, b) => a.pWrong - b.pWrong), posterior };
}

/**
 * Of listed candidates that differ in what they do at most one is right, and nothing but their order
 * tells which: their chances of being right are scaled down to add up to 1.
 */
function sharing(
  candidates: readonly Assessment[],
  listed: ReadonlySet<number>,
  { behaviour }: RunState,
): Assessment[] {
  const doing = (sample: number) => behaviour?.outcomes.get(sample)?.join('\n') ?? '';
  const differing = new Map<string, number>();
  for (const { sample, pWrong } of candidates) {
    if (listed.has(sample)) differing.set(doing(sample), 1 - pWrong);
  }
  const right = Math.max(
    1,
    [...differing.values()].reduce((sum, each) => sum + each, 0),
  );
  return candidates.map((each) => {
    if (!listed.has(each.sample) || right === 1) return each;
    const pWrong = 1 - (1 - each.pWrong) / right;
    return { ...each, pWrong, bound: Math.max(pWrong, each.bound) };
  });
}

/** Tries and passes of every model: duplicates are draws. */
export function talliesOf(state: RunState): Tally[] {
  const tallies = new Map<string, Tally>();
  for (const { model, passed } of state.samples) {
    const { tries, passes } = tallies.get(model) ?? { tries: 0, passes: 0 };
    tallies.set(model, { model, tries: tries + 1, passes: passes + (passed ? 1 : 0) });
  }
  return [...tallies.values()];
}

/** Weighs the signals of one candidate. */
export function weigh(
  sample: number,
  signals: Signals,
  { intercept, terms, bounds }: Scale,
  prior: number | null = null,
): Assessment {
  const evidence = (Object.keys(signals) as SignalKind[]).map((kind) => {
    const value = signals[kind];
    const term = terms.find((each) => each.kind === kind);
    // What a sampler's record says of its passes says nothing of a change that it did not draw.
    const isForeign = prior !== null && kind === 'posterior';
    const weight = !term || value === null || isForeign ? 0 : term.weight * (value - term.mean);
    return { kind, value, weight };
  });
  const start = prior === null ? intercept : logit(prior);
  const score = evidence.reduce((sum, { weight }) => sum + weight, start);
  const pWrong = 1 / (1 + Math.exp(-score));
  return { sample, pWrong, bound: boundAt(bounds, pWrong), evidence };
}

/** The bound at a stated P(wrong): linear between the points, and never below it. */
export function boundAt(bounds: Scale['bounds'], pWrong: number): number {
  const above = bounds.findIndex(([stated]) => stated >= pWrong);
  const [x1, y1] = bounds[above] ?? [1, 1];
  const [x0, y0] = bounds[above - 1] ?? [0, y1];
  const between = x1 === x0 ? y1 : y0 + ((pWrong - x0) / (x1 - x0)) * (y1 - y0);
  return Math.max(pWrong, between);
}
