import type { Eagerness } from './eagerness.ts';
import { type Logistic, probability } from './logistic.ts';
import { type Reason, reason } from './decision.ts';
import type { Piece } from './stream.ts';

/** What a needless suggestion costs, where one that is missed costs 1. */
const interruption: Readonly<Record<Eagerness, number>> = { quiet: 1, balanced: 0.35, eager: 0.1 };

/** How near to the threshold a second look decides. */
export const margin = 0.1;

/** What a model of acceptance gives: with log-probabilities, and without. */
export interface AcceptPrior {
  readonly scored: Logistic;
  readonly unscored: Logistic;
  /** What a second draw that says the same, or another thing, adds to the log-odds. */
  readonly secondLook: { readonly same: number; readonly other: number };
}

/** A suggestion, as the gate looks at it. */
export interface Shown {
  readonly text: string;
  readonly pieces: readonly Piece[];
}

export const scoredFeatures: readonly string[] = [
  'meanLogprob',
  'minLogprob',
  'sumLogprob',
  'firstLogprob',
  'logCharacters',
  'lines',
  'noWords',
];
export const unscoredFeatures: readonly string[] = ['logCharacters', 'lines', 'noWords'];

const least = -8;

/** Features of a suggestion; null for a text whose model tells no log-probabilities. */
export function scoredOf({ text, pieces }: Shown): number[] | null {
  const logprobs = pieces.flatMap(({ logprob }) => (logprob === undefined ? [] : [logprob]));
  if (logprobs.length === 0 || logprobs.length < pieces.length) return null;
  const sum = logprobs.reduce((total, logprob) => total + logprob, 0);
  return [
    sum / logprobs.length,
    Math.max(least, Math.min(...logprobs)),
    Math.max(3 * least, sum),
    Math.max(least, logprobs[0] ?? 0),
    ...unscoredOf(text),
  ];
}

export function unscoredOf(text: string): number[] {
  return [Math.log1p(text.length), text.split('\n').length - 1, /\w/.test(text) ? 0 : 1];
}

/** Calibrated probability that a suggestion is accepted. */
export function pAccept(shown: Shown, prior: AcceptPrior): number {
  const scored = scoredOf(shown);
  return scored
    ? probability(prior.scored, scored)
    : probability(prior.unscored, unscoredOf(shown.text));
}

/** The probability after a second draw, which said the same or something else. */
export function afterSecondLook(p: number, same: boolean, { secondLook }: AcceptPrior): number {
  const logit = Math.log(p / (1 - p)) + (same ? secondLook.same : secondLook.other);
  return 1 / (1 + Math.exp(-logit));
}

/**
 * The smallest p(accept) at which a suggestion is shown: C / (C + p(need) · C_miss), where C is the
 * cost of an interruption and C_miss, that of a suggestion missed, is 1 (PRISM's rule).
 */
export function showThreshold(eagerness: Eagerness, pNeed: number): number {
  const cost = interruption[eagerness];
  return cost / (cost + pNeed);
}

/** Is a second look worth its time? */
export function isClose(p: number, threshold: number): boolean {
  return Math.abs(p - threshold) <= margin;
}

export type Showing = Reason & { readonly decision: 'show' | 'hide' };

/** Some of those that nearly pass the threshold are shown, so that what hiding loses can be told. */
const exploring = { band: 0.15, share: 0.03 } as const;

/**
 * Shows what is likely enough to be accepted; asked for by hand, whatever there is. `draw`: uniform
 * in [0, 1), and decides whether one a little below the threshold is shown all the same; null: none.
 */
export function showGate(
  p: number,
  threshold: number,
  byHand: boolean,
  draw: number | null,
): Showing {
  const numbers = { p, threshold };
  const shown = (code: string, why: string): Showing => ({
    decision: 'show',
    ...reason(code, why, numbers),
  });
  if (byHand) return shown('by-hand', 'It was asked for.');
  if (p >= threshold) return shown('likely', 'It is likely enough to be accepted.');
  const explored = p >= threshold - exploring.band && draw !== null && draw < exploring.share;
  if (explored) return shown('explore', 'It is shown to learn what hiding its like would lose.');
  return { decision: 'hide', ...reason('unlikely', 'It is not likely to be accepted.', numbers) };
}

/** The weight of an explored suggestion: each stands for those of its like that were hidden. */
export const exploredWeight = 1 / exploring.share;
