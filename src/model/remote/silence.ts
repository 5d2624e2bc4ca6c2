import { TroubleError } from './failures.ts';

/** How long a server may send nothing, in milliseconds. */
export interface Patience {
  /** Up to the first token: a long prompt, or reasoning that is not shown. */
  readonly firstMs: number;
  /** Between tokens. */
  readonly idleMs: number;
}

export const defaultPatience: Patience = { firstMs: 240_000, idleMs: 60_000 };

/**
 * Passes `source` on; where it keeps silent for too long, `end` is called, which must end it, and
 * the trouble `silent` is thrown. The time that the reader takes does not count.
 */
export async function* endSilence<T>(
  source: AsyncIterable<T>,
  patience: Patience,
  end: () => void,
): AsyncIterable<T> {
  const iterator = source[Symbol.asyncIterator]();
  let ms = patience.firstMs;
  try {
    for (;;) {
      let silent = false;
      const timer = setTimeout(() => {
        silent = true;
        end();
      }, ms);
      const next = await iterator.next().finally(() => {
        clearTimeout(timer);
        if (silent) throw new TroubleError({ kind: 'silent', ms });
      });
      if (next.done) return;
      yield next.value;
      ms = patience.idleMs;
    }
  } finally {
    await iterator.return?.();
  }
}
