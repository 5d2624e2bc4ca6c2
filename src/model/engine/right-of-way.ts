import type { Priority } from './pool.ts';

/**
 * Lets completions pass: nothing else is evaluated while one is running. And lets one piece of a
 * prompt be evaluated at a time.
 */
export class RightOfWay {
  #completions = 0;
  #isAlone = false;
  #waiting: { readonly priority: Priority; readonly go: () => void }[] = [];

  /** Says that a request runs, until the function that it returns is called. */
  enter(priority: Priority): () => void {
    if (priority !== 'complete') return () => undefined;
    this.#completions++;
    return () => {
      this.#completions--;
      this.#wake();
    };
  }

  /** Resolves when a request may evaluate its next batch, at once for a completion. */
  async turn(priority: Priority, signal: AbortSignal): Promise<void> {
    while (this.#mustYield(priority) && !signal.aborted) await this.#change(priority, signal);
  }

  /**
   * Resolves when a request may evaluate a piece of a prompt, of which there is none other until the
   * function that it returns is called. Where the signal fires it resolves at once, with no turn.
   */
  async enterAlone(priority: Priority, signal: AbortSignal): Promise<() => void> {
    while ((this.#isAlone || this.#mustYield(priority)) && !signal.aborted) {
      await this.#change(priority, signal);
    }
    if (signal.aborted) return () => undefined;
    this.#isAlone = true;
    return () => {
      this.#isAlone = false;
      this.#wake();
    };
  }

  #mustYield(priority: Priority): boolean {
    return priority !== 'complete' && this.#completions > 0;
  }

  #change(priority: Priority, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const go = () => {
        signal.removeEventListener('abort', go);
        resolve();
      };
      signal.addEventListener('abort', go, { once: true });
      this.#waiting.push({ priority, go });
    });
  }

  /** Completions look first whether they may go; those that may not wait anew, in their order. */
  #wake(): void {
    const waiting = this.#waiting.splice(0);
    const isFirst = ({ priority }: { readonly priority: Priority }) => priority === 'complete';
    for (const { go } of waiting.filter(isFirst)) go();
    for (const { go } of waiting.filter((each) => !isFirst(each))) go();
  }
}
