import type { EventKind, TraceEvent } from './events.ts';
import type { EventOf } from './rows.ts';

/** A suggestion as people see it: what was written, and why it was shown or not. */
export interface SuggestionRow {
  /** Its run, and the number of its first event there. */
  readonly id: string;
  /** Empty where nothing was asked of a model. */
  readonly file: string;
  readonly offset: number;
  readonly at: number;
  /** From the request to the decision, in milliseconds; null where there is none yet. */
  readonly ms: number | null;
  readonly tokens: EventOf<'complete.tokens'>['tokens'];
  /** Why the model was stopped before it ended by itself. */
  readonly stop: EventOf<'complete.stop'> | null;
  /** Where the model of fewer layers gave over to the whole one. */
  readonly exit: EventOf<'complete.exit'> | null;
  readonly decision: EventOf<'complete.decision'> | null;
  /** What the user did with it; null: nothing yet. */
  readonly feedback: string | null;
}

/** Suggestions that stay to be looked at. */
const most = 50;

type Change<K extends EventKind> = (
  event: EventOf<K>,
  row: SuggestionRow,
) => Partial<SuggestionRow>;

const changes: { [K in EventKind]?: Change<K> } = {
  'complete.tokens': ({ tokens }) => ({ tokens }),
  'complete.stop': (stop) => ({ stop }),
  'complete.exit': (exit) => ({ exit }),
  'complete.decision': (decision, { at }) => ({ decision, ms: decision.at - at }),
  'complete.feedback': ({ feedback }) => ({ feedback }),
};

/** The suggestions after one more event, the newest first. Pure. Other events change nothing. */
export function foldSuggestion(
  rows: readonly SuggestionRow[],
  event: TraceEvent,
): readonly SuggestionRow[] {
  if (event.kind === 'complete.request') return [newRow(event), ...rows].slice(0, most);
  // A kind's function takes that kind's events: TypeScript cannot see that the two go together.
  const change = changes[event.kind] as
    ((event: TraceEvent, row: SuggestionRow) => Partial<SuggestionRow>) | undefined;
  const [row, ...older] = rows;
  if (!change || !row) return rows;
  // One that was not asked of a model has a decision and nothing else: it tells nothing here.
  if (event.kind === 'complete.decision' && row.decision) return rows;
  return [{ ...row, ...change(event, row) }, ...older];
}

function newRow({ run, seq, file, offset, at }: EventOf<'complete.request'>): SuggestionRow {
  const untold = { stop: null, exit: null, decision: null, feedback: null };
  return { id: `${run}/${seq}`, file, offset, at, ms: null, tokens: [], ...untold };
}
