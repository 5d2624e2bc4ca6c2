import type { LanguageName } from '../../base/syntax.ts';
import { type Logistic, probability } from '../logistic.ts';
import { reason } from '../decision.ts';
import type { Piece } from '../stream.ts';
import type { StopRule, Written } from './rule.ts';
import { scan } from './scan.ts';

/** A fitted stop head: how likely a completion so far is to end well, and where it is given up. */
export interface StopHead {
  readonly model: Logistic;
  /** Below this probability of a good end it is given up. */
  readonly threshold: number;
}

/** What the head knows of a completion, after each of its tokens; null without log-probabilities. */
export function headFeatures(
  { text, pieces }: Written,
  before: string,
  language: LanguageName | null,
): number[] | null {
  const logprobs = pieces.flatMap(({ logprob }) => (logprob === undefined ? [] : [logprob]));
  const last = pieces.at(-1);
  if (!last || logprobs.length < pieces.length) return null;
  const sum = logprobs.reduce((total, logprob) => total + logprob, 0);
  const entropies = pieces.map(({ entropy = 0 }) => entropy);
  const { brackets, quote } = scan(before + text, language);
  return [
    Math.max(...[last.logprob ?? 0], -longestLog),
    Math.max(Math.min(...logprobs), -longestLog),
    sum / logprobs.length,
    Math.max(sum, -3 * longestLog),
    logprobs[0] ?? 0,
    last.entropy ?? 0,
    Math.max(...entropies),
    marginOf(last),
    Math.log1p(pieces.length),
    Math.log1p(text.length),
    brackets.length,
    quote === '' ? 0 : 1,
    before.trim() === '' ? 1 : 0,
  ];
}

/** Less probable tokens than e⁻⁸ are all the same. */
const longestLog = 8;

/** Names of the features, in their order. */
export const headFeatureNames: readonly string[] = [
  'logprob',
  'minLogprob',
  'meanLogprob',
  'sumLogprob',
  'firstLogprob',
  'entropy',
  'maxEntropy',
  'margin',
  'logTokens',
  'logCharacters',
  'openBrackets',
  'inString',
  'lineStart',
];

/** How far the best token is ahead of the second. */
function marginOf({ alternatives = [] }: Piece): number {
  const [first, second] = alternatives;
  if (!first || !second) return 1;
  return Math.exp(first.logprob) - Math.exp(second.logprob);
}

/** Gives a completion up that is not going to be right. `before`: the line up to the cursor. */
export function stopHead(
  { model, threshold }: StopHead,
  before: string,
  language: LanguageName | null,
): StopRule {
  return (written) => {
    const features = headFeatures(written, before, language);
    if (!features) return null;
    const p = probability(model, features);
    if (p >= threshold) return null;
    const why = 'The rest is not going to be right: the completion is given up.';
    const numbers = { p, threshold, tokens: written.pieces.length };
    return { ...reason('given-up', why, numbers), keep: written.text.length };
  };
}
