import { appendFileSync, closeSync, openSync } from 'node:fs';
import { type Failure, FailureError } from '../base/failure.ts';
import { Batcher } from './batch.ts';
import { type Emit, type TraceBody, type TraceEvent, traceVersion } from './events.ts';

export interface TraceOptions {
  /** Made anew, readable by its owner only; one that is there already is overwritten. */
  readonly file: string;
  /** The run's id, which every event carries. */
  readonly run: string;
  /** Milliseconds since the epoch. */
  readonly clock?: () => number;
  /** Sees each event as it is written, numbered and merged: the stream that panels show. */
  readonly onEvent?: (event: TraceEvent) => void;
  /** Told once, when the file can no longer be written; the run goes on without it. */
  readonly onFailure?: (failure: Failure) => void;
}

export interface TraceLog {
  /** Never throws. */
  readonly emit: Emit;
  /** Writes what is left and lets go of the file. Later events are dropped. Safe to call twice. */
  close(): void;
}

/** How long a line may stay in memory, in milliseconds. */
const delay = 50;

/** Events that must outlive the process from the moment they are given. */
const urgent = new Set<TraceBody['kind']>(['decision', 'verdict', 'question', 'run.end']);

/**
 * Opens a run's trace: one line of JSON for each event. Lines are held back for at most 50 ms, and
 * written at once after an event that counts (a verdict, a decision, a question, the end); what was
 * written survives a killed process. What the models write is merged (see `Batcher`).
 *
 * @throws FailureError `trace-unwritable` where the file cannot be made.
 */
export function openTrace(options: TraceOptions): TraceLog {
  const { run, clock = Date.now, onEvent } = options;
  const sink = openSink(options);
  const batcher = new Batcher();
  let seq = 0;
  let timer: NodeJS.Timeout | undefined;
  let open = true;

  const stamp = (bodies: readonly TraceBody[]) => {
    const at = clock();
    for (const body of bodies) {
      const event: TraceEvent = { v: traceVersion, run, seq: seq++, at, ...body };
      sink.add(event);
      onEvent?.(event);
    }
  };
  const flushLater = () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      stamp(batcher.due(clock()));
      sink.flush();
      if (batcher.waiting) flushLater();
    }, delay).unref();
  };

  return {
    emit: (body) => {
      if (!open) return;
      stamp(batcher.add(body, clock()));
      if (urgent.has(body.kind)) sink.flush();
      else flushLater();
    },
    close: () => {
      if (!open) return;
      open = false;
      clearTimeout(timer);
      stamp(batcher.flush(clock()));
      sink.close();
    },
  };
}

interface Sink {
  add(event: TraceEvent): void;
  flush(): void;
  close(): void;
}

/**
 * Writes are synchronous: a few small ones a second, in order, and done when the call returns,
 * whatever ends the process next. The first that fails is the last that is tried: the file then
 * ends in a cut line, which readers leave out.
 */
function openSink({ file, onFailure }: TraceOptions): Sink {
  const fd = openFile(file);
  let lines: string[] = [];
  let broken = false;
  const attempt = (step: () => void) => {
    if (broken) return;
    try {
      step();
    } catch (error) {
      broken = true;
      const why = `The trace ${file} cannot be written further (${reason(error)}); the run goes on without it.`;
      onFailure?.({ code: 'trace-cut', why });
    }
  };
  const flush = () => {
    attempt(() => {
      if (lines.length === 0) return;
      appendFileSync(fd, lines.join('\n') + '\n');
      lines = [];
    });
  };
  return {
    add: (event) => {
      attempt(() => lines.push(JSON.stringify(event, finite)));
    },
    flush,
    close: () => {
      flush();
      closeSync(fd);
    },
  };
}

/** JSON has no infinities, and a log-probability can be one: the largest number stands for it. */
function finite(_key: string, value: unknown): unknown {
  if (typeof value !== 'number' || Number.isFinite(value)) return value;
  return Number.isNaN(value) ? undefined : Math.sign(value) * Number.MAX_VALUE;
}

function openFile(file: string): number {
  try {
    return openSync(file, 'w', 0o600);
  } catch (error) {
    const why = `The trace ${file} cannot be written (${reason(error)}); name another file.`;
    throw new FailureError('trace-unwritable', why);
  }
}

function reason(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error);
}
