import { type Memory, readMemory } from './memory.ts';
import type { FromPanel } from './protocol.ts';

/** The editor's side, as a webview sees it. */
interface WebviewApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): WebviewApi;

const api = acquireVsCodeApi();

/** Asks something of the extension. */
export function send(message: FromPanel): void {
  api.postMessage(message);
}

let memory = readMemory(api.getState());

/** Where the user was. */
export function remembered(): Memory {
  return memory;
}

export function remember(change: Partial<Memory>): void {
  memory = { ...memory, ...change };
  api.setState(memory);
}
