/** What one row of a measurement gave. */
export interface Row {
  readonly id: string;
  /** What a repeated run must give again: `--check` compares it. */
  readonly result: Readonly<Record<string, unknown>>;
  /** What may differ from run to run: times, counts, texts that explain. */
  readonly measured: Readonly<Record<string, unknown>>;
}

/**
 * One measurement: independent rows, run one after another, and what they add up to. A module of
 * this folder that `npm run acceptance -- NAME` can run exports one as `benchmark`.
 */
export interface Benchmark {
  /** Every number that the rows are drawn or sampled by. */
  readonly seeds: Readonly<Record<string, number>>;
  /** Ids of all rows, in a fixed order. */
  rows(): Promise<readonly string[]>;
  /** Runs a row. What it throws ends the measurement; rows done before are kept. */
  run(id: string): Promise<Row>;
  /** The figures, as lines for a person. Rows may be missing while a measurement is under way. */
  summarise(rows: readonly Row[]): readonly string[];
  /** Frees what the rows shared. */
  dispose?(): Promise<void>;
}

/** The rows that `--check` repeats: every tenth, the first among them. */
export function fixedTenth(ids: readonly string[]): string[] {
  return ids.filter((_, index) => index % 10 === 0);
}
