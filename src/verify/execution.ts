import { randomBytes } from 'node:crypto';
import { neverAborted } from '../base/abort.ts';
import { keyName } from '../runner/report.ts';
import type { Canary, Runner, Selection, TestCommand, TestReport } from '../runner/runner.ts';
import type { Copy, EndCause, Executor } from '../sandbox/executor.ts';

/** What tests are run with: one for a whole run. */
export interface TestBench {
  readonly executor: Executor;
  readonly runner: Runner;
  readonly command: TestCommand;
  /** A path relative to the workspace as one relative to the copy's root. */
  readonly toRoot: (path: string) => string;
  /** The other way round. */
  readonly toWorkspace: (path: string) => string;
}

/** A finished test run: the runner's report and the process's end. */
export interface TestRun {
  readonly report: TestReport;
  readonly cause: EndCause;
  readonly exitCode: number | null;
  readonly output: string;
  readonly ms: number;
  /** Files that the run left in the exchange folder. */
  readonly files: ReadonlyMap<string, string>;
}

export interface TestRunOptions {
  readonly selection: Selection;
  readonly timeoutMs: number;
  /** Already written into the copy. */
  readonly canary?: Canary | null;
  /** Added to the environment; `{exchange}` stands for the exchange folder's path. */
  readonly env?: Readonly<Record<string, string>>;
  /** Files to find in the exchange folder, besides the runner's: name -> text. */
  readonly inputs?: Readonly<Record<string, string>>;
}

/** Runs the tests of a copy with our reporter and reads what they report. */
export async function runTests(
  bench: TestBench,
  copy: Copy,
  options: TestRunOptions,
  signal: AbortSignal = neverAborted,
): Promise<TestRun> {
  const exchange = await copy.exchange();
  try {
    const { argv, env, inputs } = bench.runner.invocation(
      bench.command,
      options.selection,
      exchange.path,
      options.canary ?? undefined,
    );
    const key = randomName();
    const given = { ...inputs, ...options.inputs, [keyName]: key };
    for (const [name, text] of Object.entries(given)) await exchange.write(name, text);
    const added = Object.entries(options.env ?? {}).map(
      ([name, value]) => [name, value.replace('{exchange}', exchange.path)] as const,
    );
    const result = await copy.run(
      {
        argv,
        cwd: bench.command.cwd,
        env: { ...env, ...Object.fromEntries(added) },
        timeoutMs: options.timeoutMs,
      },
      exchange,
      signal,
    );
    const files = new Map<string, string>();
    for (const name of await exchange.list()) {
      const text = await exchange.read(name);
      if (text !== undefined) files.set(name, text);
    }
    const { cause, exitCode, output, ms } = result;
    const report = bench.runner.report({ files, exitCode, output, ms, key }, bench.command);
    return { report, cause, exitCode, output, ms, files };
  } finally {
    await exchange.dispose();
  }
}

/** Below this suite time a separate run of the targets costs more than it saves. */
const quickSuiteMs = 1500;

/** Does it pay to run the targets before the whole suite? `size`: tests in it; `ms`: its time. */
export function targetsFirstPays(
  { runner }: TestBench,
  { targets, size, ms }: { targets: readonly string[]; size: number; ms: number },
): boolean {
  const few = targets.length > 0 && targets.length * 2 < size;
  return runner.name !== 'plain' && few && ms > quickSuiteMs;
}

/** A name that model output cannot have foreseen. */
export function randomName(): string {
  return randomBytes(8).toString('hex');
}
