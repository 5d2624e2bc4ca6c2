import { existsSync, readdirSync, readFileSync, watch } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readLine } from '../../../src/trace/read.ts';
import type { EventKind } from '../../../src/trace/events.ts';

/** A moment of a run to kill it at. */
export type Moment =
  /** So long after the trace has so many events of a kind. */
  | { readonly on: 'event'; readonly kind: EventKind; readonly count: number; readonly ms: number }
  /** When so many names have come, gone or changed in the workspace's folder. */
  | { readonly on: 'change'; readonly count: number }
  /** When the journal of an apply is there. */
  | { readonly on: 'journal' };

const event = (kind: EventKind, count: number, ms = 0): Moment => ({
  on: 'event',
  kind,
  count,
  ms,
});

/** The moments, by the stage of the run that they lie in. */
export const moments: Readonly<Record<string, readonly Moment[]>> = {
  baseline: [0, 100, 250, 500].map((ms) => event('run.start', 1, ms)),
  sampling: [
    event('sample.start', 1),
    event('sample.start', 1, 40),
    event('answer', 1),
    event('sample.start', 2),
    event('sample.start', 3),
  ],
  tests: [
    event('test.start', 1),
    event('test.start', 1, 150),
    event('test.end', 1),
    event('test.start', 2, 50),
    event('test.start', 3, 300),
    event('test.end', 3),
  ],
  apply: [{ on: 'journal' }, ...[2, 14, 20, 30].map((count) => ({ on: 'change', count }) as const)],
};

/** Where a moment is looked for. */
export interface Place {
  readonly trace: string;
  readonly workspace: string;
  readonly storage: string;
}

/** Resolves at the moment. It may never come: the caller races it with the run's end. */
export async function momentOf(moment: Moment, place: Place, signal: AbortSignal): Promise<void> {
  switch (moment.on) {
    case 'event': {
      await until(() => countEvents(place.trace, moment.kind) >= moment.count, signal);
      await sleep(moment.ms, undefined, { signal });
      return;
    }
    case 'journal': {
      const folder = path.join(place.storage, 'applies');
      await until(() => existsSync(folder) && readdirSync(folder).length > 0, signal);
      return;
    }
    case 'change':
      await changes(place.workspace, moment.count, signal);
  }
}

async function until(holds: () => boolean, signal: AbortSignal): Promise<void> {
  while (!holds()) await sleep(2, undefined, { signal });
}

function countEvents(trace: string, kind: EventKind): number {
  if (!existsSync(trace)) return 0;
  // The last line may be in the middle of being written.
  const whole = readFileSync(trace, 'utf8').split('\n').slice(0, -1);
  return whole.filter((line, index) => readLine(line, index + 1)?.kind === kind).length;
}

async function changes(folder: string, count: number, signal: AbortSignal): Promise<void> {
  let seen = 0;
  await new Promise<void>((resolve) => {
    watch(folder, { signal }, () => {
      if (++seen === count) resolve();
    });
  });
}
