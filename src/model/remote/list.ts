import { z } from 'zod';
import { deriveAbort, neverAborted } from '../../base/abort.ts';
import type { Failure } from '../../base/failure.ts';
import { addressProblem, parseUrl } from './address.ts';
import { remoteFailure, type Trouble } from './failures.ts';
import { guardedFetch, type Fetch } from './fetch.ts';
import { openTrouble } from './thrown.ts';

/** A server that answers, and the models that it says it serves. */
export interface Listing {
  /** Where its API begins: a path may have been added to the address that was given. */
  readonly baseUrl: string;
  /** As they are asked for, in the server's order; models that only embed text left out. */
  readonly models: readonly string[];
}

export interface ListOptions {
  /** Sent to the address's origin and nowhere else. */
  readonly apiKey?: string | undefined;
  readonly timeoutMs: number;
  readonly fetch?: Fetch;
}

/** Ollama writes null for none. */
const listed = z.object({ data: z.array(z.object({ id: z.string() })).nullable() });

/**
 * Asks a server of OpenAI's protocol for its models. An address without a path is taken to mean its
 * `/v1`, else itself. Failures: `no-list` where it is no such server, and those of remote models, as
 * `wrong-key` and `unreachable`.
 */
export async function listModels(
  address: string,
  options: ListOptions,
  signal = neverAborted,
): Promise<Listing | Failure> {
  const problem = addressProblem(address);
  if (problem) return problem;
  const [first, ...others] = basesOf(address);
  let answer = await listAt(first, options, signal);
  for (const baseUrl of others) {
    if (!('code' in answer) || answer.code !== 'no-list') break;
    answer = await listAt(baseUrl, options, signal);
  }
  return answer;
}

/** Where the API of an address may begin, the likeliest first. */
export function basesOf(address: string): [likeliest: string, ...others: string[]] {
  const base = address.replace(/\/+$/, '');
  return parseUrl(base)?.pathname === '/' ? [`${base}/v1`, base] : [base];
}

async function listAt(
  baseUrl: string,
  { apiKey, timeoutMs, fetch = globalThis.fetch }: ListOptions,
  signal: AbortSignal,
): Promise<Listing | Failure> {
  const timeout = AbortSignal.timeout(timeoutMs);
  const { ctrl, dispose } = deriveAbort(signal, timeout);
  const fail = (trouble: Trouble) => remoteFailure(trouble, { baseUrl, model: '', key: apiKey });
  try {
    const init = { headers: { accept: 'application/json' }, signal: ctrl.signal };
    const response = await guardedFetch(fetch, apiKey)(`${baseUrl}/models`, init);
    const { status, headers } = response;
    if (status !== 200) {
      if (hasNoList(status)) return noList(baseUrl);
      return fail({ kind: 'http', status, headers, message: '', param: null, code: null });
    }
    const parsed = listed.safeParse(await response.json());
    if (!parsed.success) return noList(baseUrl);
    const names = (parsed.data.data ?? []).map(({ id }) => id);
    return { baseUrl, models: names.filter(isOfUse) };
  } catch (thrown) {
    if (timeout.aborted) return fail({ kind: 'silent', ms: timeoutMs });
    return thrown instanceof SyntaxError ? noList(baseUrl) : fail(openTrouble(thrown));
  } finally {
    dispose();
  }
}

/** The server is there and knows no such path. */
function hasNoList(status: number): boolean {
  return status === 404 || status === 405 || status === 400;
}

function noList(baseUrl: string): Failure {
  const host = parseUrl(baseUrl)?.host ?? 'The server';
  const why = `${host} lists no models there: check that the URL ends where the API begins, often with /v1.`;
  return { code: 'no-list', why };
}

/**
 * Local servers list models that only embed text among the others, and their names say so. A name
 * with a `#` or a control character could not be written in a setting.
 */
function isOfUse(id: string): boolean {
  return /^[^#\p{Cc}]+$/u.test(id) && !/(^|[^a-z])embed/i.test(id);
}
