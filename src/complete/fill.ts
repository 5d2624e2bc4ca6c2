import type { Model } from '../model/model.ts';
import type { Evaluated } from './stream.ts';
import type { Window } from './window.ts';

/** How long nothing must happen before anything is prepared, in milliseconds. */
const quietMs = 400;

/** Evaluates prompts while nothing else is to do, in a cache beside the one in use. */
export class Filler {
  readonly #model: Model;
  readonly #onDone: (evaluated: Evaluated) => void;
  #control = new AbortController();
  #timer: NodeJS.Timeout | undefined;

  /** `onDone` hears what was evaluated, of each prompt that was begun. */
  constructor(model: Model, onDone: (evaluated: Evaluated) => void) {
    this.#model = model;
    this.#onDone = onDone;
  }

  /** After a while without another call: evaluates the window, then calls `ready`. */
  later(window: Window, ready: () => void, waitMs = quietMs): void {
    this.stop();
    if (!this.#model.prepare) return;
    this.#timer = setTimeout(() => void this.#fill(window, ready), waitMs).unref();
  }

  /** What was evaluated stays in its cache, and is gone on with the next time. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#control.abort();
  }

  async #fill(window: Window, ready: () => void): Promise<void> {
    const { signal } = (this.#control = new AbortController());
    const prompt = { kind: 'infill', ...window } as const;
    const done = await this.#model.prepare?.(prompt, signal).catch(() => null);
    if (!done) return;
    if (done.evaluated > 0) this.#onDone({ full: done.evaluated, shallow: 0 });
    if (done.whole) ready();
  }
}
