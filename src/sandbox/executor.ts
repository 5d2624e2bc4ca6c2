import type { FileEdit } from '../base/edit.ts';

/** A command to run in a copy. Nothing of the caller's environment is passed on. */
export interface Command {
  /** Run without a shell. */
  readonly argv: readonly [string, ...string[]];
  /** Folder below the copy's root, with `/`; '' is the root. */
  readonly cwd: string;
  /** Added to the sandbox's own environment (PATH, locale, toolchain variables). */
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

/** Why a process ended: by itself, or which bound was met first. */
export type EndCause =
  'exit' | 'timeout' | 'memory' | 'processes' | 'disk' | 'output' | 'cancelled';

export interface RunResult {
  readonly cause: EndCause;
  /** Null where a signal ended it. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** Both streams as they came, cut in the middle past the bound. */
  readonly output: string;
  readonly ms: number;
}

/**
 * A folder outside the copy under a random name, by which a run hands over reports and receives
 * files of ours. One for each run.
 */
export interface Exchange {
  /** As the command sees it. */
  readonly path: string;
  write(name: string, text: string): Promise<void>;
  /** The text of a file that the run left there; undefined where there is none or it is no plain file. */
  read(name: string): Promise<string | undefined>;
  /** Names of the plain files there, sorted. */
  list(): Promise<string[]>;
  dispose(): Promise<void>;
}

/** An isolated copy of the workspace, in its pristine state when acquired. */
export interface Copy {
  readonly id: string;
  /** Writes edits (paths relative to the workspace) over the pristine files. */
  apply(edits: readonly FileEdit[]): Promise<void>;
  /** Puts back the pristine content of everything but build output and the files applied. */
  restore(): Promise<void>;
  exchange(): Promise<Exchange>;
  run(command: Command, exchange: Exchange, signal?: AbortSignal): Promise<RunResult>;
  /** Gives the copy back for reuse, or removes it when it must not be used again. */
  release(options?: { readonly discard?: boolean }): Promise<void>;
}

export interface AcquireOptions {
  /**
   * `sample`: may be a reused copy, reset. `fresh`: new, its build output a copy of the
   * baseline's. `with-ignored`: new, holding the workspace's ignored files too (at most 500 MB).
   */
  readonly kind: 'sample' | 'fresh' | 'with-ignored';
}

/**
 * Runs commands over patched copies of one workspace, as it was when the executor was opened. The
 * local sandbox is one; containers or remote hosts would be others.
 */
export interface Executor {
  /** How the commands are confined, for a person: `bubblewrap`, `sandbox-exec`, `none`. */
  readonly confinement: string;
  acquire(options: AcquireOptions, signal?: AbortSignal): Promise<Copy>;
  /** Takes the copy's build output as the baseline's, which fresh copies then start from. */
  keepBuildOutput(copy: Copy): Promise<void>;
  /** Ignored files that a `with-ignored` copy had and a sample's has not (relative to the root). */
  missingIgnored(): readonly string[];
  /** Removes every copy. Safe to call twice. */
  dispose(): Promise<void>;
}
