import path from 'node:path';
import { seededRandom, shuffled } from '../../src/base/random.ts';
import { draftFrom } from './infilling/draft.ts';
import type { Benchmark, Row } from './benchmark.ts';
import { type ExitRow, type HoleRow, predict, sizes } from './infilling/exit-costs.ts';
import { type Hole, lineSets, readHoles } from './infilling/holes.ts';
import {
  type Bench,
  decode,
  type Laboratory,
  openLaboratory,
  prefill,
} from './infilling/laboratory.ts';
import { writeThresholds } from './infilling/thresholds.ts';

const seed = 7;
/** Holes of each set that are measured. */
const each = 17;
const longest = 24;
const longestDraft = 4;
const repository = path.resolve(import.meta.dirname, '../..');

/** Models whose exits are measured. */
const models: Readonly<Record<string, string>> = {
  bundled: path.join(repository, 'media/models/smollm2-135m-fim.q4_0.gguf'),
  ...(process.env['RECKON_PICO'] ? { pico: process.env['RECKON_PICO'] } : {}),
};

let open: { name: string; laboratory: Laboratory } | undefined;
async function laboratoryOf(name: string): Promise<Laboratory> {
  if (open?.name === name) return open.laboratory;
  await open?.laboratory.dispose();
  const file = models[name];
  if (file === undefined) throw new Error(`no model is called ${name}`);
  open = { name, laboratory: await openLaboratory(file) };
  return open.laboratory;
}

let drawn: Promise<Hole[]> | undefined;
async function draw(): Promise<Hole[]> {
  const random = seededRandom(seed);
  const holes = await Promise.all(lineSets.map(readHoles));
  return holes.flatMap((set) =>
    // Thresholds are fitted on even problems alone: the others are kept for judging.
    shuffled(
      set.filter(({ problem }) => problem % 2 === 0),
      random,
    ).slice(0, each),
  );
}

async function rows(): Promise<string[]> {
  const holes = await (drawn ??= draw());
  return Object.keys(models).flatMap((model) => holes.map(({ id }) => `${model} ${id}`));
}

async function run(id: string): Promise<Row> {
  const [model = '', holeId = ''] = id.split(' ');
  const hole = (await (drawn ??= draw())).find((one) => one.id === holeId);
  if (!hole) throw new Error(`no hole is called ${holeId}`);
  const laboratory = await laboratoryOf(model);
  const { full, exits } = laboratory;
  const { tokens: prompt, isEnd } = laboratory.encode(hole);
  const ends = (token: number, written: number) =>
    isEnd(token) || full.model.nameOf(token).includes('\n') || written >= longest;
  const whole = await measure(full, prompt, ends);
  const answer = whole.tokens;
  const measured: ExitRow[] = [];
  for (const exit of exits) {
    const own = await measure(exit, prompt, ends);
    measured.push({
      layers: exit.layers,
      agrees: await agreement(exit, prompt, answer),
      promptMs: own.promptMs / (prompt.length - 1),
      batchMs: own.batchMs,
    });
  }
  const row: HoleRow = {
    promptTokens: prompt.length,
    answerTokens: answer.length,
    right: textOf(full, answer, isEnd) === hole.middle.trimEnd(),
    promptMs: whole.promptMs / (prompt.length - 1),
    batchMs: whole.batchMs,
    exits: measured,
    drafts: draftsOf(prompt, answer),
  };
  const agrees = measured.map(({ layers, agrees: [...list] }) => ({
    layers,
    agreeing: list.filter(([agree]) => agree).length,
  }));
  return {
    id,
    result: { answerTokens: answer.length, right: row.right, agrees },
    measured: { ...row },
  };
}

/** The greedy answer, and milliseconds: of the cold prompt in all, of batches by their size. */
async function measure(
  bench: Bench,
  prompt: readonly number[],
  ends: (token: number, written: number) => boolean,
): Promise<{ tokens: number[]; promptMs: number; batchMs: number[] }> {
  await bench.sequence.keepOnly([-1]);
  const { ms: promptMs } = await prefill(bench, prompt);
  const steps = await decode(bench, prompt, 2, ends);
  const tokens = steps.map(({ candidates }) => candidates[0]?.token ?? 0);
  const batchMs: number[] = [];
  for (const size of sizes) {
    await bench.sequence.keepOnly(prompt);
    const batch = prompt
      .slice(-1)
      .concat(prompt.slice(-size - 1, -2))
      .slice(0, size);
    const start = performance.now();
    await bench.sequence.following(batch, 1, 'complete');
    batchMs.push(performance.now() - start);
  }
  return { tokens, promptMs, batchMs };
}

/** Along the whole model's answer: does the exit say the same, and how sure is it? */
async function agreement(
  exit: Bench,
  prompt: readonly number[],
  answer: readonly number[],
): Promise<[boolean, number][]> {
  await prefill(exit, prompt);
  const given = [prompt.at(-1) ?? 0, ...answer.slice(0, -1)];
  const said = await exit.sequence.following(given, 1, 'complete');
  return said.map(([best], at) => [
    best?.token === answer[at],
    Math.round(Math.exp(best?.logprob ?? -Infinity) * 1e4) / 1e4,
  ]);
}

/** At each place of the answer: tokens drafted by what came before, and how many of them are right. */
function draftsOf(prompt: readonly number[], answer: readonly number[]): [number, number][] {
  return answer.map((_, at) => {
    const draft = draftFrom([...prompt, ...answer.slice(0, at)], longestDraft);
    const wrong = draft.findIndex((token, index) => token !== answer[at + index]);
    return [draft.length, wrong < 0 ? draft.length : wrong];
  });
}

function textOf(
  { model }: Bench,
  tokens: readonly number[],
  isEnd: (token: number) => boolean,
): string {
  const text = model.textOf(
    tokens.filter((token) => !isEnd(token)),
    [],
  );
  return (text.split('\n')[0] ?? '').trimEnd();
}

function summarise(done: readonly Row[]): string[] {
  return Object.keys(models).flatMap((model) => {
    const own = done.filter(({ id }) => id.startsWith(`${model} `));
    if (own.length === 0) return [];
    const holes = own.map(({ measured }) => measured as unknown as HoleRow);
    const { lines, exits } = predict(model, holes);
    writeThresholds(models[model] ?? '', own.length, exits);
    return lines;
  });
}

/**
 * What a model's exits give: agreement by confidence, milliseconds a token, and the time that each
 * way of using them would take, predicted from these. Writes the thresholds beside the model.
 */
export const benchmark: Benchmark = {
  seeds: { seed },
  rows,
  run,
  summarise,
  dispose: async () => {
    await open?.laboratory.dispose();
  },
};
