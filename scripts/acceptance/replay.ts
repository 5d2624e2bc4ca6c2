import { readTrace } from '../../src/trace/read.ts';
import { startReplayServer, type Answer } from '../../test/support/replay-server.ts';
import { writeWorkspace } from '../../test/support/workspace.ts';
import type { Benchmark, Row } from './benchmark.ts';
import { solveWorkspace, type SolveResult } from './command-line.ts';
import {
  readRecordedTasks,
  taskFiles,
  type RecordedAnswer,
  type RecordedTask,
} from './recorded-answers.ts';

/** The labels were made with this limit on one run of the examples. */
const testTimeoutSeconds = 4;
const seed = 0;

/** A sample as the run judged it, with the text that the model gave for it. */
interface Judged {
  readonly sample: number;
  readonly answer: string;
  readonly verdict: string;
  readonly why: string;
}

let reading: Promise<RecordedTask[]> | undefined;
const recordedTasks = () => (reading ??= readRecordedTasks());

/** The text in which a recorded function is served: a fenced block, as these models write. */
function fenced(code: string): string {
  return `\`\`\`python\n${code}\n\`\`\``;
}

/** Serves the recorded answers in their order, one a request; after the last, from the first on. */
function feed(recorded: readonly RecordedAnswer[]): () => Answer {
  let asked = 0;
  return () => {
    const answer = recorded[asked++ % recorded.length];
    if (!answer) return { status: 500 };
    const { code, tokens } = answer;
    const usage = tokens === null ? null : { prompt_tokens: 0, completion_tokens: tokens };
    return { text: fenced(code), usage };
  };
}

/** Judges `n` samples of a model in a workspace, also those after the first that passes. */
async function solveAll(
  workspace: string,
  model: string,
  n: number,
): Promise<{ result: SolveResult; judged: Judged[] }> {
  const args = ['--model', model, '--samples', String(n), '--seed', String(seed)];
  const result = await solveWorkspace(
    workspace,
    [...args, '--test-timeout', String(testTimeoutSeconds)],
    { RECKON_POLICY: 'fixed-samples', RECKON_API_KEY: 'recorded' },
  );
  if (result.trace === undefined) throw new Error(`${result.code}: ${result.why}`);
  return { result, judged: await readJudged(result.trace) };
}

/** The samples of a trace; a duplicate has the verdict of the sample that it repeats. */
async function readJudged(trace: string): Promise<Judged[]> {
  const answers = new Map<number, string>();
  const verdicts = new Map<number, { verdict: string; why: string; same: number | undefined }>();
  for await (const event of readTrace(trace)) {
    if (event.kind === 'answer')
      answers.set(event.sample, (answers.get(event.sample) ?? '') + event.text);
    else if (event.kind === 'verdict')
      verdicts.set(event.sample, { verdict: event.verdict, why: event.why, same: event.same });
  }
  return [...verdicts].map(([sample, own]) => {
    const { verdict, why } = verdicts.get(own.same ?? sample) ?? own;
    return { sample, answer: answers.get(sample) ?? '', verdict, why };
  });
}

/** The samples whose verdict is not the label of the answer that they were given, one by one. */
function exceptionsOf(judged: readonly Judged[], recorded: readonly RecordedAnswer[]): string[] {
  const unclaimed = [...recorded];
  return judged.flatMap(({ sample, answer, verdict, why }) => {
    const at = unclaimed.findIndex(({ code }) => fenced(code).trim() === answer.trim());
    const [given] = at < 0 ? [] : unclaimed.splice(at, 1);
    if (!given) return [`sample ${sample}: verdict ${verdict}, on no recorded answer: ${why}`];
    if (given.passes === (verdict === 'pass')) return [];
    const label = given.passes ? 'pass' : 'fail';
    return [`run ${given.run}: verdict ${verdict}, label ${label}: ${why}`];
  });
}

async function run(id: string): Promise<Row> {
  const [taskId = '', model = ''] = id.split(' ');
  const task = (await recordedTasks()).find((each) => each.id === taskId);
  const recorded = task?.answers.get(model);
  if (!task || !recorded) throw new Error(`nothing is recorded as ${id}`);
  const workspace = await writeWorkspace(taskFiles(task));
  const server = await startReplayServer(feed(recorded));
  try {
    const start = performance.now();
    const name = `remote:${server.baseUrl}#${model}`;
    const { result, judged } = await solveAll(workspace.root, name, recorded.length);
    const exceptions = exceptionsOf(judged, recorded);
    const { outcome, code } = result;
    const counted = recorded.some(({ tokens }) => tokens !== null);
    return {
      id,
      result: {
        solved: outcome === 'solved',
        judged: judged.length,
        recorded: recorded.length,
        exceptions,
      },
      measured: {
        code,
        tokens: counted ? result.tokens : null,
        seconds: Math.round((performance.now() - start) / 100) / 10,
      },
    };
  } finally {
    await server.close();
    await workspace.dispose();
  }
}

async function rows(): Promise<string[]> {
  const tasks = await recordedTasks();
  return tasks.flatMap((task) =>
    [...task.answers]
      .filter(([, answers]) => answers.length > 0)
      .map(([model]) => `${task.id} ${model}`),
  );
}

function summarise(done: readonly Row[]): string[] {
  const sum = (of: readonly Row[], pick: (row: Row) => unknown) =>
    of.reduce((total, row) => total + Number(pick(row)), 0);
  const models = [...new Set(done.map((row) => row.id.split(' ')[1] ?? ''))];
  const perModel = models.map((model) => {
    const of = done.filter((row) => row.id.endsWith(` ${model}`));
    const solved = of.filter((row) => row.result['solved'] === true).length;
    const counted = of.some((row) => row.measured['tokens'] !== null);
    const tokens = counted ? sum(of, (row) => row.measured['tokens']) : 'unrecorded';
    const seconds = sum(of, (row) => row.measured['seconds']);
    return `${model}: ${solved} of ${of.length} tasks solved, ${tokens} tokens, ${Math.round(seconds)} s`;
  });
  const exceptions = done.flatMap((row) =>
    (row.result['exceptions'] as string[]).map((exception) => `${row.id} ${exception}`),
  );
  const judged = sum(done, (row) => row.result['judged']);
  const recorded = sum(done, (row) => row.result['recorded']);
  return [
    ...perModel,
    `${judged} of ${recorded} recorded answers judged; ${exceptions.length} verdicts differ from the label`,
    ...exceptions,
  ];
}

/** Recorded answers of three models behind a server: is every one judged as its label says? */
export const benchmark: Benchmark = { seeds: { seed }, rows, run, summarise };
