import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { z } from 'zod';
import { generateInputs, type Input } from '../../../src/verify/behaviour/inputs.ts';
import { canonicalOutcome, outcome } from '../../../src/verify/behaviour/outcome.ts';
import { callArguments, value } from '../../../src/verify/behaviour/value.ts';
import type { LabelledTask } from './tasks.ts';

const repository = path.resolve(import.meta.dirname, '../../..');
const cacheFolder = path.join(repository, 'node_modules', '.cache', 'reckon-verify');

/** The seed of a task's generated inputs. */
export const inputSeed = 0;

const indices = z.array(z.number());
const suites = { passes: z.array(z.boolean()), written: z.array(z.boolean()) };
const cached = z.object({
  inputs: z.array(z.intersection(callArguments, z.object({ by: z.string() }))),
  texts: z.array(z.string()),
  programs: z.array(z.object({ ...suites, outcomes: indices }).nullable()),
});
const tried = z.object({ ...suites, outcomes: z.array(outcome) }).nullable();

/** What a program was seen to do. */
export interface SeenProgram {
  /** By test, whether it passes. */
  readonly passes: readonly boolean[];
  /** By written test of the task, whether it passes. */
  readonly written: readonly boolean[];
  /** By input, what it does: texts of `canonicalOutcome`. */
  readonly outcomes: readonly string[];
}

/** What the programs of a task do on inputs generated from its examples. */
export interface Collected {
  readonly inputs: readonly Input[];
  /** In the order of the task's programs; null where a program does not even load. */
  readonly programs: readonly (SeenProgram | null)[];
  /** What the reference does, and what it does behind the contract of its inputs. */
  readonly reference: SeenProgram | null;
  readonly guarded: SeenProgram | null;
}

/**
 * Runs all programs of a task, once: what came of it is kept below `node_modules/.cache`, for the
 * same programs, inputs and worker. Recorded programs are hostile: without bubblewrap nothing runs.
 */
export async function collect(task: LabelledTask): Promise<Collected> {
  const worker = await workerSource();
  const programs = [...task.programs, task.reference.plain, task.reference.guarded];
  const { prompt, entry, tests } = task;
  const asked = { prompt, entry, tests, written: task.writtenTests.map(({ text }) => text) };
  const key = createHash('sha256').update(JSON.stringify([worker, asked, programs, inputSeed]));
  const generator = await Promise.all(
    ['inputs.ts', 'mutants.ts', 'outcome.ts', 'value.ts'].map((file) =>
      readFile(path.join(repository, 'src/verify/behaviour', file), 'utf8'),
    ),
  );
  const file = path.join(cacheFolder, `${key.update(generator.join('')).digest('hex')}.json`);
  const kept = await readFile(file, 'utf8').catch(() => null);
  const {
    inputs,
    texts,
    programs: seen,
  } = cached.parse(kept === null ? await run(worker, asked, programs) : JSON.parse(kept));
  if (kept === null) await keep(file, JSON.stringify({ inputs, texts, programs: seen }));
  const named = seen.map(
    (each) =>
      each && { ...each, outcomes: each.outcomes.map((index) => texts[index] ?? 'unknown') },
  );
  return {
    inputs,
    programs: named.slice(0, -2),
    reference: named.at(-2) ?? null,
    guarded: named.at(-1) ?? null,
  };
}

async function workerSource(): Promise<string> {
  const values = await readFile(path.join(repository, 'media/behaviour/values.py'), 'utf8');
  return values + (await readFile(path.join(import.meta.dirname, 'collect.py'), 'utf8'));
}

async function keep(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(`${file}.tmp`, text);
  await rename(`${file}.tmp`, file);
}

type Asked = Pick<LabelledTask, 'prompt' | 'entry' | 'tests'> & { readonly written: string[] };

async function run(
  worker: string,
  asked: Asked,
  programs: readonly string[],
): Promise<z.infer<typeof cached>> {
  const [line = '[]'] = await confined(worker, { ...asked, programs: [], inputs: null });
  const calls = z.array(z.array(value)).parse(JSON.parse(line));
  const seen = calls.map((args) => ({ args, named: [] }));
  const inputs = generateInputs(seen, { seed: inputSeed });
  const lines = await confined(worker, {
    ...asked,
    programs,
    inputs: inputs.map(({ args }) => args),
  });
  const table = new Map<string, number>();
  const indexOf = (text: string) => {
    const index = table.get(text) ?? table.size;
    table.set(text, index);
    return index;
  };
  const made = programs.map((_, index) => {
    const each = tried.parse(JSON.parse(lines[index] ?? 'null'));
    return each && { ...each, outcomes: each.outcomes.map((o) => indexOf(brief(o))) };
  });
  return { inputs, texts: [...table.keys()], programs: made };
}

/** The canonical text; of a long one its start and its hash. */
function brief(of: z.infer<typeof outcome>): string {
  const text = canonicalOutcome(of);
  if (text.length <= 200) return text;
  return `${text.slice(0, 150)}… ${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
}

/** Lines that the worker prints, in a namespace without network, files or processes of ours. */
async function confined(worker: string, input: unknown): Promise<string[]> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'reckon-collect-'));
  try {
    await writeFile(path.join(folder, 'worker.py'), worker);
    const readOnly = ['/usr', '/bin', '/lib', '/lib64', '/etc/alternatives'].flatMap((each) => [
      '--ro-bind-try',
      each,
      each,
    ]);
    const { stdout } = await execa(
      'bwrap',
      [
        ...[
          '--unshare-all',
          '--die-with-parent',
          '--new-session',
          '--clearenv',
          '--cap-drop',
          'ALL',
        ],
        ...[
          ...readOnly,
          '--proc',
          '/proc',
          '--dev',
          '/dev',
          '--size',
          '64000000',
          '--tmpfs',
          '/tmp',
        ],
        ...['--ro-bind', path.join(folder, 'worker.py'), '/worker.py', '--chdir', '/tmp'],
        ...['--setenv', 'PATH', '/usr/bin:/usr/local/bin', '--setenv', 'PYTHONHASHSEED', '0'],
        ...['python3', '/worker.py'],
      ],
      { input: JSON.stringify(input), maxBuffer: 2 ** 29, timeout: 30 * 60_000 },
    );
    return stdout.split('\n');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
