import { type Outcome, Outcomes } from '../../complete/accept-log.ts';
import type { TraceBody } from '../../trace/events.ts';

/** How long an outcome waits for the command of an accepted item, in milliseconds. */
const waitMs = 300;

/**
 * Follows the events of completing, and gives each outcome on once it is sure. The editor changes
 * the document first and calls the item's command right after: only that tells accepting from
 * writing the same in another way.
 */
export class Recorder {
  readonly #outcomes = new Outcomes();
  readonly #write: (outcome: Outcome) => void;
  #waiting: { readonly outcome: Outcome; readonly end: NodeJS.Timeout } | null = null;

  constructor(write: (outcome: Outcome) => void) {
    this.#write = write;
  }

  hear(event: TraceBody, at: number): void {
    const outcome = this.#outcomes.hear(event, at);
    if (!outcome) return;
    this.settle();
    const end = setTimeout(() => {
      this.settle();
    }, waitMs).unref();
    this.#waiting = { outcome: withoutCommand(outcome), end };
  }

  /** An item was accepted: its command was called. */
  accepted(): void {
    if (this.#waiting === null) return;
    const outcome = { ...this.#waiting.outcome, outcome: 'accepted' } as const;
    this.#waiting = { ...this.#waiting, outcome };
    this.settle();
  }

  /** Gives on what still waits. */
  settle(): void {
    if (this.#waiting === null) return;
    const { outcome, end } = this.#waiting;
    clearTimeout(end);
    this.#waiting = null;
    this.#write(outcome);
  }
}

/** What a change alone says: the whole text at once may come from elsewhere. */
function withoutCommand(outcome: Outcome): Outcome {
  return outcome.outcome === 'accepted' ? { ...outcome, outcome: 'partly' } : outcome;
}
