import type { Priority } from './pool.ts';

/** Lets completions pass: nothing else is evaluated while one is running. */
export class RightOfWay {
  #completions = 0;
  #waiting: (() => void)[] = [];

  /** Says that a request runs, until the function that it returns is called. */
  enter(priority: Priority): () => void {
    if (priority !== 'complete') return () => undefined;
    this.#completions++;
    return () => {
      this.#completions--;
      if (this.#completions === 0) for (const go of this.#waiting.splice(0)) go();
    };
  }

  /** Resolves when a request may evaluate its next batch, at once for a completion. */
  async turn(priority: Priority, signal: AbortSignal): Promise<void> {
    while (priority !== 'complete' && this.#completions > 0 && !signal.aborted) {
      await new Promise<void>((resolve) => {
        const go = () => {
          signal.removeEventListener('abort', go);
          resolve();
        };
        signal.addEventListener('abort', go, { once: true });
        this.#waiting.push(go);
      });
    }
  }
}
