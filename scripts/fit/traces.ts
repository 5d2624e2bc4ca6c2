import { appendFile, mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { seededRandom, shuffled } from '../../src/base/random.ts';
import { sample } from '../../src/model/engine/distribution.ts';
import { type Hole, lineSets, readHoles } from '../acceptance/infilling/holes.ts';
import { type Bench, decode, openLaboratory, prefill } from '../acceptance/infilling/laboratory.ts';

const repository = path.resolve(import.meta.dirname, '../..');
/** Not in the repository: some sets state no licence. */
export const tracesFile = path.join(repository, 'bench', 'traces', 'lines.jsonl');
export const model = path.join(repository, 'media/models/smollm2-135m-fim.q4_0.gguf');

const seed = 11;
const top = 20;
const longest = 48;
/** A second look is weighed on so many. */
const redrawn = 200;
const drawn = { temperature: 0.8, topP: 1 };

const step = z.object({
  text: z.string(),
  logprob: z.number(),
  entropy: z.number(),
  /** The likeliest tokens and their log-probabilities, best first; '' ends the answer. */
  top: z.array(z.tuple([z.string(), z.number()])),
});
const traceSchema = z.object({
  id: z.string(),
  set: z.string(),
  problem: z.number(),
  file: z.string(),
  /** Greedy, to the first line break or the model's end, which is the last step. */
  steps: z.array(step),
  ended: z.boolean(),
  exact: z.boolean(),
  /** Another draw, at temperature 0.8: its first line; null where none was made. */
  again: z.string().nullable(),
});
/** What the bundled model wrote into a hole. */
export type Trace = z.infer<typeof traceSchema>;

/** The traces recorded so far. */
export async function readTraces(): Promise<Trace[]> {
  const text = await readFile(tracesFile, 'utf8').catch(() => '');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => traceSchema.parse(JSON.parse(line)));
}

/**
 * Records the bundled model on the one-line holes of even problems (odd ones are kept for judging),
 * in a drawn order, so that a run that was cut is a fair sample. Goes on where it stopped.
 */
export async function recordTraces(most: number): Promise<void> {
  await mkdir(path.dirname(tracesFile), { recursive: true });
  const done = new Set((await readTraces()).map(({ id }) => id));
  const sets = await Promise.all(lineSets.map(readHoles));
  const holes = shuffled(
    sets.flat().filter(({ problem }) => problem % 2 === 0),
    seededRandom(seed),
  ).slice(0, most);
  const laboratory = await openLaboratory(model, []);
  for (const hole of holes) {
    if (done.has(hole.id)) continue;
    const trace = await record(laboratory, hole, done.size < redrawn);
    done.add(hole.id);
    await appendFile(tracesFile, `${JSON.stringify(trace)}\n`);
  }
  await laboratory.dispose();
}

async function record(
  laboratory: Awaited<ReturnType<typeof openLaboratory>>,
  hole: Hole,
  redraw: boolean,
): Promise<Trace> {
  const { full } = laboratory;
  const { tokens: prompt, isEnd } = laboratory.encode(hole);
  const nameOf = (token: number) => (isEnd(token) ? '' : full.model.nameOf(token));
  const ends = (token: number, written: number) =>
    isEnd(token) || nameOf(token).includes('\n') || written >= longest;
  await prefill(full, prompt);
  const steps = (await decode(full, prompt, 64, ends)).map(({ candidates }) => ({
    text: nameOf(candidates[0]?.token ?? 0),
    logprob: round(candidates[0]?.logprob ?? 0),
    entropy: round(candidates.reduce((sum, { logprob: l }) => sum - Math.exp(l) * l, 0)),
    top: candidates
      .slice(0, top)
      .map(({ token, logprob }): [string, number] => [nameOf(token), round(logprob)]),
  }));
  const text = steps.map((one) => one.text).join('');
  const { id, set, problem, file } = hole;
  return {
    id,
    set,
    problem,
    file,
    steps,
    ended: steps.at(-1)?.text === '',
    exact: firstLine(text) === firstLine(hole.middle),
    again: redraw ? await drawAgain(full, prompt, ends) : null,
  };
}

/** The first line of another draw from the prompt in the cache. */
async function drawAgain(
  bench: Bench,
  prompt: readonly number[],
  ends: (token: number, written: number) => boolean,
): Promise<string> {
  const random = seededRandom(seed);
  await prefill(bench, prompt);
  const again: number[] = [];
  let token = prompt.at(-1) ?? 0;
  for (;;) {
    const candidates = await bench.sequence.next([token], 64, 'complete');
    token = sample(candidates, drawn, random)?.token ?? 0;
    if (ends(token, again.length)) break;
    again.push(token);
  }
  return firstLine(bench.model.textOf(again, []));
}

export const firstLine = (text: string) => (text.split('\n')[0] ?? '').trimEnd();
const round = (value: number) => Math.round(value * 1e4) / 1e4;
