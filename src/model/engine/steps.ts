/** Lets a generation go on one token at a time: each one that was taken allows the next. */
export class Steps {
  #allowed = 0;
  #wake: (() => void) | undefined;

  /** The reader wants one more token. */
  allow(): void {
    this.#allowed++;
    this.#wake?.();
  }

  /** Resolves when the token given last was taken, or `signal` aborts. */
  async taken(signal: AbortSignal): Promise<void> {
    if (this.#allowed === 0 && !signal.aborted) {
      await new Promise<void>((resolve) => {
        const go = () => {
          signal.removeEventListener('abort', go);
          this.#wake = undefined;
          resolve();
        };
        this.#wake = go;
        signal.addEventListener('abort', go, { once: true });
      });
    }
    this.#allowed = Math.max(0, this.#allowed - 1);
  }
}
