import { FailureError } from '../base/failure.ts';
import { languageOf, type Syntax } from '../base/syntax.ts';
import { nearestIds, resolveTargets } from '../runner/targets.ts';
import type { TestCase } from '../runner/runner.ts';
import { unready } from '../runner/unready.ts';
import { baselineOf, differences, outcomesOf, type Baseline, type Listed } from './baseline.ts';
import { runTests, type TestBench, type TestRun } from '../verify/execution.ts';
import type { WorkspaceFiles } from './files.ts';

export interface MeasureOptions {
  readonly bench: TestBench;
  readonly files: WorkspaceFiles;
  readonly syntax: Syntax;
  /** Targets as the user named them. */
  readonly named: readonly string[];
  readonly timeoutMs: number;
}

/** Longer files are data, whatever they are called (code units). */
const longestTestFile = 500_000;

/** Exit statuses of a shell whose program is missing or may not be run. */
const notFound = 127;
const cannotRun = 126;

/** What the first run tells: enough to start sampling, not yet to judge. */
export interface FirstLook {
  readonly run: TestRun;
  readonly outcomes: ReadonlyMap<string, TestCase['outcome']>;
  readonly listed: readonly Listed[];
  /** Ids of the named targets; empty where none were named. */
  readonly named: readonly string[];
  /** The baseline as it stands if the second run says the same. */
  readonly baseline: Baseline;
}

/**
 * The first baseline run, in a copy that also holds the workspace's ignored files. Throws
 * FailureError: `unknown-target`, `tests-hang`, `no-runner`, `no-tests`, `broken-test`.
 */
export async function firstLook(options: MeasureOptions, signal: AbortSignal): Promise<FirstLook> {
  const listed = await listTests(options);
  const run = await runOnce(options, 'with-ignored', signal);
  const outcomes = outcomesOf(run, listed);
  if (run.cause === 'timeout' && run.report.cases.length === 0 && listed.length === 0) {
    const seconds = Math.round(options.timeoutMs / 1000);
    const why = `The tests did not end within ${seconds} s: give --test-timeout, or a quicker command.`;
    throw new FailureError('tests-hang', why);
  }
  if (run.exitCode === cannotRun || run.exitCode === notFound) {
    const said = lastLines(run.output, 1).replace(/^sh: (\d+: )?(exec: )?/, '');
    const why = `The test command cannot be started: ${said}. Install it, or set --test.`;
    throw new FailureError('no-runner', why);
  }
  const lacking = run.report.cases.length === 0 ? unready(run.output) : null;
  if (lacking !== null) throw new FailureError('no-runner', lacking);
  if (outcomes.size === 0) {
    const said = lastLines(run.output, 3) || 'nothing';
    const why = `The test command ran no tests: ${options.bench.command.text}. It said: ${said}`;
    throw new FailureError('no-tests', why);
  }
  const named = options.named.flatMap((name) => idsOf(name, outcomes, options.bench));
  const baseline = baselineOf(outcomes, outcomes, run, named);
  await refuseBrokenTests(options, listed, run, baseline);
  return { run, outcomes, listed, named, baseline };
}

/** A test that cannot be read is no target: what is wrong with it is not in the sources. */
async function refuseBrokenTests(
  { bench, files, syntax }: MeasureOptions,
  listed: readonly Listed[],
  { report }: TestRun,
  { targets }: Baseline,
): Promise<void> {
  const reported = new Set(report.cases.map(({ id }) => bench.runner.fileOf(id, bench.command)));
  for (const { names, ids } of listed) {
    const [path = ''] = names;
    const language = languageOf(path);
    const isAsked = ids.some((id) => targets.includes(id));
    const isSource = !bench.runner.isTestFile(path);
    if (!language || !isAsked || isSource || reported.has(bench.toRoot(path))) continue;
    const line = await syntax.firstError(language, (await files.read(path)) ?? '');
    if (line === null) continue;
    const why = `${path} has a syntax error near line ${line}: mend it, or name other tests with --target.`;
    throw new FailureError('broken-test', why);
  }
}

/**
 * The second run, in a copy such as samples get, and what both together say. Where they differ each
 * is run once more: both the same again means that the copy lacks something (`copy-differs`), else
 * the tests that differ are flaky.
 */
export async function secondLook(
  options: MeasureOptions,
  first: FirstLook,
  signal: AbortSignal,
): Promise<Baseline> {
  const second = await runOnce(options, 'sample', signal);
  const outcomes = outcomesOf(second, first.listed);
  const differing = differences(first.outcomes, outcomes);
  if (differing.length === 0) return baselineOf(first.outcomes, outcomes, second, first.named);
  const third = outcomesOf(await runOnce(options, 'sample', signal), first.listed);
  const steady = differing.filter((id) => third.get(id) === outcomes.get(id));
  if (steady.length > 0) {
    // Only if the other kind of copy repeats itself too, it is the copy and not the tests' mood.
    const fourth = outcomesOf(await runOnce(options, 'with-ignored', signal), first.listed);
    const lacking = steady.filter((id) => fourth.get(id) === first.outcomes.get(id));
    if (lacking.length > 0) throw copyDiffers(options.bench, lacking);
  }
  return baselineOf(first.outcomes, outcomes, second, first.named);
}

function lastLines(text: string, count: number): string {
  const lines = text.split('\n').map((line) => line.replace(/[=-]{3,}/g, '').trim());
  return lines.filter(Boolean).slice(-count).join('; ');
}

function copyDiffers(bench: TestBench, differing: readonly string[]): FailureError {
  const missing = bench.executor.missingIgnored();
  const names = missing.slice(0, 5).join(', ') + (missing.length > 5 ? ', …' : '');
  const help = names
    ? `The copy lacks what git ignores (${names}): let the tests do without, or stop ignoring it.`
    : 'Something outside the workspace decides them.';
  const why = `${differing.length} tests come out differently in a copy, first ${differing[0] ?? ''}. ${help}`;
  return new FailureError('copy-differs', why);
}

async function runOnce(
  { bench, timeoutMs }: MeasureOptions,
  kind: 'with-ignored' | 'sample',
  signal: AbortSignal,
): Promise<TestRun> {
  const copy = await bench.executor.acquire({ kind }, signal);
  try {
    const run = await runTests(bench, copy, { selection: 'all', timeoutMs }, signal);
    signal.throwIfAborted();
    if (kind === 'sample') await bench.executor.keepBuildOutput(copy);
    return run;
  } finally {
    await copy.release({ discard: kind === 'with-ignored' });
  }
}

/** The tests of the workspace's test files, read from the pristine texts. */
async function listTests({ bench, files, syntax }: MeasureOptions): Promise<Listed[]> {
  const listed: Listed[] = [];
  const read = (path: string) => files.read(bench.toWorkspace(path));
  for (const path of files.paths) {
    const { runner } = bench;
    const mayHold = runner.isTestFile(path) || runner.holdsTests?.(path);
    if (!mayHold || languageOf(path) === null) continue;
    const text = await files.read(path);
    if (text === null || text.length > longestTestFile) continue;
    const file = { path: bench.toRoot(path), text };
    const ids = await runner.list(file, bench.command, syntax, read);
    const module = path.replace(/\.py$/, '').replaceAll('/', '.');
    if (ids.length > 0) listed.push({ names: [path, module], ids });
  }
  return listed;
}

function idsOf(
  name: string,
  outcomes: ReadonlyMap<string, unknown>,
  bench: TestBench,
): readonly string[] {
  const known = [...outcomes.keys()];
  const ids = resolveTargets(name, known, (id) => bench.runner.fileOf(id, bench.command));
  if (ids.length > 0) return ids;
  const nearest = nearestIds(name, known).join(', ');
  throw new FailureError(
    'unknown-target',
    `There is no test ${name}. The nearest are: ${nearest}.`,
  );
}
