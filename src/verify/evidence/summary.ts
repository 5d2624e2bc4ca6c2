import type { Assessment } from '../assess.ts';
import { heaviest, weakestPoint } from '../words.ts';
import type { Suggestion } from './kinds.ts';

/** What is known of a passing patch when it is shown to a person. */
export interface Judged {
  readonly tests: { readonly passed: number; readonly of: number };
  /** Null where nothing has measured how likely it is wrong. */
  readonly assessment: Assessment | null;
  /** An input on which passing candidates differ, and in how many ways; null where there is none. */
  readonly difference: { readonly input: string; readonly ways: number } | null;
  /** Tests that would tell more, the most telling first. */
  readonly suggestions: readonly Suggestion[];
}

/**
 * How far a passing patch can be trusted: "Passes 41 of 41. P(wrong) 0.06, at most 0.14 (95%).
 * Weakest point: two candidates differ on page=0." Pure.
 */
export function summarise(judged: Judged): string {
  const { passed, of } = judged.tests;
  const sentences = [`Passes ${passed} of ${of}.`, odds(judged), against(judged)];
  return sentences.filter((sentence) => sentence !== '').join(' ');
}

function odds({ assessment }: Judged): string {
  if (!assessment) return '';
  const { pWrong, bound } = assessment;
  return `P(wrong) ${probability(pWrong)}, at most ${roundedUp(bound)} (95%).`;
}

/** Two digits; never a certainty that nobody has. */
function probability(p: number): string {
  if (p < 0.01) return 'below 0.01';
  return p > 0.99 ? 'above 0.99' : p.toFixed(2);
}

/** Two digits that still bound it. */
function roundedUp(bound: number): string {
  return (Math.ceil(Number((bound * 100).toFixed(6))) / 100).toFixed(2);
}

/** A difference that was seen, else the weighed evidence, else what no test looks at. */
function against({ difference, assessment, suggestions }: Judged): string {
  if (difference) {
    const candidates = `${numeral(difference.ways)} candidates`;
    return `Weakest point: ${candidates} differ on ${difference.input}.`;
  }
  const [unseen] = suggestions;
  const weighed = assessment && heaviest(assessment) !== null;
  if (unseen && !weighed) return `Weakest point: ${lowered(unseen.why)}`;
  return assessment ? weakestPoint(assessment) : '';
}

const numerals = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

function numeral(n: number): string {
  return numerals[n] ?? String(n);
}

/** A sentence as the end of another one. */
function lowered(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}

/** What would raise confidence most, as something to do. Pure. */
export function whatWouldHelp({ difference, suggestions, assessment }: Judged): string {
  if (difference) return `Say what is right on ${difference.input}.`;
  const [first] = suggestions;
  if (first) return `Write a test: ${lowered(first.why)}`;
  const single = assessment?.evidence.some(
    ({ kind, value }) => kind === 'models-agreeing' && value === null,
  );
  return single ? 'Let a second model draw samples.' : 'Write a test for a case that has none.';
}
