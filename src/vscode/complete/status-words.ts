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

/** What the status bar says: the icon tells the state, the tooltip why nothing is shown. */
export function statusWords(state: State, t: Translate): StatusWords {
  switch (state.kind) {
    case 'loading':
      return { text: '$(loading~spin) Reckon', tooltip: t('Reckon loads its model') };
    case 'thinking':
      return { text: '$(loading~spin) Reckon', tooltip: t('Reckon writes a suggestion') };
    case 'paused':
      return { text: '$(circle-slash) Reckon', tooltip: state.why };
    case 'failed':
      return { text: '$(warning) Reckon', tooltip: state.why };
    case 'idle':
      return { text: iconOf(state.last), tooltip: lastWords(state.last, t) };
  }
}

function iconOf(last: Extract<State, { kind: 'idle' }>['last']): string {
  return last?.decision === 'hide' ? '$(eye-closed) Reckon' : '$(sparkle) Reckon';
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
