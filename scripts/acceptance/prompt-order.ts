import { budgetOf, type Budget, type Window, WindowKeeper } from '../../src/complete/window.ts';
import type { Place } from '../../src/complete/place.ts';
import type { Benchmark, Row } from './benchmark.ts';
import { median } from './infilling/exit-costs.ts';
import { readSessions, type Session } from './infilling/sessions.ts';

const seed = 5;
const budget = budgetOf(384, 3);
const orders = ['suffix first', 'prefix first'] as const;

/** Ways of cutting the part of a document that a prompt shows. */
const refreshes: Readonly<Record<string, () => (place: Place, budget: Budget) => Window>> = {
  'the last characters before the cursor': () => sliding,
  'a start that stays': () => {
    const keeper = new WindowKeeper();
    return (place, limits) => keeper.next(place, limits);
  },
};

function sliding({ text, offset }: Place, { prefix, suffix }: Budget): Window {
  return {
    prefix: text.slice(Math.max(0, offset - prefix), offset),
    suffix: text.slice(offset, offset + suffix),
  };
}

let sessions: Promise<Session[]> | undefined;
const all = () => (sessions ??= readSessions(seed));

async function rows(): Promise<string[]> {
  return (await all()).filter(({ events }) => events.length > 0).map(({ name }) => name);
}

/** Tokens that each event leaves to evaluate, by order and refresh; words and signs are tokens. */
async function run(id: string): Promise<Row> {
  const session = (await all()).find(({ name }) => name === id);
  if (!session) throw new Error(`no session is called ${id}`);
  const costs: Record<string, { typing: string; pauses: string }> = {};
  for (const order of orders) {
    for (const [name, make] of Object.entries(refreshes)) {
      const { typing, pauses } = costsOf(session, order, make);
      // One line a row: a number an event.
      costs[`${order}, ${name}`] = { typing: typing.join(' '), pauses: pauses.join(' ') };
    }
  }
  return { id, result: costs, measured: {} };
}

function costsOf(
  { files, events }: Session,
  order: (typeof orders)[number],
  make: (typeof refreshes)[string],
): { typing: number[]; pauses: number[] } {
  const texts = new Map(files);
  const windows = new Map([...files.keys()].map((file) => [file, make()]));
  const costs = { typing: [] as number[], pauses: [] as number[] };
  let cached: string[] = [];
  let lastAt = 0;
  for (const { file, offset, insert, delete: length, atMs } of events) {
    const old = texts.get(file) ?? '';
    const text = old.slice(0, offset) + insert + old.slice(offset + length);
    texts.set(file, text);
    const place = { file, text, offset: offset + insert.length };
    const { prefix, suffix } = windows.get(file)?.(place, budget) ?? sliding(place, budget);
    const parts = order === 'suffix first' ? [suffix, prefix] : [prefix, suffix];
    const tokens = parts.flatMap((part) => ['|', ...(part.match(/\w+|\s+|[^\w\s]/g) ?? [])]);
    let same = 0;
    while (same < tokens.length - 1 && tokens[same] === cached[same]) same++;
    (atMs - lastAt > 700 ? costs.pauses : costs.typing).push(tokens.length - same);
    cached = tokens;
    lastAt = atMs;
  }
  return costs;
}

function summarise(done: readonly Row[]): string[] {
  const names = Object.keys(done[0]?.result ?? {});
  const lines = names.map((name) => {
    const of = (kind: 'typing' | 'pauses') =>
      done.flatMap(({ result }) => {
        const costs = result[name] as Record<typeof kind, string>;
        return costs[kind] === '' ? [] : costs[kind].split(' ').map(Number);
      });
    return `${name}: typing ${told(of('typing'))}; pauses ${told(of('pauses'))}`;
  });
  return ['tokens to evaluate for an event, median / mean / 95th percentile', ...lines];
}

function told(values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const high = sorted[Math.floor(0.95 * (sorted.length - 1))] ?? 0;
  return `${median(values)} / ${mean.toFixed(1)} / ${high} (${values.length} events)`;
}

/** What a keystroke costs by the order of the prompt and by how its window is cut, without a model. */
export const benchmark: Benchmark = { seeds: { seed }, rows, run, summarise };
