import type { TraceBody } from './events.ts';

type Words = Extract<TraceBody, { kind: 'thinking' | 'answer' }>;

/** What a model wrote, as one event for each token: merged before it reaches a trace. */
function isWords(event: TraceBody): event is Words {
  return event.kind === 'thinking' || event.kind === 'answer';
}

/** The sample that an event belongs to; null for an event of the whole run. */
export function sampleOf(event: TraceBody): number | null {
  return 'sample' in event ? (event.sample ?? null) : null;
}

interface Queue {
  /** Merged events that wait, in order; two neighbours differ in kind. */
  waiting: Words[];
  /** When the next one may go, in the caller's milliseconds. */
  next: number;
}

/**
 * Merges what the models write into at most one event every `spacing` milliseconds for each sample.
 * The first words of a sample go at once, the order within a sample is kept, no text is lost. Time
 * comes in as a number: nothing here reads a clock.
 */
export class Batcher {
  readonly #spacing: number;
  readonly #queues = new Map<number, Queue>();

  constructor(spacing = 50) {
    this.#spacing = spacing;
  }

  /** Takes an event in; gives those that are to be written now, in order. */
  add(event: TraceBody, now: number): TraceBody[] {
    if (isWords(event)) {
      this.#append(event, now);
      return this.due(now);
    }
    const sample = sampleOf(event);
    if (sample !== null) return [...this.#take(sample, now), event];
    // The end of a run comes after everything else.
    return event.kind === 'run.end' ? [...this.flush(now), event] : [event];
  }

  /** What has waited long enough. */
  due(now: number): TraceBody[] {
    const ready = [...this.#queues].filter(([, queue]) => queue.next <= now);
    return ready.flatMap(([sample]) => this.#take(sample, now));
  }

  /** All that waits. */
  flush(now: number): TraceBody[] {
    return [...this.#queues.keys()].flatMap((sample) => this.#take(sample, now));
  }

  /** Does anything wait for its time? */
  get waiting(): boolean {
    return [...this.#queues.values()].some((queue) => queue.waiting.length > 0);
  }

  #append(event: Words, now: number): void {
    const queue = this.#queues.get(event.sample) ?? { waiting: [], next: now };
    this.#queues.set(event.sample, queue);
    const last = queue.waiting.at(-1);
    if (last?.kind === event.kind) queue.waiting[queue.waiting.length - 1] = merge(last, event);
    else queue.waiting.push(event);
  }

  #take(sample: number, now: number): TraceBody[] {
    const queue = this.#queues.get(sample);
    if (!queue) return [];
    const { waiting } = queue;
    queue.waiting = [];
    // Several at once (the kind changed in between) use up as many turns.
    if (waiting.length > 0) queue.next = now + this.#spacing * waiting.length;
    return waiting;
  }
}

function merge(first: Words, second: Words): Words {
  const tokens = [...(first.tokens ?? []), ...(second.tokens ?? [])];
  return { ...first, text: first.text + second.text, ...(tokens.length > 0 && { tokens }) };
}
