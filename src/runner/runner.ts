import type { Syntax } from '../base/syntax.ts';

/** One test of a report. Ids are those of contracts: what `--target` takes. */
export interface TestCase {
  readonly id: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  readonly ms: number;
  /** The failure's message and trace, for people and prompts. */
  readonly message?: string;
}

/** What a runner said, read from its structured report (a plain command: from the exit status). */
export interface TestReport {
  readonly cases: readonly TestCase[];
  /** False where the runner did not finish its report: it crashed, or was ended. */
  readonly complete: boolean;
  /** Errors that belong to no test: collection, syntax, set-up. */
  readonly errors: readonly string[];
}

export type RunnerName =
  | 'pytest'
  | 'unittest'
  | 'node:test'
  | 'vitest'
  | 'mocha'
  | 'jest'
  | 'go test'
  | 'cargo test'
  | 'maven'
  | 'plain';

/** Which tests to run: all, or these ids. */
export type Selection = 'all' | readonly string[];

/** A file of the copy, for the pure parts that must look into one. */
export interface SourceFile {
  /** Relative to the copy's root, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** Where a test stands in its file. */
export interface TestPlace {
  /** Its name, after those of the classes or suites that hold it. */
  readonly names: readonly string[];
  /** Its first and last line, from 0. */
  readonly start: number;
  readonly end: number;
}

/** The text of another file of the copy, relative to its root; null where there is none. */
export type ReadFile = (path: string) => Promise<string | null>;

/** What to start, and what the run will leave in the exchange folder. */
export interface Invocation {
  /** Holds the whole command: the steps before, its own assignments, our reporter. */
  readonly argv: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
  /** Files of ours that must be in the exchange folder before the start: name -> text. */
  readonly inputs: Readonly<Record<string, string>>;
}

/** What is read after a run: the files of the exchange folder and the process's end. */
export interface RawResult {
  /** Name -> text of every file the run left in the exchange folder. */
  readonly files: ReadonlyMap<string, string>;
  readonly exitCode: number | null;
  readonly output: string;
  readonly ms: number;
  /** Of the seal that reporters of ours put on their report; without one it has none. */
  readonly key?: string;
}

/**
 * A small test file of our own in the runner's syntax, under a random name, collected with the
 * target's tests: one test must pass, one must fail. The exit status of a clean run is then the
 * canary's failure alone.
 */
export interface Canary {
  /** Relative to the copy's root. */
  readonly path: string;
  readonly text: string;
  readonly passing: string;
  readonly failing: string;
  /** True where it stands at the end of one of the workspace's test files. */
  readonly inside?: boolean;
}

export interface Runner {
  readonly name: RunnerName;
  /**
   * How to run the command with our reporter, over a selection. `exchange`: that folder's path, as
   * the command will see it. `canary`: one that was put into the copy; it is run with the
   * selection, also where the command names its files. A selection bounds what must run: some
   * runners can only choose files, so more tests may be reported, and the caller looks for its ids.
   */
  invocation(
    command: TestCommand,
    selection: Selection,
    exchange: string,
    canary?: Canary,
  ): Invocation;
  /** The report of a finished run. */
  report(result: RawResult, command: TestCommand): TestReport;
  /**
   * Null where the runner has no tests of its own to hide one among (plain). It lies beside the
   * first of `testFiles` (relative to the copy's root); `random`: lower-case letters and digits.
   */
  canary(command: TestCommand, testFiles: readonly string[], random: string): Canary | null;
  /**
   * A canary at the end of this test file, for runners that give each file a process, modules or
   * globals of its own; null where it cannot be put there safely.
   */
  canaryInside?(command: TestCommand, file: SourceFile, random: string): Canary | null;
  /** Is this the path of a test file, or of what stands in a folder of tests? */
  isTestFile(path: string): boolean;
  /**
   * May this source file hold tests among its other items? It is listed like a test file, and may be
   * changed: its tests are compared one by one.
   */
  holdsTests?(path: string): boolean;
  isConfiguration(path: string): boolean;
  /** The file of a test, relative to the copy's root; null where the id names none. */
  fileOf(id: string, command: TestCommand): string | null;
  /**
   * Ids of the tests in a test file, read without running it. Tests made in loops or by parameters
   * cannot be read; a parametrized pytest function gives its id without the parameters
   * (it answers for all of its forms). `read`: where an id depends on more than the file (`go.mod`).
   */
  list(
    file: SourceFile,
    command: TestCommand,
    syntax: Syntax,
    read: ReadFile,
  ): Promise<readonly string[]>;
}

/**
 * The workspace's test command, seen through package scripts, npx, python -m, assignments and &&:
 * the program that is the runner, its own arguments, and what runs before it unchanged. All words
 * are as a shell reads them, quotes and patterns kept: they go back into a shell text.
 */
export interface TestCommand {
  /** As the user wrote it or as it was found. */
  readonly text: string;
  readonly runner: RunnerName;
  /** Folder it runs in, relative to the copy's root, with `/`. */
  readonly cwd: string;
  /** A shell text that must run before (steps before `&&`), '' where none. */
  readonly before: string;
  /** Assignments before the program. The invocation holds them; nobody else adds them. */
  readonly env: Readonly<Record<string, string>>;
  /** How the runner is started, up to its name (`python -m pytest`, `vitest`). */
  readonly program: readonly [string, ...string[]];
  /** The runner's arguments as written. */
  readonly args: readonly string[];
}
