import type { Failure } from '../../base/failure.ts';
import { type Listing, listModels } from '../../model/remote/list.ts';
import type { Fetch } from '../../model/remote/fetch.ts';

/** A program that serves models, at the port that it takes by itself. */
export interface UsualServer {
  readonly name: string;
  /** Where its API begins. */
  readonly baseUrl: string;
}

export const usualServers: readonly UsualServer[] = [
  { name: 'Ollama', baseUrl: 'http://127.0.0.1:11434/v1' },
  { name: 'LM Studio', baseUrl: 'http://127.0.0.1:1234/v1' },
  { name: 'llama-server', baseUrl: 'http://127.0.0.1:8080/v1' },
];

/** What a look for a server found. */
export interface Looked {
  readonly server: UsualServer;
  readonly found: Listing | Failure;
}

/** A server of this machine answers in milliseconds, but for one that is just waking up. */
const timeoutMs = 1500;

/**
 * Asks all servers at once for their models. No key is sent: nobody has pointed there, and another
 * program may listen at the port.
 */
export async function lookForServers(
  servers: readonly UsualServer[] = usualServers,
  fetch: Fetch = globalThis.fetch,
): Promise<readonly Looked[]> {
  return await Promise.all(
    servers.map(async (server) => ({
      server,
      found: await listModels(server.baseUrl, { timeoutMs, fetch }),
    })),
  );
}
