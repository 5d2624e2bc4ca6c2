import type { EventKind, TraceEvent } from './events.ts';
import { wrap } from './format.ts';
import { sampleLine, samplesHead, width } from './lines.ts';
import { type Paint, plain } from './paint.ts';
import type { EventOf, RunView } from './rows.ts';
import { baselineLines, headline, question, startLines } from './text.ts';

type Lines = {
  [K in EventKind]?: (view: RunView, event: EventOf<K>, paint: Paint) => string[];
};

const lines: Lines = {
  'run.start': (view) => startLines(view),
  baseline: (view) => baselineLines(view),
  verdict: (view, { sample }, paint) => verdictLines(view, sample, paint),
  decision: (_, { decision, why }) => wrap(`→ ${decision}: ${why}`, width),
  question: (view, _, paint) => ['', ...question(view, paint)],
  log: (_, { level, text }) => (level === 'warn' || level === 'error' ? wrap(text, width) : []),
  'run.end': (view, _, paint) => ['', ...headline(view, paint)],
};

/**
 * The lines that an event adds to a run's progress; `view` has it folded in already. A sample is one
 * line, at its verdict: lines stay where they were written, so that a log file reads as well as a
 * terminal.
 */
export function progressLines(view: RunView, event: TraceEvent, paint: Paint = plain): string[] {
  // A kind's function takes that kind's events: TypeScript cannot see that the two go together.
  const linesOf = lines[event.kind] as
    ((view: RunView, event: TraceEvent, paint: Paint) => string[]) | undefined;
  return linesOf?.(view, event, paint) ?? [];
}

function verdictLines(view: RunView, sample: number, paint: Paint): string[] {
  const row = view.samples.find(({ id }) => id === sample);
  if (!row) return [];
  const first = view.samples.filter(({ verdict }) => verdict !== null).length === 1;
  const head = first ? ['', paint('bold', samplesHead)] : [];
  return [...head, sampleLine(row, view, paint)];
}
