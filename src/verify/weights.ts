import type { SignalKind } from './signals.ts';
import fitted from './weights.json' with { type: 'json' };

/** How one kind of evidence enters: `weight` log-odds of P(wrong) for each unit above `mean`. */
export interface Term {
  readonly kind: SignalKind;
  readonly mean: number;
  readonly weight: number;
}

/** Log-odds of P(wrong): `intercept` and the terms; a kind that is not known stands at its mean. */
export interface Scale {
  readonly intercept: number;
  readonly terms: readonly Term[];
  /** Points of `bound` over stated P(wrong), both rising, from 0 to 1. */
  readonly bounds: readonly (readonly [pWrong: number, bound: number])[];
}

/** All that was fitted on recorded samples. */
export interface Weights {
  /** Where the behaviour of the samples is known, and where it is not. */
  readonly behaviour: Scale;
  readonly plain: Scale;
  /** HumanEval numbers of the tasks that were fitted on. */
  readonly fittedOn: readonly number[];
}

/** The weights that ship, fitted by `npm run fit -- verify`. */
export const shippedWeights = fitted as unknown as Weights;
