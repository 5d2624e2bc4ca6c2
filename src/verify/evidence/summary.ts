import type { Suggestion } from './kinds.ts';

/** What is known of a passing patch when it is shown to a person. */
export interface Judged {
  readonly tests: { readonly passed: number; readonly of: number };
  /** The calibrated chance that it is wrong, and the upper end of its interval; null: not measured. */
  readonly pWrong: number | null;
  readonly bound: number | null;
  /** `weight`: what it adds to the log-odds of P(wrong); 0 for what is not weighed. */
  readonly evidence: readonly {
    readonly kind: string;
    readonly value: unknown;
    readonly weight: number;
  }[];
  /** An input on which passing candidates differ, and in how many ways; null where there is none. */
  readonly difference: { readonly input: string; readonly ways: number } | null;
  /** Tests that would tell more, the most telling first. */
  readonly suggestions: readonly Suggestion[];
}

/** In words, of a kind of evidence that speaks against a patch: what is wrong with it. */
const doubts: Readonly<Record<string, string>> = {
  posterior: 'samples of its model rarely pass these tests',
  'draw-share': 'few draws do what it does',
  'cluster-share': 'most passing candidates do something else',
  'chance-agreement': 'different programs often agree by chance',
  'tests-rejecting': 'rejected candidates failed few of the tests',
  'behaviours-rejected': 'the tests reject most of what was drawn',
  agreement: 'it often differs from other passing candidates',
  'models-agreeing': 'not every model came to it',
  raises: 'it raises on many inputs',
  'answers-survived': 'no answered question speaks for it',
};

/**
 * How far a passing patch can be trusted: "Passes 41 of 41. P(wrong) 0.06, at most 0.14 (95%).
 * Weakest point: two candidates differ on page=0." Pure.
 */
export function summarise(judged: Judged): string {
  const { passed, of } = judged.tests;
  return [`Passes ${passed} of ${of}.`, odds(judged), `Weakest point: ${weakestPoint(judged)}.`]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

function odds({ pWrong, bound }: Judged): string {
  if (pWrong === null) return '';
  const most = bound === null ? '' : `, at most ${roundedUp(bound)} (95%)`;
  return `P(wrong) ${probability(pWrong)}${most}.`;
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

/**
 * What speaks most against the patch: a difference that was seen, else the weighed evidence with the
 * most doubt, else what no test looks at.
 */
function weakestPoint({ difference, evidence, suggestions }: Judged): string {
  if (difference) {
    return `${numeral(difference.ways)} candidates differ on ${difference.input}`;
  }
  const doubt = evidence
    .filter(({ kind, weight }) => weight > 0 && kind in doubts)
    .reduce((most, one) => (one.weight > most.weight ? one : most), {
      kind: '',
      value: null,
      weight: 0,
    });
  const unseen = suggestions[0]?.why;
  return doubts[doubt.kind] ?? (unseen ? lowered(unseen) : 'none was found');
}

const numerals = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

function numeral(n: number): string {
  return numerals[n] ?? String(n);
}

/** A sentence as the end of another one. */
function lowered(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1).replace(/\.$/, '');
}

/** What would raise confidence most, as something to do. Pure. */
export function whatWouldHelp({ difference, suggestions, evidence }: Judged): string {
  if (difference) return `Say what is right on ${difference.input}.`;
  const [first] = suggestions;
  if (first) return `Write a test: ${lowered(first.why)}.`;
  const alone = evidence.some(({ kind, value }) => kind === 'models-agreeing' && value === null);
  return alone ? 'Let a second model draw samples.' : 'Write a test for a case that has none.';
}
