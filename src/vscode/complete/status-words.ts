import type { Completion } from '../../complete/complete.ts';
import type { Translate } from '../translate.ts';

/** What completing is at. */
export type State =
  | { readonly kind: 'idle'; readonly last: Pick<Completion, 'decision' | 'why' | 'accept'> | null }
  | { readonly kind: 'loading' }
  | { readonly kind: 'thinking' }
  | { readonly kind: 'paused'; readonly why: string }
  | { readonly kind: 'failed'; readonly why: string };

/** The status bar's item. */
export interface StatusWords {
  readonly text: string;
  readonly tooltip: string;
}

/** What the status bar says: the icon tells the state, the tooltip why nothing is shown, and by which model. */
export function statusWords(state: State, model: string, t: Translate): StatusWords {
  const tooltip = `${stateWords(state, t)}\n${t('Model: {0}', model)}`;
  return { text: `$(${iconOf(state)}) Reckon`, tooltip };
}

function iconOf(state: State): string {
  switch (state.kind) {
    case 'loading':
    case 'thinking':
      return 'loading~spin';
    case 'paused':
      return 'circle-slash';
    case 'failed':
      return 'warning';
    case 'idle':
      return state.last?.decision === 'hide' ? 'eye-closed' : 'sparkle';
  }
}

/** What completing is at, or what it decided last, in a sentence. */
export function stateWords(state: State, t: Translate): string {
  switch (state.kind) {
    case 'loading':
      return t('Reckon loads its model');
    case 'thinking':
      return t('Reckon writes a suggestion');
    case 'paused':
    case 'failed':
      return state.why;
    case 'idle':
      return lastWords(state.last, t);
  }
}

function lastWords(last: Extract<State, { kind: 'idle' }>['last'], t: Translate): string {
  if (!last) return t('Reckon suggests code as you type');
  const percent = Math.round(last.accept * 100);
  switch (last.decision) {
    case 'show':
      return t('Last suggestion: shown, {0}% likely to be accepted', percent);
    case 'hide':
      return t('Last suggestion: hidden, {0}% likely to be accepted', percent);
    case 'none':
      return t('No suggestion: {0}', last.why);
  }
}
