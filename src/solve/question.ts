import { z } from 'zod';
import type { FileEdit } from '../base/edit.ts';
import { FailureError } from '../base/failure.ts';
import { languageOf, type Syntax } from '../base/syntax.ts';
import type { TraceBody } from '../trace/events.ts';
import { askedTest, type AskedCall } from '../verify/asked/asked-test.ts';
import { outcome, type Outcome } from '../verify/behaviour/outcome.ts';
import { sayCall, sayOutcome } from '../verify/asked/say.ts';
import type { Call } from '../verify/behaviour/replay.ts';
import { pathOf } from '../verify/behaviour/sources.ts';
import { callArguments, value, type Value } from '../verify/behaviour/value.ts';
import type { Decision } from '../verify/policy.ts';
import type { Judge } from './judge.ts';
import type { Trial } from './trial.ts';
import type { Workspace } from './workspace.ts';

/** What a person is asked: an input, and what the groups of passing candidates do there. */
export interface Question {
  /** The call, as its language writes it. */
  readonly input: string;
  readonly outputs: readonly { readonly cluster: string; readonly value: string }[];
  readonly ask: Ask;
  /** Digest of the user's tree, which an answer must find again. */
  readonly tree: string;
}

/** A question as data, as the trace keeps it for the run that goes on. */
export interface Ask {
  /** With the test file that its answer goes into; null where no test can be written. */
  readonly call: AskedCall | null;
  /** By label: what the group does there, and the samples that do it. */
  readonly answers: readonly {
    readonly cluster: string;
    readonly outcome: Outcome;
    readonly samples: readonly number[];
  }[];
  /** The id that the test of an answer will have. */
  readonly target: string | null;
}

/** An answer as a run keeps it; `edit`: the test that it became. */
export type Answered = Omit<Extract<TraceBody, { kind: 'answered' }>, 'kind'>;

type Asking = Extract<Decision, { kind: 'ask' }>;

/** Puts the policy's wish to ask into words, and into what its answer is made a test of. */
export async function questionFor(
  decision: Asking,
  judge: Judge,
  trial: Trial,
  workspace: Workspace,
  syntax: Syntax,
  signal: AbortSignal,
): Promise<Question> {
  const seen = judge.observation;
  if (!seen?.available) throw new Error('a question was asked of no input');
  const { call, outcomes } = await judge.simplest(decision.input, signal);
  const answers = decision.answers.flatMap(({ samples }) => {
    const [first] = samples;
    const cluster = seen.clusters.find((each) => each.samples.includes(first ?? -1))?.label ?? '';
    const shown = outcomes.get(cluster);
    return shown ? [{ cluster, outcome: shown, samples }] : [];
  });
  const outputs = answers.map(({ cluster, outcome: each }) => ({
    cluster,
    value: sayOutcome(each, call) ?? each.kind,
  }));
  const asked = await placed(call, trial, workspace);
  const [sample] = answers;
  const target = asked && sample ? await targetOf(asked, sample.outcome, trial, syntax) : null;
  const ask = { call: target === null ? null : asked, answers, target };
  return { input: sayCall(call) ?? call.name, outputs, ask, tree: await workspace.digest() };
}

/** The call with the test file that knows its function best: the first that names it. */
async function placed(
  { id, module, name, args, named }: Call,
  { bench, testFiles }: Trial,
  { files }: Workspace,
): Promise<AskedCall | null> {
  const source = pathOf(id);
  const own = name.split('.').at(-1) ?? name;
  const texts: { path: string; text: string }[] = [];
  for (const file of testFiles.slice(0, 50)) {
    const path = bench.toWorkspace(file);
    const text = await files.read(path);
    if (text !== null && languageOf(path) !== null) texts.push({ path, text });
  }
  const home = texts.find(({ text }) => new RegExp(`\\b${own}\\b`).test(text)) ?? texts[0];
  if (!home) return null;
  const code = (await files.read(source)) ?? '';
  const isAsync = new RegExp(`async\\s+(?:function\\s+)?${own}\\b|\\b${own}\\s*=\\s*async\\b`);
  return {
    ...{ args, named, module, name, source, runner: bench.runner.name },
    testFile: home.path,
    testText: home.text,
    isAsync: isAsync.test(code),
  };
}

/** The id that the runner gives the new test; null where none can be written. */
async function targetOf(
  call: AskedCall,
  expected: Outcome,
  { bench }: Trial,
  syntax: Syntax,
): Promise<string | null> {
  const edit = await askedTest(call, expected, syntax);
  if (!edit) return null;
  const list = async (text: string) => {
    const file = { path: bench.toRoot(edit.path), text };
    return await bench.runner.list(file, bench.command, syntax, () => Promise.resolve(null));
  };
  const before = new Set(await list(edit.before ?? ''));
  return (await list(edit.after ?? '')).find((id) => !before.has(id)) ?? null;
}

const askedCall = callArguments.and(
  z.object({
    runner: z.enum(['pytest', 'unittest', 'node:test', 'vitest', 'jest', 'mocha']),
    testFile: z.string(),
    testText: z.string(),
    source: z.string(),
    module: z.string(),
    name: z.string(),
    isAsync: z.boolean(),
  }),
);
const askSchema = z.object({
  call: askedCall.nullable(),
  answers: z.array(z.object({ cluster: z.string(), outcome, samples: z.array(z.number().int()) })),
  target: z.string().nullable(),
});

/** Reads a question's data back from a trace. Throws FailureError `trace-damaged`. */
export function readAsk(data: unknown): Ask {
  const parsed = askSchema.safeParse(data);
  if (parsed.success) return parsed.data;
  throw new FailureError('trace-damaged', 'The question in that trace cannot be read.');
}

/**
 * The test that an answer becomes; null where it becomes none: nobody knows, or only what is wrong
 * is known. Throws FailureError `no-test` where it should become one and cannot.
 */
export async function answerEdit(
  { call, answers }: Ask,
  { answer, expect }: { readonly answer: string; readonly expect: string | undefined },
  syntax: Syntax,
): Promise<FileEdit | null> {
  const chosen = answers.find(({ cluster }) => cluster === answer)?.outcome;
  const expected = chosen ?? (expect === undefined ? null : returned(expect, answers));
  if (!expected) return null;
  const edit = call && (await askedTest(call, expected, syntax));
  if (edit) return edit;
  const why = 'The answer cannot be written as a test of this workspace: add one by hand.';
  throw new FailureError('no-test', why);
}

/** An output that a person wrote as JSON; a list is a tuple where the candidates give tuples. */
function returned(json: string, answers: Ask['answers']): Outcome {
  const read = fromJson(JSON.parse(json));
  const isTuple = (held: Value) =>
    typeof held === 'object' && held !== null && held.type === 'tuple';
  const givesTuples = answers.some(
    ({ outcome: each }) => each.kind === 'returned' && isTuple(each.value),
  );
  const isList = typeof read === 'object' && read !== null && read.type === 'list';
  const held: Value = isList && givesTuples ? { type: 'tuple', items: read.items } : read;
  return { kind: 'returned', value: held, printed: '' };
}

function fromJson(read: unknown): Value {
  if (Array.isArray(read)) return { type: 'list', items: read.map(fromJson) };
  if (typeof read === 'object' && read !== null) {
    const fields = Object.entries(read).map(([name, held]) => [name, fromJson(held)] as const);
    return { type: 'object', fields };
  }
  const isWhole = typeof read !== 'number' || Number.isSafeInteger(read);
  return isWhole ? value.parse(read) : { type: 'float', text: String(read) };
}
