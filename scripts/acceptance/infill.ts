import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { seededRandom, shuffled } from '../../src/base/random.ts';
import { Syntax } from '../../src/base/syntax.ts';
import { complete, type Parts } from '../../src/complete/complete.ts';
import { logisticSchema } from '../../src/complete/logistic.ts';
import type { StopHead } from '../../src/complete/stop/head.ts';
import { readPrior, readStopHead, stopFile } from '../../src/complete/weights.ts';
import { bundledPath } from '../../src/model/local.ts';
import type { InfillPrompt, TokenEvent } from '../../src/model/model.ts';
import { foldOf } from '../fit/logistic.ts';
import type { Benchmark, Row } from './benchmark.ts';
import { type Hole, lineSets, readHoles } from './infilling/holes.ts';
import { InProcessModel } from './infilling/in-process.ts';
import { replay, rivals } from './infilling/replays.ts';
import { type Answer, figures, type InfillRow } from './infilling/summary.ts';
import { rougeL, similarity } from './infilling/texts.ts';
import { type Work, workOf } from './infilling/work.ts';

const seed = 23;
const repository = path.resolve(import.meta.dirname, '../..');
const file = bundledPath(repository);
/** Prompt tokens that a keystroke leaves to evaluate. */
const warmTokens = 8;
const longest = 48;
const top = 20;
/** The share of good completions that may be cut short: the shipped default, unless told. */
const falseStops = Number(process.env['RECKON_FALSE_STOPS'] ?? 0.005);

interface Means {
  readonly model: InProcessModel;
  readonly parts: Parts;
  readonly holes: ReadonlyMap<string, Hole>;
  /** Heads fitted without the problems of each fold. */
  readonly heads: readonly StopHead[];
}

let work: Work = { position: 0, head: 0 };
let opened: Promise<Means> | undefined;
const means = () => (opened ??= open());

async function open(): Promise<Means> {
  const model = await InProcessModel.load(file);
  work = await workOf(file);
  const head = await readStopHead(file, falseStops);
  const prior = await readPrior(repository);
  const parts: Parts = {
    team: { full: model, shallow: null },
    head,
    prior,
    syntax: new Syntax(path.join(repository, 'dist', 'grammars')),
    eagerness: 'balanced',
    explore: null,
    emit: () => undefined,
    clock: () => performance.now(),
  };
  const sets = await Promise.all(lineSets.map(readHoles));
  const holes = new Map(sets.flat().map((hole) => [hole.id, hole]));
  return { model, parts, holes, heads: head ? await foldHeads(head) : [] };
}

async function foldHeads({ threshold }: StopHead): Promise<StopHead[]> {
  const schema = z.object({ folds: z.array(logisticSchema) });
  const { folds } = schema.parse(JSON.parse(await readFile(stopFile(file), 'utf8')));
  return folds.map((model) => ({ model, threshold }));
}

async function rows(): Promise<string[]> {
  const { holes } = await means();
  return shuffled([...holes.keys()], seededRandom(seed));
}

/** The baseline and the rules on one hole, the first of them by turns. */
async function run(id: string): Promise<Row> {
  const { model, holes } = await means();
  const hole = holes.get(id);
  if (!hole) throw new Error(`no hole is called ${id}`);
  const prompt: InfillPrompt = { kind: 'infill', prefix: hole.prefix, suffix: hole.suffix };
  const { ms: upkeepMs, tokens } = await model.warmUp(prompt, warmTokens);
  const both = { baseline: alone, rules: withRules };
  const names =
    id.length % 2 === 0 ? (['baseline', 'rules'] as const) : (['rules', 'baseline'] as const);
  const done = new Map<string, Told>();
  for (const name of names) {
    await model.warmUp(prompt, warmTokens);
    done.set(name, await both[name](hole, prompt));
  }
  const [baseline, rules] = [done.get('baseline'), done.get('rules')];
  if (!baseline || !rules) throw new Error('not run');
  const row: InfillRow = {
    set: hole.set,
    problem: hole.problem,
    promptTokens: tokens,
    upkeepMs,
    upkeepPositions: Math.max(0, tokens - warmTokens),
    baseline: baseline.answer,
    rules: rules.answer,
    code: rules.code,
    replays: Object.fromEntries(
      Object.entries(rivals).map(([name, rule]) => [
        name,
        replay(rule, baseline.events, baseline.answer.predictions),
      ]),
    ),
  };
  return {
    id,
    result: { baseline: row.baseline.exact, rules: row.rules.exact, code: row.code },
    measured: { ...row },
  };
}

interface Told {
  readonly answer: Answer;
  readonly code: string;
  readonly events: readonly TokenEvent[];
}

/** The model alone: greedy, ended by its end token or the first line break. */
async function alone(hole: Hole, prompt: InfillPrompt): Promise<Told> {
  const { model } = await means();
  const events: TokenEvent[] = [];
  const options = { maxTokens: longest, temperature: 0, stop: ['\n'], alternatives: top };
  const start = performance.now();
  let evaluated = 0;
  let finish = '';
  for await (const event of model.generate(prompt, options)) {
    if (event.kind === 'token') events.push(event);
    else {
      evaluated = event.usage.evaluated ?? 0;
      finish = event.finish;
    }
  }
  const ms = performance.now() - start;
  const text = events.map((event) => event.text).join('');
  const answer = answerOf(hole, text, ms, evaluated);
  return { answer, code: finish, events };
}

/** The pipeline as it ships, asked by hand: no second look, nothing hidden. */
async function withRules(hole: Hole, prompt: InfillPrompt): Promise<Told> {
  const { parts, heads } = await means();
  // Weights that have seen the problem do not judge it.
  const head =
    parts.head && hole.problem % 2 === 0 ? (heads[foldOf(hole.problem)] ?? null) : parts.head;
  let code = 'model-end';
  const emit: Parts['emit'] = (event) => {
    if (event.kind === 'complete.stop') code = event.code;
  };
  const place = { file: hole.file, text: hole.prefix + hole.suffix, offset: hole.prefix.length };
  let raw = '';
  const onText = (soFar: string) => {
    raw = soFar;
  };
  const ask = { place, window: prompt, byHand: true, onText };
  const start = performance.now();
  const { text, evaluated } = await complete(
    ask,
    { ...parts, head, emit },
    new AbortController().signal,
  );
  const ms = performance.now() - start;
  // Tidying drops what only repeats the code below; the line is judged as it was written.
  const kept = text === '' && code !== 'control-text' ? (raw.split('\n')[0] ?? '') : text;
  return { answer: answerOf(hole, kept, ms, evaluated.full), code, events: [] };
}

function answerOf(hole: Hole, text: string, ms: number, positions: number): Answer {
  const [said, wanted] = [text.trimEnd(), hole.middle.trimEnd()];
  return {
    exact: said === wanted,
    similarity: round(similarity(said, wanted)),
    rougeL: round(rougeL(said, wanted)),
    ms: round(ms),
    positions,
    predictions: positions - warmTokens + 1,
  };
}

const round = (value: number) => Math.round(value * 1000) / 1000;

function summarise(done: readonly Row[]): string[] {
  const all = done.map(({ measured }) => measured as unknown as InfillRow);
  const sets = lineSets.flatMap((set) =>
    figures(
      set,
      all.filter((row) => row.set === set),
      work,
      seed,
    ),
  );
  return [
    `false stops allowed: ${falseStops}; exits: off where they do not pay (see exits)`,
    ...figures('all', all, work, seed),
    ...sets,
  ];
}

/** One-line holes, filled by the model alone and with the rules that end a completion. */
export const benchmark: Benchmark = {
  seeds: { seed, falseStops },
  rows,
  run,
  summarise,
  dispose: async () => {
    await (await opened)?.model.dispose();
  },
};
