import type { Eagerness } from './eagerness.ts';
import { type Logistic, probability } from './logistic.ts';
import { type Reason, reason } from './decision.ts';
import type { Piece } from './stream.ts';

/** What a needless suggestion costs, where one that is missed costs 1. */
const interruption: Readonly<Record<Eagerness, number>> = { quiet: 1, balanced: 0.35, eager: 0.1 };

/** How near to the threshold a second look decides. */
export const margin = 0.1;

/** A model of acceptance: with log-probabilities, and without. */
export interface AcceptPrior {
  readonly scored: Logistic;
  readonly unscored: Logistic;
  /** What the model's own completions come to, rising, at equal steps of quantile. */
  readonly own: { readonly mean: readonly number[]; readonly sum: readonly number[] };
  /** What this user's own record adds to the log-odds. */
  readonly shift: number;
  /** What a second draw that says the same, or another thing, adds to the log-odds. */
  readonly secondLook: { readonly same: number; readonly other: number };
}

/** A suggestion, as the gate looks at it. */
export interface Shown {
  readonly text: string;
  /** Of its tokens; null where the model tells none. */
  readonly logprobs: Logprobs | null;
  /** Code before it. */
  readonly before: string;
  /** Code units after it, to the end of the document. */
  readonly left: number;
  /** Code units that the document has gained since a suggestion was shown last. */
  readonly grown: number;
}

/** Mean and sum of the log-probabilities of a suggestion's tokens. */
export interface Logprobs {
  readonly mean: number;
  readonly sum: number;
}

/** Without log-probabilities: size, words that the code before holds, a call's end, the place. */
export const unscoredFeatures: readonly string[] = [
  'logCharacters',
  'lines',
  'knownWords',
  'endsCall',
  'logLeft',
  'atEnd',
  'logGrown',
];
export const scoredFeatures: readonly string[] = ['mean', 'sum', ...unscoredFeatures];

/** Features of a suggestion without its log-probabilities; those of a place come last. */
export function unscoredOf({ text, before, left, grown }: Omit<Shown, 'logprobs'>): number[] {
  const words = text.match(word) ?? [];
  const known = new Set(before.match(word));
  const share = words.filter((each) => known.has(each)).length / words.length;
  return [
    Math.log1p(text.length),
    text.split('\n').length - 1,
    // Nothing is known of a text without words, or before the first line.
    words.length === 0 || known.size === 0 ? 0.5 : share,
    text.trimEnd().endsWith(')') ? 1 : 0,
    Math.log1p(left),
    left <= lineBreak ? 1 : 0,
    Math.sign(grown) * Math.log1p(Math.abs(grown)),
  ];
}

const word = /[A-Za-z_]\w*|\d+/g;
/** Of a document's last line break, as Windows writes it. */
const lineBreak = 2;

/** Features of a suggestion with its log-probabilities. */
export function scoredOf(shown: Shown, { mean, sum }: Logprobs, own: AcceptPrior['own']): number[] {
  return [confidenceOf(mean, own.mean), confidenceOf(sum, own.sum), ...unscoredOf(shown)];
}

/** The log-probabilities of a text's tokens; null where the model does not tell them all. */
export function logprobsOf(pieces: readonly Piece[]): Logprobs | null {
  const logprobs = pieces.flatMap(({ logprob }) => (logprob === undefined ? [] : [logprob]));
  if (logprobs.length === 0 || logprobs.length < pieces.length) return null;
  const sum = logprobs.reduce((total, logprob) => total + logprob, 0);
  return { mean: sum / logprobs.length, sum };
}

/**
 * The log-odds of a confidence's quantile among the model's own, so that one gate serves models of
 * any size. Beyond the outer steps of `table` all are alike: half a step from the end.
 */
export function confidenceOf(logprob: number, table: readonly number[]): number {
  const steps = table.length - 1;
  const above = table.findIndex((each) => each > logprob);
  const [low = 0, high = 0] = [table[above - 1], table[above]];
  const within = high > low ? (logprob - low) / (high - low) : 0;
  const at = above < 0 ? steps : above === 0 ? 0 : above - 1 + within;
  const quantile = Math.min(1 - 0.5 / steps, Math.max(0.5 / steps, at / steps));
  return Math.log(quantile / (1 - quantile));
}

/** Calibrated probability that a suggestion is accepted. */
export function pAccept(shown: Shown, prior: AcceptPrior): number {
  const { scored, unscored, own, shift } = prior;
  const p = shown.logprobs
    ? probability(scored, scoredOf(shown, shown.logprobs, own))
    : probability(unscored, unscoredOf(shown));
  return shifted(p, shift);
}

/** A probability whose log-odds are moved. */
function shifted(p: number, by: number): number {
  return 1 / (1 + Math.exp(-Math.log(p / (1 - p)) - by));
}

/** The probability after a second draw, which said the same or something else. */
export function afterSecondLook(p: number, same: boolean, { secondLook }: AcceptPrior): number {
  return shifted(p, same ? secondLook.same : secondLook.other);
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
