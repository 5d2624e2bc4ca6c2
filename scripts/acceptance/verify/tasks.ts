import { z } from 'zod';
import { numberOf, readRows } from '../recorded-answers.ts';

const answers = 'humaneval_10runs_gpt4_gpt35_codellama';
const codet = 'codet_humaneval_codegen16b';
const codetName = 'HumanEval_codegen16B_temp0.8_topp0.95_num100_max300';

const verdict = z.enum(['pass', 'fail', 'timeout']).nullable();
const truth = { task_id: z.string(), visible: verdict, plus: verdict };
const answerRow = z.object({
  model: z.string(),
  task_id: z.string(),
  run: z.number(),
  code: z.string(),
});
const answerLabel = z.object({ ...truth, model: z.string(), run: z.number() });
const bodiesRow = z.object({
  task_id: z.string(),
  prompt: z.string(),
  samples: z.array(z.string()),
});
const bodyLabel = z.object({ ...truth, sample: z.number() });
const examplesRow = z.object({
  task_id: z.string(),
  prompt: z.string(),
  entry_point: z.string(),
  given_tests: z.array(z.string()),
});
const referenceRow = z.object({
  task_id: z.string(),
  prompt: z.string(),
  contract: z.string(),
  canonical_solution: z.string(),
});

/** A recorded sample, with what the weak and the strong tests said of it. */
export interface LabelledSample {
  /** The model that drew it. */
  readonly sampler: string;
  /** Index into the task's programs. */
  readonly program: number;
  /** Passes the docstring's examples. */
  readonly passes: boolean;
  /** Passes HumanEval+. Judges and measures see this; no policy and no evidence may. */
  readonly right: boolean;
}

/** A test that a model wrote: one assert, and how many of its samples hold it. */
export interface WrittenTest {
  readonly text: string;
  readonly times: number;
}

/** A task with the recorded samples of every sampler. */
export interface LabelledTask {
  readonly id: string;
  readonly prompt: string;
  readonly entry: string;
  /** The docstring's examples, one assert each. */
  readonly tests: readonly string[];
  readonly programs: readonly string[];
  readonly samples: readonly LabelledSample[];
  /** The reference as a program, and the same behind the contract of its inputs. */
  readonly reference: { readonly plain: string; readonly guarded: string };
  /** Tests that CodeGen wrote for the task, the most frequent first. */
  readonly writtenTests: readonly WrittenTest[];
}

interface Drawn extends Omit<LabelledSample, 'program' | 'passes' | 'right'> {
  readonly task: string;
  readonly code: string;
  readonly visible: z.infer<typeof verdict>;
  readonly plus: z.infer<typeof verdict>;
}

/** Tasks of both sets with examples and labels, by number. Samples stand in their recorded order. */
export async function readLabelledTasks(): Promise<LabelledTask[]> {
  const examples = await readRows(
    'selftest_repair_loops/ldb/input_data__humaneval__test__tests.jsonl.gz',
    examplesRow,
  );
  const references = await readRows('evalplus/HumanEvalPlus-Mini.jsonl.gz', referenceRow);
  const written = await readRows(`${codet}/${codetName}_test_case.jsonl.gz`, bodiesRow);
  const drawn = [...(await readAnswers()), ...(await readBodies())].filter(
    ({ visible, plus }) => visible !== null && plus !== null,
  );
  const tasks = examples.flatMap((task) => {
    const own = drawn.filter((sample) => sample.task === task.task_id);
    const reference = references.find((row) => row.task_id === task.task_id);
    if (own.length === 0 || !reference) return [];
    const { prompt, contract, canonical_solution: solution } = reference;
    const programs = [...new Set(own.map(({ code }) => code))];
    return {
      id: task.task_id,
      prompt: task.prompt,
      entry: task.entry_point,
      tests: task.given_tests,
      programs,
      samples: own.map(({ sampler, code, visible, plus }) => ({
        sampler,
        program: programs.indexOf(code),
        passes: visible === 'pass',
        right: plus === 'pass',
      })),
      reference: { plain: prompt + solution, guarded: prompt + contract + solution },
      writtenTests: assertsOf(
        written.find((row) => row.task_id === task.task_id)?.samples ?? [],
        task.entry_point,
      ),
    };
  });
  return tasks.sort((a, b) => numberOf(a.id) - numberOf(b.id));
}

async function readAnswers(): Promise<Drawn[]> {
  const rows = await readRows(`${answers}/samples.jsonl.gz`, answerRow);
  const labels = await readRows(`${answers}/labels_recomputed.jsonl.gz`, answerLabel);
  const key = (row: { model: string; task_id: string; run: number }) =>
    `${row.task_id} ${row.model} ${row.run}`;
  const byKey = new Map(labels.map((label) => [key(label), label]));
  return rows.map((row) => ({
    task: row.task_id,
    sampler: row.model,
    code: row.code,
    visible: byKey.get(key(row))?.visible ?? null,
    plus: byKey.get(key(row))?.plus ?? null,
  }));
}

async function readBodies(): Promise<Drawn[]> {
  const rows = await readRows(`${codet}/${codetName}_code_solution.jsonl.gz`, bodiesRow);
  const labels = await readRows(`${codet}/labels_recomputed.jsonl.gz`, bodyLabel);
  const byKey = new Map(labels.map((label) => [`${label.task_id} ${label.sample}`, label]));
  return rows.flatMap(({ task_id: task, prompt, samples }) =>
    samples.map((body, index) => ({
      task,
      sampler: 'codegen-16b',
      code: prompt + bodyOf(body),
      visible: byKey.get(`${task} ${index}`)?.visible ?? null,
      plus: byKey.get(`${task} ${index}`)?.plus ?? null,
    })),
  );
}

/** A function's body without what the model wrote after it: all up to the next top-level line. */
function bodyOf(raw: string): string {
  const lines = raw.split('\n');
  const end = lines.findIndex((line, index) => index > 0 && /^[^\s)]/.test(line));
  return (end === -1 ? lines : lines.slice(0, end)).join('\n');
}

/** CodeT takes the first five of each sample. */
const assertsPerSample = 5;
/** The most frequent ones, so that a task's programs are run in bounded time. */
const mostWrittenTests = 40;

/** The asserts that call the function, as CodeT reads them off what the model wrote after `assert `. */
function assertsOf(samples: readonly string[], entry: string): WrittenTest[] {
  const times = new Map<string, number>();
  for (const sample of samples) {
    const asserts = sample
      .split(/^\s*assert\s/m)
      .map((text) => `assert ${text.trim().split('\n')[0] ?? ''}`)
      .filter((text) => text.includes(`${entry}(`));
    for (const text of asserts.slice(0, assertsPerSample)) {
      times.set(text, (times.get(text) ?? 0) + 1);
    }
  }
  const all = [...times].map(([text, count]) => ({ text, times: count }));
  return all.sort((a, b) => b.times - a.times).slice(0, mostWrittenTests);
}
