import path from 'node:path';
import { contextOf } from '../../src/complete/context.ts';
import { charactersPerToken } from '../../src/complete/view.ts';
import { budgetOf, WindowKeeper } from '../../src/complete/window.ts';
import { bundledPath } from '../../src/model/local.ts';
import type { InfillPrompt } from '../../src/model/model.ts';
import type { Benchmark, Row } from './benchmark.ts';
import { bootstrapMean } from './bootstrap.ts';
import { InProcessModel } from './infilling/in-process.ts';
import { lineSpots, type Spot, typedSpots } from './infilling/spots.ts';

const seed = 5;
const longest = 48;

/** Tokens of the document and of other documents that a prompt shows. */
const prompts = {
  cold: { own: 384, others: 0 },
  'cold and context': { own: 384, others: 256 },
  fuller: { own: 1024, others: 0 },
  'fuller and context': { own: 768, others: 256 },
} as const;
type Name = keyof typeof prompts;
const names = Object.keys(prompts) as Name[];
/** What the context is worth: the same prompt with it and without. */
const pairs = [
  ['cold and context', 'cold'],
  ['fuller and context', 'fuller'],
] as const;

const sets = {
  typed: { title: 'pauses of typed fixes of Express', spots: () => typedSpots(seed) },
  lines: { title: 'lines of Python projects', spots: lineSpots },
} as const;
type SetName = keyof typeof sets;
const setNames = Object.keys(sets) as SetName[];

const repository = path.resolve(import.meta.dirname, '../..');
let opened: Promise<InProcessModel> | undefined;
const model = () => (opened ??= InProcessModel.load(bundledPath(repository)));
let read: Promise<Map<string, Spot[]>> | undefined;
const spots = () => (read ??= readSpots());

/** By the row's name: its set, then the fix or the task. */
async function readSpots(): Promise<Map<string, Spot[]>> {
  const parts = setNames.map(async (set) =>
    [...(await sets[set].spots())].map(([name, found]) => [`${set} ${name}`, found] as const),
  );
  return new Map((await Promise.all(parts)).flat().filter(([, found]) => found.length > 0));
}

async function run(id: string): Promise<Row> {
  const found = (await spots()).get(id);
  if (!found) throw new Error(`there is no row ${id}`);
  const right: Record<string, number> = Object.fromEntries(names.map((name) => [name, 0]));
  let shown = 0;
  for (const spot of found) {
    if (contextAt(spot, prompts['cold and context'].others) !== '') shown += 1;
    for (const name of names) {
      if (isExact(await answer(spot, name), spot)) right[name] = (right[name] ?? 0) + 1;
    }
  }
  return { id, result: { asked: found.length, shown, ...right }, measured: {} };
}

const contextAt = ({ place, nearby }: Spot, tokens: number) =>
  contextOf(place, nearby, tokens * charactersPerToken);

/** Is it what was typed, to the end of the line? */
function isExact(answered: string, { next }: Spot): boolean {
  return answered.trim() !== '' && answered.trim() === next.split('\n')[0]?.trim();
}

async function answer(spot: Spot, name: Name): Promise<string> {
  const { own, others } = prompts[name];
  const window = new WindowKeeper().next(spot.place, budgetOf(own, charactersPerToken));
  const prompt: InfillPrompt = { kind: 'infill', ...window, context: contextAt(spot, others) };
  const options = { maxTokens: longest, temperature: 0, stop: ['\n'] };
  let text = '';
  for await (const event of (await model()).generate(prompt, options)) {
    if (event.kind === 'token') text += event.text;
  }
  return text;
}

function summarise(done: readonly Row[]): string[] {
  return setNames.flatMap((set) => {
    const own = done.filter(({ id }) => id.startsWith(`${set} `));
    const count = (row: Row, what: string) => Number(row.result[what] ?? 0);
    const sum = (what: string) => own.reduce((total, row) => total + count(row, what), 0);
    const asked = Math.max(1, sum('asked'));
    return [
      `${sum('asked')} ${sets[set].title}, context found at ${sum('shown')}; exact lines:`,
      ...names.map((name) => {
        const { own: tokens, others } = prompts[name];
        const share = ((100 * sum(name)) / asked).toFixed(1);
        return `  ${name} (${tokens} tokens of the document, ${others} of others): ${sum(name)}, ${share}%`;
      }),
      ...pairs.map(([more, less]) => {
        const gains = own.map((row) => (count(row, more) - count(row, less)) / count(row, 'asked'));
        const { mean, low, high } = bootstrapMean(gains, seed);
        const [gain, least, most] = [mean, low, high].map((each) => (100 * each).toFixed(1));
        return `  ${more} over ${less}: ${gain} points (95% interval over rows: ${least} to ${most})`;
      }),
    ];
  });
}

/** What code of other documents in the prompt is worth, by lines completed exactly. */
export const benchmark: Benchmark = {
  seeds: { seed },
  rows: async () => [...(await spots()).keys()],
  run,
  summarise,
  dispose: async () => {
    await (await opened)?.dispose();
  },
};
