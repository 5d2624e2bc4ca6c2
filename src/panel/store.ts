import type { ToPanel } from './protocol.ts';
import { emptyState, type PanelState, reduce } from './state.ts';

/** Holds the state; what comes in is taken in once for each animation frame. */
export class Store {
  #state: PanelState = emptyState;
  #waiting: ToPanel[] = [];
  #isDue = false;
  readonly #onChange: (state: PanelState) => void;

  constructor(onChange: (state: PanelState) => void) {
    this.#onChange = onChange;
  }

  push(message: ToPanel): void {
    this.#waiting.push(message);
    if (this.#isDue) return;
    this.#isDue = true;
    requestAnimationFrame(() => {
      this.#isDue = false;
      this.#takeIn();
    });
  }

  #takeIn(): void {
    const messages = this.#waiting;
    this.#waiting = [];
    const next = reduce(this.#state, messages);
    if (next === this.#state) return;
    this.#state = next;
    this.#onChange(next);
  }
}
