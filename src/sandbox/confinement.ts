import type { Started } from './process.ts';
import type { Command } from './executor.ts';

/** Where a copy lies on this machine. */
export interface CopyPlace {
  /** The files, the root at its top. */
  readonly tree: string;
  /** What belongs to the copy and is none of its files: layers over dependencies, scratch. */
  readonly layers: string;
}

/** Where a command may leave something. */
export interface Outlets {
  readonly exchangeFolder: string;
  /** A file descriptor: its standard output and error. */
  readonly output: number;
}

/** A way to run commands over copies. */
export interface Confinement {
  /** For a person. */
  readonly name: string;
  /** How a command sees an exchange folder. */
  seenAs(exchangeFolder: string): string;
  /** Prepares a new copy: the places where dependencies will be seen. */
  furnish(place: CopyPlace): Promise<void>;
  /** Removes what runs have left around a used copy's files, caches excepted. */
  tidy(place: CopyPlace): Promise<void>;
  /** Starts a command in a copy. */
  start(place: CopyPlace, command: Command, to: Outlets): Started;
}

/** What a confinement must know of the workspace and its user. */
export interface Surroundings {
  /** Absolute path of the user's root. */
  readonly root: string;
  /** The workspace as the user names it, where links make that another path than the real one. */
  readonly workspace: string;
  readonly workspacePrefix: string;
  /** Folders of dependencies, relative to the root. */
  readonly dependencies: readonly string[];
  /** Our storage: commands never see it. */
  readonly storage: string;
  readonly home: string;
  readonly env: Readonly<Record<string, string>>;
  readonly network: 'none' | 'host';
}
