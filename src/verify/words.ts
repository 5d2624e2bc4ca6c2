import type { Assessment, Evidence } from './assess.ts';
import type { Piece, Suggestion } from './evidence/kinds.ts';
import type { SignalKind } from './signals.ts';

/** What each kind says where it raises the doubt most. */
const sentences: Readonly<Record<SignalKind, string>> = {
  posterior: 'few samples pass',
  'draw-share': 'few samples do what it does',
  'cluster-share': 'passing samples differ in what they do',
  'chance-agreement': 'different programs often give the same answers, so that tests tell little',
  scatter: 'samples do many different things',
  'tests-rejecting': 'wrong samples are rejected by few of the tests',
  'behaviours-rejected': 'the tests had to reject most of what was tried',
  agreement: 'other passing samples answer differently',
  'models-agreeing': 'other models did not come to it',
  raises: 'it raises on inputs near those of the tests',
  'answers-survived': 'no question has been answered',
  'tests-turned': 'few of the tests failed before it',
  'tests-kept': 'few of the tests passed before it',
  naturalness: 'the model finds its lines unlikely in their places',
};

/** The piece of evidence that raises the doubt most; null where none raises it. */
export function heaviest({ evidence }: Assessment): Evidence | null {
  const [top] = evidence.toSorted((a, b) => b.weight - a.weight);
  return top && top.weight > 0 ? top : null;
}

/** "P(wrong) 0.05, at most 0.13 (95%)." */
export function oddsText({ pWrong, bound }: Pick<Assessment, 'pWrong' | 'bound'>): string {
  return `P(wrong) ${pWrong.toFixed(2)}, at most ${bound.toFixed(2)} (95%).`;
}

/** "P(wrong) is 0.102, more than the 0.100 that you accept.": as many digits as tell them apart. */
export function overLimit(pWrong: number, maxWrong: number): string {
  const digits = pWrong.toFixed(2) === maxWrong.toFixed(2) ? 3 : 2;
  return `P(wrong) is ${pWrong.toFixed(digits)}, more than the ${maxWrong.toFixed(digits)} that you accept.`;
}

/** "Weakest point: …", or that nothing speaks against it. */
export function weakestPoint(assessment: Assessment): string {
  const top = heaviest(assessment);
  return top ? `Weakest point: ${sentences[top.kind]}.` : 'Nothing of the run speaks against it.';
}

/** What a run knows of a patch when it is over. */
export interface Known {
  readonly question: { readonly input: string } | null;
  readonly suggestions: readonly Suggestion[];
  readonly evidence: readonly (Evidence | Piece)[];
}

/** What would raise confidence most, as something to do; '' where nothing is known of the patch. */
export function whatWouldHelp({ question, suggestions, evidence }: Known): string {
  if (question) return `Say what is right on ${question.input}.`;
  if (evidence.length === 0) return '';
  const [first] = suggestions;
  if (first) return `Write a test: ${first.why.charAt(0).toLowerCase()}${first.why.slice(1)}`;
  const single = evidence.some(({ kind, value }) => kind === 'models-agreeing' && value === null);
  return single ? 'Let a second model draw samples.' : 'Write a test for a case that has none.';
}
