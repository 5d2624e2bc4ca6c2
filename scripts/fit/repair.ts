import { readdir, readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { seededRandom, shuffled } from '../../src/base/random.ts';
import { readTrace } from '../../src/trace/read.ts';
import { storageRoot } from '../../src/trace/store.ts';
import { type Signals, signals, testSignals } from '../../src/verify/signals.ts';
import { openLibrary } from '../../test/support/programs/library.ts';
import type { Program } from '../../test/support/programs/program.ts';
import { buildWorkspace, isRight, runConfined } from '../../test/support/workspace.ts';
import { type Example, fitWithBounds } from '../acceptance/verify/fit.ts';

/** Choices of tests that are drawn of each size. */
const drawnOfSize = 6;
const inputs = 500;
const repeats = 4;
/** Ridge, in programs: there are few. */
const ridge = 0.5;
const longestSeconds = 300;

const passesSchema = z.array(z.record(z.string(), z.boolean()));

const nothing = Object.fromEntries(Object.keys(signals).map((kind) => [kind, null])) as Signals;

/** A candidate: by test, whether it passes; and whether it is right. */
interface Tried {
  readonly passes: Readonly<Record<string, boolean>>;
  readonly right: boolean;
}

/**
 * Fits how P(wrong) of the first edit of a ranked list that passes goes by the tests it passes, and
 * writes src/verify/repair.json. The lists are those of `npm run acceptance -- quixbugs`, read from
 * the traces that it left; of each program's tests parts are drawn, and the first candidate that
 * passes the part is what a run with those tests would have come to.
 */
export async function fitRepair(): Promise<void> {
  const library = await openLibrary();
  try {
    const names = await library.sources.quixbugs.names();
    const lists = await rankedLists(new Set(names));
    const examples: Example[] = [];
    for (const [number, name] of names.entries()) {
      const program = await library.sources.quixbugs.load(name);
      const found = await firstPasses(program, lists.get(name) ?? []);
      const weight = 1 / found.length;
      examples.push(
        ...found.map((each) => ({ ...each, number, sampler: 'list', weight, isWhole: true })),
      );
      console.log(`${name}: ${found.length} first passes`);
    }
    const scale = fitWithBounds(examples, ['tests-turned', 'tests-kept'], repeats, ridge);
    const rounded = JSON.stringify(scale, (_, value: unknown) =>
      typeof value === 'number' ? Number(value.toPrecision(4)) : value,
    );
    await writeFile(path.join(import.meta.dirname, '../../src/verify/repair.json'), `${rounded}\n`);
    console.log(rounded);
  } finally {
    await library.dispose();
  }
}

/** The candidates of each recorded run on a program, in the order in which they were tried. */
async function rankedLists(names: ReadonlySet<string>): Promise<Map<string, string[][]>> {
  const root = path.join(storageRoot(process.env, os.homedir()), 'runs');
  const lists = new Map<string, string[][]>();
  for (const file of await readdir(root, { recursive: true })) {
    if (path.basename(file) !== 'trace.jsonl') continue;
    let name = '';
    const list: string[] = [];
    for await (const event of readTrace(path.join(root, file))) {
      if (event.kind === 'baseline') name = programOf(event.targets[0]);
      if (event.kind !== 'patch') continue;
      const own = event.edits.find((edit) => edit.path === `${name}.py`);
      if (own?.after) list.push(own.after);
    }
    if (names.has(name)) lists.set(name, [...(lists.get(name) ?? []), list]);
  }
  return lists;
}

/** The program that a test is of: `test_gcd.Gcd.test_01`. */
function programOf(test = ''): string {
  return /^test_(\w+)\./.exec(test)?.[1] ?? '';
}

/** What a run comes to with parts of the program's tests, for each list and drawn part. */
async function firstPasses(
  program: Program,
  lists: readonly (readonly string[])[],
): Promise<{ signals: Signals; wrong: boolean }[]> {
  const tried = await tryAll(program, [...new Set(lists.flat())]);
  const before = tried.get(program.defective ?? '')?.passes ?? {};
  const tests = Object.keys(before);
  const random = seededRandom(0);
  const parts = [
    tests,
    ...tests
      .slice(1)
      .flatMap((_, at) =>
        Array.from({ length: drawnOfSize }, () => shuffled(tests, random).slice(0, at + 1)),
      ),
  ];
  return lists.flatMap((list) =>
    parts.flatMap((part) => {
      const targets = part.filter((test) => before[test] === false).length;
      const first = list
        .map((text) => tried.get(text))
        .find((each) => part.every((test) => each?.passes[test]));
      if (targets === 0 || !first) return [];
      const seen = { ...nothing, ...testSignals(targets, part.length - targets) };
      return { signals: seen, wrong: !first.right };
    }),
  );
}

/** Runs the defective program and all candidates on each test, confined. */
async function tryAll(program: Program, texts: readonly string[]): Promise<Map<string, Tried>> {
  const all = [program.defective ?? '', ...texts];
  const workspace = await buildWorkspace(program, program.defective ?? '');
  const at = (name: string) => path.join(workspace.root, name);
  try {
    await writeFile(at('texts.json'), JSON.stringify(all));
    const script = path.join(import.meta.dirname, 'each-test.py');
    await runConfined(workspace.root, ['python3', script, program.name], longestSeconds);
    const passes = passesSchema.parse(JSON.parse(await readFile(at('passes.json'), 'utf8')));
    const tried = new Map<string, Tried>();
    for (const [index, text] of all.entries()) {
      const own = passes[index] ?? {};
      const isWhole = Object.values(own).length > 0 && Object.values(own).every(Boolean);
      if (isWhole) await writeFile(at(program.file), text);
      const right = isWhole && (await isRight(workspace, program, inputs)).right;
      tried.set(text, { passes: own, right });
    }
    return tried;
  } finally {
    await workspace.dispose();
  }
}
