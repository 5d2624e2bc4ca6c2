import { sampleOf } from './batch.ts';
import type { EventKind, TraceEvent, Verdict } from './events.ts';

/** The events of one kind, as they stand in a trace. */
export type EventOf<K extends EventKind> = Extract<TraceEvent, { kind: K }>;

/** What a sample is doing. One that passed is tested again when its pass is confirmed. */
export type SampleState = 'starting' | 'thinking' | 'answering' | 'testing' | 'done';

/** Some of what a sample's model wrote, as it came. */
export interface SaidRow {
  readonly channel: 'thinking' | 'answer';
  readonly text: string;
  /** Empty where the model tells no probabilities. */
  readonly tokens: NonNullable<EventOf<'answer'>['tokens']>;
  /** When it came, in milliseconds since the epoch. */
  readonly at: number;
}

export interface TestRow {
  readonly phase: EventOf<'test.end'>['phase'];
  readonly ms: number;
  readonly cause: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly failures: EventOf<'test.end'>['failures'];
}

export interface SampleRow {
  readonly id: number;
  readonly round: number;
  readonly strategy: string;
  readonly model: string;
  /** One of a ranked list that names each patch once. */
  readonly listed: boolean;
  readonly state: SampleState;
  /** Milliseconds spent in each phase so far; null where the sample has not been in it. */
  readonly thinkMs: number | null;
  readonly answerMs: number | null;
  readonly testMs: number | null;
  readonly thinking: string;
  readonly answer: string;
  /** Thinking and answer in the order in which they came, with the tokens' probabilities. */
  readonly said: readonly SaidRow[];
  /** What cut it short; null where the model ended by itself. */
  readonly stop: EventOf<'sample.stop'> | null;
  readonly edits: EventOf<'patch'>['edits'];
  /** Sequence log-probability of the patch, where the model gave one. */
  readonly logprob: number | null;
  readonly tests: readonly TestRow[];
  readonly verdict: Verdict | null;
  readonly code: string;
  readonly why: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly tokens: number;
  readonly thinkingTokens: number;
  /** The sample whose patch this one repeats. */
  readonly same: number | null;
  /** The group of passing samples that behave alike: "A", "B", … */
  readonly cluster: string | null;
  /** Why a pass was taken back when it was tried again. */
  readonly unconfirmed: string | null;
  /** When its last event came, in milliseconds since the epoch. */
  readonly lastAt: number;
}

/** A decision, and how many samples had a verdict when it was taken. */
export interface DecisionRow extends EventOf<'decision'> {
  readonly judged: number;
}

/** A run as people see it: what the panel and the text are drawn from. */
export interface RunView {
  readonly run: string | null;
  readonly startedAt: number | null;
  readonly lastAt: number | null;
  readonly start: EventOf<'run.start'> | null;
  readonly baseline: EventOf<'baseline'> | null;
  /** In the order of their start. */
  readonly samples: readonly SampleRow[];
  readonly decisions: readonly DecisionRow[];
  readonly posteriors: readonly EventOf<'posterior'>[];
  readonly evidence: readonly EventOf<'evidence'>[];
  readonly behaviour: EventOf<'behaviour'> | null;
  readonly question: EventOf<'question'> | null;
  readonly answered: EventOf<'answered'> | null;
  readonly logs: readonly EventOf<'log'>[];
  /** Null while it runs, and where its process died. */
  readonly end: EventOf<'run.end'> | null;
}

export const emptyView: RunView = {
  run: null,
  startedAt: null,
  lastAt: null,
  start: null,
  baseline: null,
  samples: [],
  decisions: [],
  posteriors: [],
  evidence: [],
  behaviour: null,
  question: null,
  answered: null,
  logs: [],
  end: null,
};

type Folds = { [K in EventKind]?: (view: RunView, event: EventOf<K>) => Partial<RunView> };

/** What an event of the whole run changes. */
const folds: Folds = {
  'run.start': (_, start) => ({ start, startedAt: start.at }),
  baseline: (_, baseline) => ({ baseline }),
  behaviour: ({ samples }, behaviour) => ({
    behaviour,
    samples: clustered(samples, behaviour.clusters),
  }),
  evidence: ({ evidence }, event) => ({ evidence: [...evidence, event] }),
  posterior: ({ posteriors }, event) => ({ posteriors: [...posteriors, event] }),
  decision: decided,
  question: (_, question) => ({ question }),
  answered: (_, answered) => ({ answered }),
  log: ({ logs }, event) => ({ logs: [...logs, event] }),
  'run.end': (_, end) => ({ end }),
};

/** Those of them that look at samples: a run may have thousands. */
const readsSamples = new Set<EventKind>(['behaviour', 'decision']);

type SampleFolds = {
  [K in EventKind]?: (row: SampleRow, event: EventOf<K>, since: number) => Partial<SampleRow>;
};

/** What an event of a sample changes; `since`: milliseconds since the sample's last event. */
const sampleFolds: SampleFolds = {
  thinking: (row, event, since) => ({
    state: 'thinking',
    thinkMs: (row.thinkMs ?? 0) + since,
    thinking: row.thinking + event.text,
    said: [...row.said, saidRow('thinking', event)],
  }),
  answer: (row, event, since) => ({
    state: 'answering',
    answerMs: (row.answerMs ?? 0) + since,
    answer: row.answer + event.text,
    said: [...row.said, saidRow('answer', event)],
  }),
  'sample.stop': (_, stop) => ({ stop }),
  patch: (_, { edits, logprob }) => ({ edits, logprob: logprob ?? null }),
  refused: (_, { code, why }) => ({ code, why }),
  'test.start': () => ({ state: 'testing' }),
  'test.end': (row, { phase, ms, cause, passed, failed, skipped, failures }) => ({
    testMs: (row.testMs ?? 0) + ms,
    tests: [...row.tests, { phase, ms, cause, passed, failed, skipped, failures }],
  }),
  verdict: (_, event) => {
    const { verdict, code, why, passed, failed, skipped, tokens, thinkingTokens } = event;
    const counts = { passed, failed, skipped, tokens, thinkingTokens };
    return { state: 'done', verdict, code, why, ...counts, same: event.same ?? null };
  },
};

/**
 * The view after one more event. Pure: the given view is left as it was. The time since a sample's
 * last event belongs to the phase whose event ends it.
 */
export function fold(view: RunView, event: TraceEvent): RunView {
  return foldAll(view, [event]);
}

/** The view after several more events, as `fold` gives it one after the other, and much sooner. */
export function foldAll(view: RunView, events: readonly TraceEvent[]): RunView {
  // A kind's function takes that kind's events: TypeScript cannot see that the two go together.
  type Run = (view: RunView, event: TraceEvent) => Partial<RunView>;
  const rows = new Map(view.samples.map((row) => [row.id, row]));
  let folded = view;
  const settled = () => ({ ...folded, samples: [...rows.values()] });
  for (const event of events) {
    const run = folds[event.kind] as Run | undefined;
    if (run) {
      if (readsSamples.has(event.kind)) folded = settled();
      const change = run(folded, event);
      folded = { ...folded, ...change };
      for (const row of change.samples ?? []) rows.set(row.id, row);
    }
    if (event.kind === 'sample.start') rows.set(event.sample, newSample(event));
    else advance(rows, event);
    folded = { ...folded, run: event.run, lastAt: event.at };
  }
  return settled();
}

function advance(rows: Map<number, SampleRow>, event: TraceEvent): void {
  const change = sampleFolds[event.kind] as
    ((row: SampleRow, event: TraceEvent, since: number) => Partial<SampleRow>) | undefined;
  const id = sampleOf(event);
  const row = id === null ? undefined : rows.get(id);
  if (!change || !row) return;
  const since = event.at - row.lastAt;
  rows.set(row.id, { ...row, ...change(row, event, since), lastAt: event.at });
}

function saidRow(
  channel: SaidRow['channel'],
  { text, tokens = [], at }: EventOf<'thinking'> | EventOf<'answer'>,
): SaidRow {
  return { channel, text, tokens, at };
}

function newSample(event: EventOf<'sample.start'>): SampleRow {
  const { sample: id, round, strategy, model, listed = false, at } = event;
  const phases = { state: 'starting', thinkMs: null, answerMs: null, testMs: null } as const;
  const judged = { verdict: null, code: '', why: '', same: null, cluster: null, unconfirmed: null };
  const counts = { passed: 0, failed: 0, skipped: 0, tokens: 0, thinkingTokens: 0 };
  const texts = { thinking: '', answer: '', said: [], stop: null };
  const tried = { edits: [], logprob: null, tests: [] };
  return {
    id,
    round,
    strategy,
    model,
    listed,
    ...phases,
    ...texts,
    ...tried,
    ...judged,
    ...counts,
    lastAt: at,
  };
}

function clustered(
  samples: readonly SampleRow[],
  clusters: Readonly<Record<string, readonly number[]>>,
): readonly SampleRow[] {
  const found = new Map(
    Object.entries(clusters).flatMap(([name, ids]) => ids.map((id) => [id, name] as const)),
  );
  return samples.map((row) => ({ ...row, cluster: found.get(row.id) ?? null }));
}

function decided(view: RunView, event: EventOf<'decision'>): Partial<RunView> {
  const judged = view.samples.filter(({ verdict }) => verdict !== null).length;
  const decisions = [...view.decisions, { ...event, judged }];
  if (event.decision !== 'unconfirmed') return { decisions };
  const samples = view.samples.map((row) =>
    row.id === event.sample ? { ...row, unconfirmed: event.why } : row,
  );
  return { decisions, samples };
}
