import type { TraceEvent } from '../../trace/events.ts';

/** Events of completions that are kept for a panel that opens later. */
const mostSuggestionEvents = 400;

type Listener = (event: TraceEvent) => void;

/** What goes on in this window: the events of the newest run, and those of the last suggestions. */
export class Live {
  /** The newest run of this window; null: none yet. */
  run: string | null = null;
  /** It has not ended. */
  isUnderWay = false;
  #events: TraceEvent[] = [];
  #suggestions: TraceEvent[] = [];
  readonly #listeners = new Set<Listener>();
  readonly #forgetters = new Set<() => void>();

  /** All events of the newest run so far. */
  get events(): readonly TraceEvent[] {
    return this.#events;
  }

  get suggestions(): readonly TraceEvent[] {
    return this.#suggestions;
  }

  /** Takes in an event of a run or of a completion. */
  readonly hear: Listener = (event) => {
    if (isOfCompletion(event)) {
      const kept = this.#suggestions.slice(1 - mostSuggestionEvents);
      this.#suggestions = [...kept, event];
    } else {
      if (event.run !== this.run) this.#events = [];
      this.run = event.run;
      this.isUnderWay = event.kind !== 'run.end';
      this.#events.push(event);
    }
    for (const listener of this.#listeners) listener(event);
  };

  /** Lets go of everything, as if the window had just opened. */
  forget(): void {
    this.run = null;
    this.#events = [];
    this.#suggestions = [];
    for (const forgetter of this.#forgetters) forgetter();
  }

  /** Calls `forgetter` whenever everything is let go of; gives what ends that. */
  onForget(forgetter: () => void): () => void {
    this.#forgetters.add(forgetter);
    return () => this.#forgetters.delete(forgetter);
  }

  /** Calls `listener` with every event from now on; gives what ends that. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

export function isOfCompletion({ kind }: TraceEvent): boolean {
  return kind.startsWith('complete.');
}
