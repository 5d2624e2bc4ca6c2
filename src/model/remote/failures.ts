import type { Failure } from '../../base/failure.ts';
import { parseUrl, type RemoteAddress } from './address.ts';

/** What went wrong with a request, before it is put into words. */
export type Trouble =
  | HttpTrouble
  /** No connection; `code` is the system's, as ECONNREFUSED. */
  | { readonly kind: 'unreachable'; readonly code: string | null }
  /** The stream ended before the answer did. */
  | { readonly kind: 'broken' }
  /** What came is no event of this protocol. */
  | { readonly kind: 'malformed' }
  | { readonly kind: 'silent'; readonly ms: number }
  | { readonly kind: 'filtered' };

/** An answer of the server that is an error: by its status, or inside the stream. */
export interface HttpTrouble {
  readonly kind: 'http';
  readonly status: number;
  readonly message: string;
  /** The parameter that the server blames, where it says so. */
  readonly param: string | null;
  readonly code: string | null;
  readonly headers: Headers | null;
}

export class TroubleError extends Error {
  readonly trouble: Trouble;
  constructor(trouble: Trouble) {
    super(trouble.kind);
    this.name = 'TroubleError';
    this.trouble = trouble;
  }
}

/** Whom a failure speaks of, and the key that must not show in it. */
export interface Place extends RemoteAddress {
  readonly key: string | undefined;
}

/** A trouble as a failure: the one place of all codes and sentences about servers. */
export function remoteFailure(trouble: Trouble, place: Place): Failure {
  const host = parseUrl(place.baseUrl)?.host ?? 'The server';
  const { code, why } = words(trouble, place, host);
  return { code, why: place.key ? why.replaceAll(place.key, '[key]') : why };
}

function words(trouble: Trouble, place: Place, host: string): Failure {
  switch (trouble.kind) {
    case 'http':
      return httpWords(trouble, place, host);
    case 'unreachable':
      return unreachableWords(trouble.code, host);
    case 'broken':
      return {
        code: 'stream-broken',
        why: `${host} ended the connection in the middle of an answer: try again.`,
      };
    case 'malformed':
      return {
        code: 'stream-malformed',
        why: `${host} sent something that is no OpenAI event stream: check the base URL.`,
      };
    case 'silent':
      return {
        code: 'server-silent',
        why: `${host} sent nothing for ${Math.round(trouble.ms / 1000)} seconds: try again, or look at the server.`,
      };
    case 'filtered':
      return { code: 'content-filtered', why: `${host} held the rest of its answer back.` };
  }
}

function httpWords(trouble: HttpTrouble, place: Place, host: string): Failure {
  const { status } = trouble;
  const said = firstLine(trouble.message);
  if (status === 401 || status === 403) return keyWords(status, place, host);
  if (status === 404) {
    const why = `${host} knows no model ${place.model} at this address (404): check its name, and that the base URL ends where the API begins, often with /v1.`;
    return { code: 'unknown-model', why };
  }
  if (isQuota(trouble)) {
    return {
      code: 'no-quota',
      why: `${host} says that the account has no credit left (${status}).`,
    };
  }
  if (status === 429) {
    const why = `${host} takes no more requests for now (429): wait, or lower the number of jobs.`;
    return { code: 'rate-limited', why };
  }
  if (status >= 300 && status < 400) {
    const target = parseUrl(trouble.headers?.get('location') ?? '', place.baseUrl)?.host;
    const why = `${host} redirects to ${target ?? 'another address'}, which is not followed: name that address if you trust it.`;
    return { code: 'redirected', why };
  }
  if (status >= 500 && status !== 501) {
    const why = `${host} failed (${status}${said}): try again, or look at the server.`;
    return { code: 'server-error', why };
  }
  return { code: 'bad-request', why: `${host} refused the request (${status}${said}).` };
}

function keyWords(status: number, place: Place, host: string): Failure {
  const why = place.key
    ? `${host} refuses the key (${status}): set one that is valid there, by RECKON_API_KEY.`
    : `${host} asks for a key (${status}): set RECKON_API_KEY.`;
  return { code: 'wrong-key', why };
}

function unreachableWords(code: string | null, host: string): Failure {
  if (code && isTls(code)) {
    const why = `The certificate of ${host} is not trusted (${code}): name its authority in NODE_EXTRA_CA_CERTS.`;
    return { code: 'untrusted-server', why };
  }
  const reason =
    code === 'ECONNREFUSED'
      ? 'nothing listens there'
      : code === 'ENOTFOUND'
        ? 'no such host'
        : (code ?? 'no connection');
  return {
    code: 'unreachable',
    why: `${host} cannot be reached (${reason}): check the base URL, the network and the proxy.`,
  };
}

/** Does this code of the system speak of certificates or encryption? */
export function isTls(code: string): boolean {
  return /CERT|TLS|SSL|SIGNATURE|^EPROTO$/.test(code);
}

/** An account without credit answers 429 or 402, and waiting does not help. */
export function isQuota(trouble: HttpTrouble): boolean {
  return trouble.status === 402 || trouble.code === 'insufficient_quota';
}

function firstLine(message: string): string {
  const line = message.trim().split('\n')[0] ?? '';
  return line === '' ? '' : `: ${line.length > 300 ? `${line.slice(0, 300)}…` : line}`;
}
