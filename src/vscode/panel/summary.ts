import { open } from 'node:fs/promises';
import type { RunSummary } from '../../panel/protocol.ts';
import type { TraceEvent } from '../../trace/events.ts';
import { titleOf } from '../../trace/lines.ts';
import { readLine } from '../../trace/read.ts';
import { emptyView, foldAll } from '../../trace/rows.ts';

/** Bytes at each end of a trace that are looked at: the list of runs reads no whole file. */
const look = 65_536;

/** What a trace says of its run at its two ends; null where it is none of a run. */
export async function summaryOf(run: string, file: string): Promise<RunSummary | null> {
  const { head, tail } = await ends(file).catch(() => ({ head: '', tail: '' }));
  const first = foldAll(emptyView, eventsOf(head));
  const last = eventsOf(tail).at(-1);
  const outcome = last?.kind === 'run.end' ? last.outcome : null;
  // One that failed before it began has an end and nothing else.
  if (!first.start && outcome === null) return null;
  const title = titleOf(first).slice(0, 300);
  return { run, at: first.startedAt ?? last?.at ?? 0, title, outcome, live: false };
}

/** The events at the end of a trace. */
export async function lastEvents(file: string): Promise<TraceEvent[]> {
  return eventsOf((await ends(file).catch(() => ({ tail: '' }))).tail);
}

async function ends(file: string): Promise<{ head: string; tail: string }> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const read = async (from: number) => {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(look), 0, look, from);
      return buffer.toString('utf8', 0, bytesRead);
    };
    return { head: await read(0), tail: await read(Math.max(0, size - look)) };
  } finally {
    await handle.close();
  }
}

/** The events of whole lines; what is cut or damaged is left out. */
function eventsOf(text: string): TraceEvent[] {
  return text.split('\n').flatMap((line, index) => {
    try {
      return line === '' ? [] : (readLine(line, index + 1) ?? []);
    } catch {
      return [];
    }
  });
}
