import { cp, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { openLibrary, type Library } from '../../test/support/programs/library.ts';
import {
  buildWorkspace,
  commitAll,
  defectiveSource,
  isRight,
  type Workspace,
} from '../../test/support/workspace.ts';
import type { Benchmark, Row } from './benchmark.ts';
import { solveWorkspace } from './command-line.ts';
import { readDefects } from './defects.ts';

const repository = path.resolve(import.meta.dirname, '../..');
const demos = path.join(repository, 'demo');

/** The bar: each demo within a minute, in every one of five runs; a drawn defect has a minute too. */
const bar = { runs: 5, seconds: 60 };
const firstSeed = 0;

let opened: Promise<Library> | undefined;
const library = () => (opened ??= openLibrary());

/** A demo's n-th run has its own seed: five runs are five different ones. */
async function runDemo(name: string, run: number): Promise<Row> {
  const workspace = await copyOfDemo(name);
  try {
    const start = performance.now();
    const { outcome, code, samples, tokens } = await solveWorkspace(workspace.root, [
      '--seed',
      String(firstSeed + run),
    ]);
    const seconds = (performance.now() - start) / 1000;
    return {
      id: `${name} ${run}`,
      result: { solved: outcome === 'solved', inTime: seconds <= bar.seconds },
      measured: { seconds: round(seconds), code, samples: samples.length, tokens },
    };
  } finally {
    await workspace.dispose();
  }
}

async function copyOfDemo(name: string): Promise<Workspace> {
  const root = await mkdtemp(path.join(os.tmpdir(), 'reckon-demo-'));
  const unwanted = new Set(['node_modules', '__pycache__']);
  const filter = (source: string) => !unwanted.has(path.basename(source));
  await cp(path.join(demos, name), root, { recursive: true, filter });
  await symlink(path.join(repository, 'node_modules'), path.join(root, 'node_modules'));
  await commitAll(root);
  return { root, dispose: () => rm(root, { recursive: true, force: true }) };
}

/** Solves a drawn defect with the bundled model and judges the patch by the reference. */
async function runDefect(id: string): Promise<Row> {
  const defect = (await readDefects()).find((each) => each.id === id);
  if (!defect) throw new Error(`no defect is called ${id}`);
  const program = await (await library()).sources[defect.set].load(defect.program);
  const workspace = await buildWorkspace(program, defectiveSource(program, defect));
  try {
    const args = ['--apply', '--seed', String(firstSeed), '--timeout', String(bar.seconds)];
    const { outcome, code, samples, tokens, ms } = await solveWorkspace(workspace.root, args);
    const solved = outcome === 'solved';
    const judged = solved ? await isRight(workspace, program) : null;
    const source = await readFile(path.join(workspace.root, program.file), 'utf8');
    return {
      id,
      result: { solved, right: judged?.right ?? null },
      measured: {
        code,
        seconds: round(ms / 1000),
        samples: samples.length,
        tokens,
        exact: judged?.exact ?? null,
        why: judged?.why ?? null,
        line: solved ? source.split('\n')[defect.line - 1] : null,
      },
    };
  } finally {
    await workspace.dispose();
  }
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

async function rows(): Promise<string[]> {
  const entries = await readdir(demos, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const runs = Array.from({ length: bar.runs }, (_, index) => index + 1);
  const defects = await readDefects();
  return [
    ...names.sort().flatMap((name) => runs.map((run) => `${name} ${run}`)),
    ...defects.map((defect) => defect.id),
  ];
}

async function run(id: string): Promise<Row> {
  const demo = /^(\S+) (\d+)$/.exec(id);
  return demo ? await runDemo(demo[1] ?? '', Number(demo[2])) : await runDefect(id);
}

function summarise(done: readonly Row[]): string[] {
  const demoRows = done.filter((row) => 'inTime' in row.result);
  const names = [...new Set(demoRows.map((row) => row.id.replace(/ \d+$/, '')))];
  const perDemo = names.map((name) => {
    const runs = demoRows.filter((row) => row.id.startsWith(`${name} `));
    const good = runs.filter(
      (row) => row.result['solved'] === true && row.result['inTime'] === true,
    );
    const slowest = Math.max(...runs.map((row) => Number(row.measured['seconds'])));
    return `${name}: solved within ${bar.seconds} s in ${good.length} of ${runs.length} runs, slowest ${slowest} s`;
  });
  const sets = [...new Set(done.filter((row) => 'right' in row.result).map((row) => setOf(row)))];
  return [...perDemo, ...[...sets, ''].map((set) => summariseSet(set, done))];
}

const setOf = (row: Row) => row.id.split('/')[0] ?? '';

/** The share of a set's defects that were solved and right; of all sets where `set` is ''. */
function summariseSet(set: string, done: readonly Row[]): string {
  const of = done.filter((row) => 'right' in row.result && (set === '' || setOf(row) === set));
  const solved = of.filter((row) => row.result['solved'] === true).length;
  const right = of.filter((row) => row.result['right'] === true).length;
  return `${set || 'drawn defects'}: ${solved} of ${of.length} solved, ${right} right by the reference`;
}

/** The demos, five runs each, and the 30 drawn defects, all with the bundled model. */
export const benchmark: Benchmark = {
  seeds: { firstSeed },
  rows,
  run,
  summarise,
  dispose: async () => {
    await (await opened)?.dispose();
  },
};
