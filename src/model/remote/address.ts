import type { Failure } from '../../base/failure.ts';

/** Where a remote model is: the API's base (ending before `/chat/completions`) and its name there. */
export interface RemoteAddress {
  readonly baseUrl: string;
  readonly model: string;
}

/**
 * Reads `remote:BASE_URL#MODEL`, split at the last `#`. The failure `bad-address` says what is
 * amiss; the address itself is not repeated, it may hold a secret.
 */
export function readRemoteName(name: string): RemoteAddress | Failure {
  const match = /^remote:(.+)#([^#]+)$/.exec(name);
  if (!match?.[1] || !match[2]) {
    return badAddress('A remote model is written remote:BASE_URL#MODEL.');
  }
  const problem = addressProblem(match[1]);
  return problem ?? { baseUrl: match[1].replace(/\/+$/, ''), model: match[2] };
}

/** Why a base URL cannot be used; null where it can. */
export function addressProblem(baseUrl: string): Failure | null {
  const url = parseUrl(baseUrl);
  if (!url || !/^https?:$/.test(url.protocol)) {
    return badAddress("The remote model's base URL must begin with https:// or http://.");
  }
  if (url.username !== '' || url.password !== '') {
    return badAddress(
      "The remote model's base URL holds a name or password: set RECKON_API_KEY instead.",
    );
  }
  return null;
}

function badAddress(why: string): Failure {
  return { code: 'bad-address', why };
}

/**
 * The key for a server. RECKON_API_KEY goes where the user points; OPENAI_API_KEY goes to
 * api.openai.com, encrypted, and to loopback only. Undefined where there is none to send.
 */
export function keyFor(
  baseUrl: string,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const own = env['RECKON_API_KEY']?.trim();
  if (own) return own;
  const url = parseUrl(baseUrl);
  if (!url) return undefined;
  const openai = url.protocol === 'https:' && url.hostname === 'api.openai.com';
  return openai || isLoopback(url) ? env['OPENAI_API_KEY']?.trim() || undefined : undefined;
}

/** A URL, or null where the text is none. */
export function parseUrl(text: string, base?: string): URL | null {
  return URL.canParse(text, base) ? new URL(text, base) : null;
}

/** Does the URL name this machine? */
export function isLoopback(url: URL): boolean {
  const host = url.hostname;
  return /(^|\.)localhost$|^127\.\d+\.\d+\.\d+$|^\[::1\]$/.test(host);
}
