import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readTrace } from '../../../src/trace/read.ts';
import { openLibrary, type Library } from '../../../test/support/programs/library.ts';
import type { Program } from '../../../test/support/programs/program.ts';
import { buildWorkspace, isRight } from '../../../test/support/workspace.ts';
import type { Benchmark, Row } from '../benchmark.ts';
import { solveWorkspace } from '../command-line.ts';

/** What a run may spend: candidates, not the clock, bound it. */
const budget = { samples: 60, testSeconds: 2, runSeconds: 100_000 };
const runSeed = 1;
/** What a right program must agree with its reference on. */
const inputs = 500;
/** The judge sees the first third of a program's tests, and two at least. */
const seen = { share: 3, least: 2 };

const prefix = 'quixbugs ';

let opened: Promise<Library> | undefined;
const library = () => (opened ??= openLibrary());

/** The program with the tests that the judge sees. */
function weakened(program: Program): Program {
  const file = `test_${program.name}.py`;
  const [head = '', ...tests] = (program.files[file] ?? '').split(/^(?= {4}def test)/m);
  const kept = tests.slice(0, Math.max(seen.least, Math.ceil(tests.length / seen.share)));
  return { ...program, files: { ...program.files, [file]: [head, ...kept].join('') } };
}

/** How a run on weak tests ends, and which of its passing patches are right. */
async function run(id: string): Promise<Row> {
  const name = id.slice(prefix.length);
  const program = await (await library()).sources.quixbugs.load(name);
  const workspace = await buildWorkspace(weakened(program), program.defective ?? '');
  const trace = path.join(workspace.root, '..', `${path.basename(workspace.root)}.jsonl`);
  try {
    const limits = ['--samples', budget.samples, '--timeout', budget.runSeconds];
    const tests = ['--test-timeout', budget.testSeconds, '--jobs', 1, '--seed', runSeed];
    const args = [...[...limits, ...tests].map(String), '--trace', trace];
    const { outcome, code, pWrong, samples } = await solveWorkspace(workspace.root, args);
    const { passing, chosen } = await passingTexts(trace, program.file);
    const right = new Map<string, boolean>();
    for (const text of new Set(passing.values())) {
      await writeFile(path.join(workspace.root, program.file), text);
      right.set(text, (await isRight(workspace, program, inputs)).right);
    }
    const rightOf = (id: number | null) => right.get(passing.get(id ?? 0) ?? '') ?? null;
    const verdicts = [...passing.keys()].map((id) => rightOf(id));
    const wrong = verdicts.filter((verdict) => verdict === false).length;
    return {
      id,
      result: { outcome, passing: passing.size, wrong, right: rightOf(chosen) },
      measured: { code, pWrong, samples: samples.length },
    };
  } finally {
    await workspace.dispose();
    await rm(trace, { force: true });
  }
}

/** The texts that a file has in each passing sample, and the sample that the run came to. */
async function passingTexts(trace: string, file: string) {
  const texts = new Map<number, string>();
  const passing = new Map<number, string>();
  let chosen: number | null = null;
  for await (const event of readTrace(trace)) {
    if (event.kind === 'patch') {
      const edit = event.edits.find((each) => each.path === file);
      if (edit?.after) texts.set(event.sample, edit.after);
    }
    if (event.kind === 'verdict' && event.verdict === 'pass') {
      passing.set(event.sample, texts.get(event.sample) ?? '');
    }
    if (event.kind === 'run.end') chosen = event.sample;
  }
  return { passing, chosen };
}

const outcomes = { solved: 'accepted', ask: 'asked about', abstained: 'abstained from' } as const;

function summarise(done: readonly Row[]): string[] {
  const sum = (what: string) => done.reduce((total, row) => total + Number(row.result[what]), 0);
  const passed = done.filter(({ result }) => result['right'] !== null);
  const ended = (right: boolean) => {
    const of = passed.filter(({ result }) => result['right'] === right);
    const counts = Object.entries(outcomes).map(
      ([outcome, words]) =>
        `${of.filter(({ result }) => result['outcome'] === outcome).length} ${words}`,
    );
    return `${of.length} (${counts.join(', ')})`;
  };
  return [
    `QuixBugs on the first third of each program's tests, bundled model, ${budget.samples} candidates, ${done.length} programs:`,
    `samples that pass: ${sum('passing')}, of them wrong: ${sum('wrong')}`,
    `runs whose patch is right: ${ended(true)}`,
    `runs whose patch is wrong: ${ended(false)}`,
    `Right: passes all of the tests, and does as the reference on ${inputs} generated inputs.`,
  ];
}

/** QuixBugs' programs, judged by the first third of their tests. */
export const weakTests: Benchmark = {
  seeds: { runSeed },
  rows: async () =>
    (await (await library()).sources.quixbugs.names()).map((name) => `${prefix}${name}`),
  run,
  summarise,
  dispose: async () => {
    await (await opened)?.dispose();
  },
};
