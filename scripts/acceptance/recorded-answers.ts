import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { dataFolder } from '../../test/support/programs/archive.ts';

const answers = 'humaneval_10runs_gpt4_gpt35_codellama';
const examples = 'selftest_repair_loops/ldb/input_data__humaneval__test__tests.jsonl.gz';

const sampleRow = z.object({
  model: z.string(),
  task_id: z.string(),
  run: z.number(),
  completion_tokens: z.number().nullable(),
  code: z.string(),
});
const labelRow = z.object({
  model: z.string(),
  task_id: z.string(),
  run: z.number(),
  /** What the examples of the docstring said; null for a task without any. */
  visible: z.enum(['pass', 'fail', 'timeout']).nullable(),
});
const taskRow = z.object({
  task_id: z.string(),
  prompt: z.string(),
  given_tests: z.array(z.string()),
});

/** A recorded answer, and what its task's examples said of it. */
export interface RecordedAnswer {
  readonly run: number;
  readonly code: string;
  /** Null where the server did not say. */
  readonly tokens: number | null;
  readonly passes: boolean;
}

/** A task with the answers of every recorded model, in the order of their runs. */
export interface RecordedTask {
  readonly id: string;
  /** Imports, helpers, signature and docstring. */
  readonly prompt: string;
  /** One assert each. */
  readonly examples: readonly string[];
  readonly answers: ReadonlyMap<string, readonly RecordedAnswer[]>;
}

/** The rows of a gzipped file of JSON lines in the data folder. Throws where it is not set. */
export async function readRows<T>(file: string, row: z.ZodType<T>): Promise<T[]> {
  const data = dataFolder();
  if (data === null) throw new Error('set RECKON_DATA to the folder of data sets');
  const text = gunzipSync(await readFile(path.join(data, file))).toString('utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => row.parse(JSON.parse(line)));
}

/** The recorded tasks that have examples, sorted by number; models as the set names them. */
export async function readRecordedTasks(): Promise<RecordedTask[]> {
  const samples = await readRows(`${answers}/samples.jsonl.gz`, sampleRow);
  const labels = await readRows(`${answers}/labels_recomputed.jsonl.gz`, labelRow);
  const tasks = await readRows(examples, taskRow);
  const key = (row: { model: string; task_id: string; run: number }) =>
    `${row.task_id} ${row.model} ${row.run}`;
  const visible = new Map(labels.map((label) => [key(label), label.visible]));
  const models = [...new Set(samples.map((sample) => sample.model))].sort();
  return tasks
    .map((task) => {
      const own = samples
        .filter((sample) => sample.task_id === task.task_id && visible.get(key(sample)) != null)
        .sort((a, b) => a.run - b.run);
      const answersOf = (model: string) =>
        own
          .filter((sample) => sample.model === model)
          .map((sample) => ({
            run: sample.run,
            code: sample.code,
            tokens: sample.completion_tokens,
            passes: visible.get(key(sample)) === 'pass',
          }));
      return {
        id: task.task_id,
        prompt: task.prompt,
        examples: task.given_tests,
        answers: new Map(models.map((model) => [model, answersOf(model)] as const)),
      };
    })
    .filter((task) => [...task.answers.values()].some((each) => each.length > 0))
    .sort((a, b) => numberOf(a.id) - numberOf(b.id));
}

/** `HumanEval/12` has number 12. */
export function numberOf(task: string): number {
  return Number(task.split('/').at(-1));
}

/** The workspace of a task: the unwritten function, and its examples as tests. */
export function taskFiles(task: RecordedTask): Record<string, string> {
  const methods = task.examples.map((assert, index) => {
    const name = `test_${String(index + 1).padStart(2, '0')}`;
    return `    def ${name}(self):\n        ${assert.trim()}\n`;
  });
  return {
    'solution.py': `${task.prompt.trimEnd()}\n    raise NotImplementedError\n`,
    'test_examples.py': [
      'import unittest\n',
      // Examples may call helpers that the prompt defines.
      'from solution import *\n\n',
      'class Examples(unittest.TestCase):',
      methods.join('\n'),
    ].join('\n'),
    '.gitignore': '__pycache__\n',
  };
}
