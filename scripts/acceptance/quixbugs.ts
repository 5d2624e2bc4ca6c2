import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Ideas, ideas } from '../../src/solve/team.ts';
import { openLibrary, type Library } from '../../test/support/programs/library.ts';
import type { Program } from '../../test/support/programs/program.ts';
import { buildWorkspace, isRight, runConfined } from '../../test/support/workspace.ts';
import type { Benchmark, Row } from './benchmark.ts';
import { bootstrapMean } from './bootstrap.ts';
import { solveWorkspace } from './command-line.ts';

/** What every row may spend: candidates, not the clock, bound a run. */
const budget = { samples: 60, testSeconds: 2, runSeconds: 100_000 };
/** Each arm runs with each of these seeds. Only `uniform` draws by it; the others repeat themselves but for timing. */
const runSeeds = [1, 2, 3];
const bootstrapSeed = 0;

const armNames: Readonly<Record<Ideas, string>> = {
  whole: 'the product with the bundled model',
  uniform: 'the same operators and line ranking with uniform choice',
  infilling: 'fill-in-the-middle alone',
};

let opened: Promise<Library> | undefined;
const library = () => (opened ??= openLibrary());
const load = async (name: string) => (await library()).sources.quixbugs.load(name);

/** Every program whose tests fail or do not end. */
async function failingPrograms(): Promise<string[]> {
  const failing: string[] = [];
  for (const name of await (await library()).sources.quixbugs.names()) {
    const program = await load(name);
    const workspace = await buildWorkspace(program, defective(program));
    try {
      const end = await runConfined(workspace.root, program.test, budget.testSeconds);
      if (end !== 'passed') failing.push(name);
    } finally {
      await workspace.dispose();
    }
  }
  return failing;
}

function defective(program: Program): string {
  if (program.defective === null) throw new Error(`${program.name} has no defect`);
  return program.defective;
}

/**
 * All arms with the first seed, program by program; then the arm that draws; then what differs by
 * timing alone. A measurement that was cut compares what it has.
 */
async function rows(): Promise<string[]> {
  const programs = await failingPrograms();
  const ids = (seeds: readonly number[], arms: readonly Ideas[]) =>
    seeds.flatMap((seed) =>
      programs.flatMap((name) => arms.map((arm) => `${name} ${arm} ${seed}`)),
    );
  const [first = 0, ...more] = runSeeds;
  return [...ids([first], ideas), ...ids(more, ['uniform']), ...ids(more, ['whole', 'infilling'])];
}

async function run(id: string): Promise<Row> {
  const [name = '', arm = '', seed = ''] = id.split(' ');
  const program = await load(name);
  const workspace = await buildWorkspace(program, defective(program));
  try {
    // What is compared is what they find: the first pass ends a run, however few its tests.
    const limits = ['--max-wrong', 1, '--samples', budget.samples, '--timeout', budget.runSeconds];
    const tests = ['--test-timeout', budget.testSeconds, '--jobs', 1];
    const { outcome, code, samples, ms } = await solveWorkspace(
      workspace.root,
      ['--apply', '--seed', seed, ...[...limits, ...tests].map(String)],
      { RECKON_IDEAS: arm },
    );
    const passed = outcome === 'solved';
    const judged = passed ? await isRight(workspace, program) : null;
    const source = await readFile(path.join(workspace.root, program.file), 'utf8');
    return {
      id,
      result: { passed, right: judged?.right ?? false },
      measured: {
        code,
        samples: samples.length,
        seconds: Math.round(ms / 1000),
        why: judged?.why ?? null,
        change: passed ? changedLines(defective(program), source) : null,
      },
    };
  } finally {
    await workspace.dispose();
  }
}

/** The lines of a source that another one lacks. */
function changedLines(before: string, after: string): string {
  const known = new Set(before.split('\n'));
  const lines = after.split('\n').filter((line) => !known.has(line));
  return lines.join('\n').trim();
}

/** The share of an arm's runs on a program that ended so; NaN where it has none. */
type Share = (program: string, arm: Ideas, what: 'passed' | 'right') => number;

function sharesOf(done: readonly Row[]): Share {
  return (program, arm, what) => {
    const runs = done.filter(({ id }) => id.startsWith(`${program} ${arm} `));
    return runs.filter(({ result }) => result[what] === true).length / runs.length;
  };
}

function summarise(done: readonly Row[]): string[] {
  const share = sharesOf(done);
  const names = [...new Set(done.map(({ id }) => id.split(' ')[0] ?? ''))];
  // Paired: a program counts where every arm has run.
  const programs = names.filter((name) => ideas.every((arm) => share(name, arm, 'right') >= 0));
  const perArm = ideas.map((arm) => {
    const total = (what: 'passed' | 'right') =>
      rounded(programs.reduce((sum, name) => sum + share(name, arm, what), 0));
    const runs = done.filter(({ id }) => id.includes(` ${arm} `)).length;
    return `${armNames[arm]}: ${total('passed')} of ${programs.length} programs passed, ${total('right')} right (means over ${runs} runs)`;
  });
  const beyond = ideas.slice(1).map((arm) => {
    const gains = programs.map((p) => share(p, 'whole', 'right') - share(p, arm, 'right'));
    const { mean, low, high } = bootstrapMean(gains, bootstrapSeed);
    const [gain, least, most] = [mean, low, high].map((each) => rounded(each * programs.length));
    return `right by the product beyond ${armNames[arm]}: ${gain} programs (95% interval over programs: ${least} to ${most})`;
  });
  return [
    `${budget.samples} candidates, ${budget.testSeconds} s a test run:`,
    ...perArm,
    ...beyond,
    'Only the uniform choice draws by its seed: the other arms repeat themselves, but for timing.',
    'This is no blind test: the author of the operators had read the fixes of QuixBugs, and the model',
    'may have seen its programs in pretraining.',
  ];
}

const rounded = (value: number) => Math.round(value * 10) / 10;

/** QuixBugs with the bundled model, against what it adds to: the operators alone, its texts alone. */
export const benchmark: Benchmark = {
  seeds: { ...Object.fromEntries(runSeeds.map((seed) => [`run ${seed}`, seed])), bootstrapSeed },
  rows,
  run,
  summarise,
  dispose: async () => {
    await (await opened)?.dispose();
  },
};
