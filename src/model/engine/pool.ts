/** A place that keeps the tokens it evaluated last. */
export interface Place {
  readonly tokens: readonly number[];
}

/**
 * A common beginning shorter than this saves nothing worth giving up another prompt's cache: most
 * prompts of one model begin with the same few tokens.
 */
const worthKeeping = 16;

/** How many tokens `a` and `b` share at their beginning. */
export function commonPrefix(a: readonly number[], b: readonly number[]): number {
  const length = Math.min(a.length, b.length);
  let same = 0;
  while (same < length && a[same] === b[same]) same++;
  return same;
}

/**
 * The free place for a prompt: the one that shares the longest beginning with it, else the one
 * that was used the longest ago (`free` is in that order).
 */
export function choosePlace<T extends Place>(
  free: readonly T[],
  prompt: readonly number[],
): T | undefined {
  let best = free[0];
  let longest = worthKeeping - 1;
  for (const place of free) {
    const shared = commonPrefix(place.tokens, prompt);
    if (shared > longest) [best, longest] = [place, shared];
  }
  return best;
}

export type Priority = 'complete' | 'solve' | 'idle';

interface Waiting<T> {
  readonly priority: Priority;
  readonly prompt: readonly number[];
  readonly signal: AbortSignal;
  readonly take: (place: T) => void;
}

/**
 * Hands out a few places. Completions go first, and the last free place is theirs alone where there
 * is more than one: none waits for a whole sample of Solve. What is idle gets none that was used
 * last, and does not wait. Where a request that was just cancelled
 * is about to leave a place that knows more of the prompt, that is waited for.
 */
export class Pool<T extends Place> {
  readonly #size: number;
  readonly #waiting: Waiting<T>[] = [];
  readonly #solving = new Set<T>();
  readonly #taken = new Map<T, AbortSignal>();
  /** Longest unused first. */
  #free: T[];

  constructor(places: readonly T[]) {
    this.#free = [...places];
    this.#size = places.length;
  }

  /** Waits for a place; null where `signal` aborts first. Give it back by `release`. */
  acquire(prompt: readonly number[], priority: Priority, signal: AbortSignal): Promise<T | null> {
    return new Promise((resolve) => {
      if (signal.aborted) {
        resolve(null);
        return;
      }
      if (priority === 'idle') {
        resolve(this.#idlePlace(prompt, signal));
        return;
      }
      const entry: Waiting<T> = {
        priority,
        prompt,
        signal,
        take: (place) => {
          signal.removeEventListener('abort', leave);
          resolve(place);
        },
      };
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(entry), 1);
        resolve(null);
      };
      signal.addEventListener('abort', leave, { once: true });
      this.#waiting.push(entry);
      this.#serve();
    });
  }

  release(place: T): void {
    this.#solving.delete(place);
    this.#taken.delete(place);
    this.#free.push(place);
    this.#serve();
  }

  /** Not the one used last; none where that knows all but the end of the prompt already. */
  #idlePlace(prompt: readonly number[], signal: AbortSignal): T | null {
    const known = commonPrefix(this.#free.at(-1)?.tokens ?? [], prompt);
    if (known > prompt.length - worthKeeping) return null;
    const place = choosePlace(this.#free.slice(0, -1), prompt);
    if (place) this.#take(place, signal);
    return place ?? null;
  }

  #take(place: T, signal: AbortSignal): void {
    this.#free = this.#free.filter((free) => free !== place);
    this.#taken.set(place, signal);
  }

  #serve(): void {
    for (let next = this.#next(); next; next = this.#next()) {
      const place = choosePlace(this.#free, next.prompt);
      if (!place || this.#isBetterLeft(place, next.prompt)) return;
      this.#waiting.splice(this.#waiting.indexOf(next), 1);
      this.#take(place, next.signal);
      if (next.priority === 'solve') this.#solving.add(place);
      next.take(place);
    }
  }

  /** Is a place being left that spares more than the free one? It is free after one evaluation. */
  #isBetterLeft(free: T, prompt: readonly number[]): boolean {
    const shared = commonPrefix(free.tokens, prompt) + worthKeeping;
    return [...this.#taken].some(
      ([place, { aborted }]) => aborted && commonPrefix(place.tokens, prompt) >= shared,
    );
  }

  #next(): Waiting<T> | undefined {
    const urgent = this.#waiting.find(({ priority }) => priority === 'complete');
    if (urgent) return urgent;
    return this.#solving.size < Math.max(1, this.#size - 1) ? this.#waiting[0] : undefined;
  }
}
