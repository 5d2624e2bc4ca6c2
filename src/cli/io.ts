import { homedir } from 'node:os';
import { storageRoot } from '../trace/store.ts';
import type { Output } from './output.ts';

/** What a command gets from the world, so that none reads it by itself. */
export interface Io extends Output {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The folder that holds `dist` and `media`. */
  readonly installRoot: string;
  /** Where runs and copies are kept. */
  readonly storage: string;
}

/** Exit statuses: part of the command line's contract. */
export const exits = { done: 0, failed: 1, undecided: 2, usage: 64, cancelled: 130 } as const;

/** The surroundings of this process, for its commands. */
export function openIo(output: Output, env: Io['env'], installRoot: string): Io {
  return { ...output, env, installRoot, storage: storageRoot(env, homedir()) };
}
