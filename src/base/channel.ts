/**
 * A bounded queue between tasks: `push` waits while it is full, `pop` while it is empty. After
 * `close`, pushes are dropped and pops drain what is left, then give undefined.
 */
export class Channel<T> {
  readonly #capacity: number;
  readonly #items: T[] = [];
  readonly #waiting: (() => void)[] = [];
  #closed = false;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** False where the item was dropped: the channel was closed first. */
  async push(item: T): Promise<boolean> {
    while (!this.#closed && this.#items.length >= this.#capacity) await this.#change();
    if (this.#closed) return false;
    this.#items.push(item);
    this.#wake();
    return true;
  }

  async pop(): Promise<T | undefined> {
    while (!this.#closed && this.#items.length === 0) await this.#change();
    const item = this.#items.shift();
    this.#wake();
    return item;
  }

  close(): void {
    this.#closed = true;
    this.#wake();
  }

  /** Closes and throws away what is queued. */
  clear(): T[] {
    this.close();
    return this.#items.splice(0);
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
