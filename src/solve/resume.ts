import { FailureError } from '../base/failure.ts';
import type { Syntax } from '../base/syntax.ts';
import { keptSamples, type PastRun } from './past-run.ts';
import { answerEdit, readAsk, type Answered } from './question.ts';
import { defaultJobs, type StatedTask } from './run.ts';

/** What a person answered. */
export interface Answer {
  /** A cluster's label, `neither` or `unknown`. */
  readonly answer: string;
  /** The right output as JSON, where none of those offered is right. */
  readonly expect: string | undefined;
}

/**
 * The task that goes on from a run that asked: the answer, as a test, has joined the tests, and the
 * run's samples are there already.
 *
 * @throws FailureError `unknown-answer`, `no-test` where the answer cannot be made a test.
 */
export async function resumedTask(
  past: PastRun,
  answer: Answer,
  syntax: Syntax,
): Promise<StatedTask> {
  const { start, options, question } = past;
  const ask = readAsk(question.data);
  const labels = question.outputs.map(({ cluster }) => cluster);
  const isLabel = labels.includes(answer.answer);
  if (!isLabel && answer.answer !== 'neither' && answer.answer !== 'unknown') {
    const why = `There is no answer ${answer.answer}: give ${labels.join(', ')}, neither or unknown.`;
    throw new FailureError('unknown-answer', why);
  }
  const edit = await answerEdit(ask, answer, syntax);
  const told = answer.expect === undefined ? {} : { expect: answer.expect };
  const now: Answered = { answer: answer.answer, ...told, ...(edit ? { edit } : {}) };
  const answered = [...past.answered, now];
  const wrong = answer.answer === 'neither' ? Object.values(past.clusters).flat() : [];
  return {
    workspace: start.workspace,
    test: options.test,
    testCwd: null,
    allowUnconfined: options.allowUnconfined,
    network: 'none',
    include: [],
    env: {},
    overlays: new Map([...Object.entries(options.base), ...testTexts(answered)]),
    goal: start.goal ?? null,
    targets: targetsOf(start.targets, edit ? ask.target : null),
    models: start.models,
    samples: start.samples,
    jobs: start.jobs || defaultJobs(),
    maxWrong: start.maxWrong,
    maxTokens: options.maxTokens ?? Infinity,
    seed: start.seed,
    timeoutMs: options.timeoutMs,
    testTimeoutMs: options.testTimeoutMs,
    open: [],
    given: keptSamples(past, new Set(wrong)),
    answered,
    prior: options.prior,
    tree: question.tree ?? null,
  };
}

function testTexts(answered: readonly Answered[]): [string, string | null][] {
  return answered.flatMap(({ edit }) => (edit ? [[edit.path, edit.after]] : []));
}

/** Where targets are named, the answer is one of them: else it would be an old failure. */
function targetsOf(named: readonly string[], added: string | null): readonly string[] {
  return named.length > 0 && added !== null ? [...named, added] : named;
}
