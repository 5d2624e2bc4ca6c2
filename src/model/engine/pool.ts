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

export type Priority = 'complete' | 'solve';

interface Waiting<T> {
  readonly priority: Priority;
  readonly prompt: readonly number[];
  readonly take: (place: T) => void;
}

/**
 * Hands out a few places. Completions go first, and the last free place is theirs alone where there
 * is more than one: none waits for a whole sample of Solve.
 */
export class Pool<T extends Place> {
  readonly #size: number;
  readonly #waiting: Waiting<T>[] = [];
  readonly #solving = new Set<T>();
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
      const entry: Waiting<T> = {
        priority,
        prompt,
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
    this.#free.push(place);
    this.#serve();
  }

  #serve(): void {
    for (let next = this.#next(); next; next = this.#next()) {
      const place = choosePlace(this.#free, next.prompt);
      if (!place) return;
      this.#waiting.splice(this.#waiting.indexOf(next), 1);
      this.#free = this.#free.filter((free) => free !== place);
      if (next.priority === 'solve') this.#solving.add(place);
      next.take(place);
    }
  }

  #next(): Waiting<T> | undefined {
    const urgent = this.#waiting.find(({ priority }) => priority === 'complete');
    if (urgent) return urgent;
    return this.#solving.size < Math.max(1, this.#size - 1) ? this.#waiting[0] : undefined;
  }
}
