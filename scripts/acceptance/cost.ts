import { neverAborted } from '../../src/base/abort.ts';
import { toFailure } from '../../src/base/failure.ts';
import type { Patch } from '../../src/base/edit.ts';
import { runTests } from '../../src/verify/execution.ts';
import {
  defaultBudgetMs,
  gatherEvidence,
  type Gathered,
} from '../../src/verify/evidence/gather.ts';
import { expressBugs, openExpressBug } from '../../test/support/express.ts';
import { measure, type Measured } from '../../test/support/measured.ts';
import { openLibrary, type Library } from '../../test/support/programs/library.ts';
import { buildWorkspace, defectiveSource } from '../../test/support/workspace.ts';
import type { Benchmark, Row } from './benchmark.ts';
import { readDefects } from './defects.ts';

/** Every fourth drawn defect and every ninth bug of Express: some of each set. */
const every = { defect: 4, express: 9 };
/** The bar: a budget may be passed by a tenth. */
const overrun = 1.1;
const longestSuiteMs = 300_000;
/** As many copies run tests at a time as where two cores are to be had. */
const jobs = 1;

let opened: Promise<Library> | undefined;
const library = () => (opened ??= openLibrary());

/** A workspace with its baseline, and a patch that passes its tests. */
interface Subject extends Measured {
  readonly patch: Patch;
}

/** Measures a temporary workspace, which is removed with what was measured. */
async function measureIn(
  workspace: { readonly root: string; dispose(): Promise<void> },
  test: string | null,
): Promise<Measured> {
  try {
    const measured = await measure(workspace.root, test, longestSuiteMs);
    const dispose = async () => {
      await measured.dispose();
      await workspace.dispose();
    };
    return { ...measured, dispose };
  } catch (thrown) {
    await workspace.dispose();
    throw thrown;
  }
}

async function programSubject(id: string): Promise<Subject> {
  const defect = (await readDefects()).find((each) => each.id === id);
  if (!defect) throw new Error(`no defect is called ${id}`);
  const program = await (await library()).sources[defect.set].load(defect.program);
  const before = defectiveSource(program, defect);
  const measured = await measureIn(await buildWorkspace(program, before), null);
  return { ...measured, patch: [{ path: program.file, before, after: program.reference }] };
}

/** Its own tests pass with the bug too: what fails is the machine's, and the fix cannot mend it. */
async function expressSubject(bug: number): Promise<Subject | null> {
  const express = await openExpressBug(bug);
  if (!express) return null;
  const measured = await measureIn(express, express.test);
  return { ...measured, baseline: { ...measured.baseline, targets: [] }, patch: express.fix };
}

/** Time of the whole suite alone, over the patched copy. */
async function bareMs({ bench, patch }: Subject): Promise<number> {
  const copy = await bench.executor.acquire({ kind: 'sample' });
  try {
    await copy.apply(patch);
    return (await runTests(bench, copy, { selection: 'all', timeoutMs: longestSuiteMs })).ms;
  } finally {
    await copy.release();
  }
}

async function gather(subject: Subject, budgetMs: number): Promise<Gathered> {
  const about = { ...subject, jobs, budgetMs, samples: null };
  return await gatherEvidence({ ...about, clock: () => performance.now() }, neverAborted);
}

/** The suite alone, evidence with the default budget and with half of what that took, in turns. */
async function measureCost(id: string, subject: Subject): Promise<Row> {
  const bare = [await bareMs(subject)];
  const budgetMs = defaultBudgetMs(subject.baseline.ms);
  const whole = await gather(subject, budgetMs);
  bare.push(await bareMs(subject));
  const half = Math.max(1000, whole.ms / 2);
  const cut = await gather(subject, half);
  bare.push(await bareMs(subject));
  const suiteMs = bare.toSorted((a, b) => a - b)[1] ?? NaN;
  const values = whole.pieces.map(({ kind, value }) => [kind, value] as const);
  return {
    id,
    result: { honoured: whole.ms <= budgetMs * overrun && cut.ms <= half * overrun },
    measured: {
      suiteMs: Math.round(suiteMs),
      evidenceMs: Math.round(whole.ms),
      suites: Math.round((whole.ms / suiteMs) * 10) / 10,
      overDefault: round(whole.ms / budgetMs),
      overHalf: round(cut.ms / half),
      cut: whole.cut,
      cutAtHalf: cut.cut,
      values: Object.fromEntries(values),
      suggestions: whole.suggestions.length,
    },
  };
}

async function run(id: string): Promise<Row> {
  const [, bug] = /^express (\d+)$/.exec(id) ?? [];
  const unmeasured = (why: string) => ({ id, result: { honoured: null }, measured: { why } });
  const opening = bug === undefined ? programSubject(id) : expressSubject(Number(bug));
  const subject = await opening.catch((thrown: unknown) => toFailure(thrown));
  if (!subject) return unmeasured('npm cannot install');
  if ('code' in subject) return unmeasured(`${subject.code}: ${subject.why}`);
  try {
    return await measureCost(id, subject);
  } finally {
    await subject.dispose();
  }
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

async function rows(): Promise<string[]> {
  const defects = (await readDefects()).filter((_, index) => index % every.defect === 0);
  const bugs = (await expressBugs()).filter((_, index) => index % every.express === 0);
  return [...bugs.map((bug) => `express ${bug}`), ...defects.map(({ id }) => id)];
}

function summarise(done: readonly Row[]): string[] {
  const ran = done.filter((row) => row.result['honoured'] !== null);
  const sorted = (name: string, of = ran) =>
    of.map((row) => Number(row.measured[name])).sort((a, b) => a - b);
  const middle = (values: readonly number[]) => values[Math.floor(values.length / 2)] ?? NaN;
  const sets = [...new Set(ran.map(({ id }) => id.split(/[/ ]/)[0] ?? ''))];
  const perSet = sets.map((set) => {
    const of = ran.filter(({ id }) => id.startsWith(set));
    const suites = sorted('suites', of);
    return `${set}: ${of.length} workspaces, suite ${middle(sorted('suiteMs', of))} ms, evidence takes ${middle(suites)} suites (median; at most ${suites.at(-1)})`;
  });
  const honoured = ran.filter((row) => row.result['honoured'] === true).length;
  const worst = Math.max(...sorted('overDefault'), ...sorted('overHalf'));
  const cut = ran.filter((row) => (row.measured['cut'] as string[]).length > 0).length;
  const cutAtHalf = ran.filter((row) => (row.measured['cutAtHalf'] as string[]).length > 0).length;
  return [
    ...perSet,
    `default budget: ${cut} of ${ran.length} were cut by it; half of the time: ${cutAtHalf} of ${ran.length}`,
    `budgets honoured to a tenth: ${honoured} of ${ran.length}; the longest took ${worst} of its budget`,
    ...done.flatMap(({ id, result, measured }) =>
      result['honoured'] === null ? [`not measured: ${id}: ${String(measured['why'])}`] : [],
    ),
  ];
}

/** What evidence about a passing patch costs in runs of the suite, and whether budgets hold. */
export const benchmark: Benchmark = {
  seeds: {},
  rows,
  run,
  summarise,
  dispose: async () => {
    await (await opened)?.dispose();
  },
};
