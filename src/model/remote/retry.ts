import type { Random } from '../../base/random.ts';
import { isQuota, isTls, type Trouble } from './failures.ts';

/** When a request is tried again. Times in milliseconds. */
export interface RetryPolicy {
  /** Requests in all. */
  readonly tries: number;
  /** The first wait; each next one is twice as long, up to `maxMs`. */
  readonly firstMs: number;
  readonly maxMs: number;
  /** A server that asks for a longer wait than this is taken to have refused. */
  readonly patienceMs: number;
}

export const defaultRetry: RetryPolicy = {
  tries: 5,
  firstMs: 500,
  maxMs: 8000,
  patienceMs: 60_000,
};

/** The same for a suggestion: once more, soon; later, the next keystroke asks anew. */
export function hasty(policy: RetryPolicy): RetryPolicy {
  return {
    ...policy,
    tries: Math.min(policy.tries, 2),
    patienceMs: Math.min(policy.patienceMs, 1000),
  };
}

/**
 * How long to wait before the next try after `tries` of them, in milliseconds; null: give up. What
 * the server asks for (retry-after-ms, retry-after) goes first; else exponential back-off with
 * jitter over its upper half. `now`: milliseconds since the epoch.
 */
export function retryDelay(
  trouble: Trouble,
  tries: number,
  policy: RetryPolicy,
  random: Random,
  now: number,
): number | null {
  if (tries >= policy.tries || !isPassing(trouble)) return null;
  const asked = trouble.kind === 'http' ? retryAfter(trouble.headers, now) : null;
  if (asked !== null) return asked <= policy.patienceMs ? asked : null;
  const longest = Math.min(policy.firstMs * 2 ** (tries - 1), policy.maxMs);
  return longest * (1 - random() / 2);
}

/** May the same request succeed later? */
function isPassing(trouble: Trouble): boolean {
  if (trouble.kind === 'broken') return true;
  if (trouble.kind === 'unreachable') {
    return trouble.code !== 'ENOTFOUND' && !(trouble.code && isTls(trouble.code));
  }
  if (trouble.kind !== 'http' || isQuota(trouble)) return false;
  const { status } = trouble;
  return status === 408 || status === 409 || status === 429 || (status >= 500 && status !== 501);
}

/** RFC 9110, 10.2.3: seconds or a date; and the milliseconds that some servers give besides. */
function retryAfter(headers: Headers | null, now: number): number | null {
  const ms = Number.parseFloat(headers?.get('retry-after-ms') ?? '');
  if (ms >= 0) return ms;
  const value = headers?.get('retry-after') ?? '';
  if (/^\s*\d+(\.\d+)?\s*$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}
