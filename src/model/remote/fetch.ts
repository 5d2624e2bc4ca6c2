import { EnvHttpProxyAgent, fetch as undiciFetch } from 'undici';
import { isLoopback } from './address.ts';

export type Fetch = typeof globalThis.fetch;

/** What a request may say about itself; the rest (environment, versions) stays here. */
const keptHeaders = ['accept', 'content-type'];

/**
 * A fetch that sends the key itself, no header but those a request needs (the client adds its own
 * about this machine, and some from the environment), and that follows no redirect: neither key
 * nor prompt goes to a host that the user did not name.
 */
export function guardedFetch(fetch: Fetch, key: string | undefined): Fetch {
  return (input, init) => {
    const given = new Headers(init?.headers);
    const headers = new Headers({ 'user-agent': 'reckon' });
    for (const name of keptHeaders) {
      const value = given.get(name);
      if (value !== null) headers.set(name, value);
    }
    if (key !== undefined) headers.set('authorization', `Bearer ${key}`);
    return fetch(input, { ...init, headers, redirect: 'manual' });
  };
}

/**
 * The command line's fetch: through HTTPS_PROXY and HTTP_PROXY but for NO_PROXY (either case) and
 * loopback, which no proxy could reach. Without a proxy, Node's own.
 */
export function proxiedFetch(env: Readonly<Record<string, string | undefined>>): Fetch {
  const named = (name: string) => env[name.toLowerCase()] || env[name] || undefined;
  const httpProxy = named('HTTP_PROXY');
  const httpsProxy = named('HTTPS_PROXY');
  if (!httpProxy && !httpsProxy) return globalThis.fetch;
  const dispatcher = new EnvHttpProxyAgent({
    // Set, if to nothing: an absent option would be read from the process's environment.
    httpProxy: httpProxy ?? '',
    httpsProxy: httpsProxy ?? '',
    noProxy: named('NO_PROXY') ?? '',
  });
  // The agent needs the fetch of its own version; Node's may be older.
  const throughProxy = undiciFetch as unknown as (
    input: Parameters<Fetch>[0],
    init: object,
  ) => Promise<Response>;
  return (input, init) =>
    isLoopback(new URL(input instanceof Request ? input.url : input))
      ? globalThis.fetch(input, init)
      : throughProxy(input, { ...init, dispatcher });
}
