import type { TraceEvent } from '../trace/events.ts';
import { emptyView, foldAll, type RunView } from '../trace/rows.ts';
import { foldSuggestion, type SuggestionRow } from '../trace/suggestions.ts';
import type { RunSummary, StepButton, ToPanel } from './protocol.ts';

/** Everything that the panel shows, but for what is folded open. */
export interface PanelState {
  readonly runs: readonly RunSummary[];
  /** The run that is shown; null: none. */
  readonly run: string | null;
  readonly view: RunView;
  /** Its events are still coming from the disk. */
  readonly loading: boolean;
  /** It is under way. */
  readonly live: boolean;
  readonly steps: readonly StepButton[];
  /** Why the run cannot be shown; null where it can. */
  readonly unreadable: string | null;
  readonly suggestions: readonly SuggestionRow[];
}

const nothingOpen = { view: emptyView, loading: false, live: false, steps: [], unreadable: null };

export const emptyState: PanelState = {
  runs: [],
  run: null,
  ...nothingOpen,
  // Until the extension has said what there is.
  loading: true,
  suggestions: [],
};

/**
 * The state after the messages of one frame. Pure. What belongs to a run that is no longer shown is
 * passed over; a message that changes nothing gives the very same state.
 */
export function reduce(state: PanelState, messages: readonly ToPanel[]): PanelState {
  let next = state;
  let waiting: TraceEvent[] = [];
  const settle = () => {
    if (waiting.length > 0) next = { ...next, view: foldAll(next.view, waiting) };
    waiting = [];
  };
  for (const message of messages) {
    if (message.type === 'events' && message.run === next.run) {
      for (const event of message.events) waiting.push(event);
      continue;
    }
    settle();
    next = changed(next, message);
  }
  settle();
  return next;
}

function changed(state: PanelState, message: ToPanel): PanelState {
  switch (message.type) {
    case 'runs':
      return { ...state, runs: message.runs };
    case 'opened':
      return { ...state, ...nothingOpen, run: message.run, loading: message.run !== null };
    case 'suggestions':
      return { ...state, suggestions: message.events.reduce(foldSuggestion, state.suggestions) };
    case 'strings':
    case 'events':
      return state;
    case 'loaded':
      return ofThisRun(state, message, { loading: false, live: message.live });
    case 'steps':
      return ofThisRun(state, message, { steps: message.steps });
    case 'unreadable':
      return ofThisRun(state, message, { loading: false, unreadable: message.why });
  }
}

function ofThisRun(
  state: PanelState,
  { run }: { readonly run: string },
  change: Partial<PanelState>,
): PanelState {
  return run === state.run ? { ...state, ...change } : state;
}
