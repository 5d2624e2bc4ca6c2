import type { Place } from './place.ts';
import { type Budget, budgetOf, mostTokens, sizeOf, type Window, WindowKeeper } from './window.ts';

/** Code units that a token stands for, about. */
export const charactersPerToken = 3;
const fullest = budgetOf(mostTokens, charactersPerToken);
/** How many times as much a fuller prompt must show. */
const worthFilling = 1.25;

/**
 * What prompts show of one document: as much as may be evaluated cold, until a fuller one was
 * prepared; as little again where the cursor leaves what that shows.
 */
export class View {
  #keeper = new WindowKeeper();
  #fuller = new WindowKeeper();
  #isFull = false;
  /** Goes with the fuller one. */
  #context = '';

  /** The window of a place; `cold`: the budget of a prompt of which nothing is evaluated. */
  next(place: Place, cold: Budget): Window {
    if (this.#isFull && !this.#keeper.holds(place, fullest)) {
      this.#keeper = new WindowKeeper();
      this.#isFull = false;
    }
    if (!this.#isFull) return this.#keeper.next(place, cold);
    return { ...this.#keeper.next(place, fullest), context: this.#context };
  }

  /**
   * A fuller window, and what makes it the one to go on from; null where it shows little more. Its
   * context is asked for where it is cut anew, and stays as long as its beginning.
   */
  fuller(
    place: Place,
    cold: Budget,
    contextAt: () => string,
  ): { window: Window; take: () => void } | null {
    if (this.#isFull) return null;
    if (!this.#fuller.holds(place, fullest)) this.#context = contextAt();
    const window = { ...this.#fuller.next(place, fullest), context: this.#context };
    if (sizeOf(window) < worthFilling * sizeOf(this.next(place, cold))) return null;
    const take = () => {
      this.#keeper = this.#fuller;
      this.#fuller = new WindowKeeper();
      this.#isFull = true;
    };
    return { window, take };
  }
}
