/** The data sets that programs come from. */
export const programSets = ['quixbugs', 'exercism-javascript', 'exercism-typescript'] as const;
export type ProgramSet = (typeof programSets)[number];

/** A small program with a right version and tests that the right version passes. */
export interface Program {
  readonly set: ProgramSet;
  readonly name: string;
  /** The source file that a defect is in, relative to the workspace. */
  readonly file: string;
  /** The right source. */
  readonly reference: string;
  /** The source as the set gives it, where the set itself gives a defective one. */
  readonly defective: string | null;
  /** Everything else of the workspace: tests, helpers, package.json, licence. */
  readonly files: Readonly<Record<string, string>>;
  /** Runs the whole suite in the workspace. */
  readonly test: readonly [string, ...string[]];
}

/** Where programs of a set are read from. */
export interface ProgramSource {
  /** Sorted. */
  names(): Promise<string[]>;
  load(name: string): Promise<Program>;
}
