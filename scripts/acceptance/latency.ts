import { seededRandom, shuffled } from '../../src/base/random.ts';
import { threads } from '../../src/model/engine/library.ts';
import type { Benchmark, Row } from './benchmark.ts';
import { readRecordings } from './infilling/recordings.ts';
import { readSessions, type Session } from './infilling/sessions.ts';
import { playOurs } from './latency/ours.ts';
import { isRight, kindOf, type Moment, momentsOf, type Played } from './latency/plan.ts';
import { playRival } from './latency/rival.ts';
import { figures, type LatencyRow, type Told } from './latency/summary.ts';

const seed = 5;
const rounds = 3;

let sessions: Promise<ReadonlyMap<string, Session>> | undefined;
const all = () => (sessions ??= read());

async function read(): Promise<ReadonlyMap<string, Session>> {
  const both = [...(await readSessions(seed)), ...(await readRecordings())];
  return new Map(both.filter(({ events }) => events.length > 0).map((each) => [each.name, each]));
}

/** Every session once, in a drawn order, then all of them again. */
async function rows(): Promise<string[]> {
  const names = shuffled([...(await all()).keys()], seededRandom(seed));
  return Array.from({ length: rounds }, (_, round) =>
    names.map((name) => `${name} ${round + 1}`),
  ).flat();
}

/** Ours, then the rival with the prompts that ours had: never at once. */
async function run(id: string): Promise<Row> {
  const session = (await all()).get(id.split(' ')[0] ?? '');
  if (!session) throw new Error(`no session is called ${id}`);
  const moments = momentsOf(session);
  const ours = await playOurs(session, moments);
  const rival = await playRival(moments, ours.shows, threads);
  const row: LatencyRow = {
    kinds: moments.map((moment) => kindOf(moment)[0]).join(''),
    gaps: moments.map(({ gapMs }) => gapMs).join(' '),
    ours: toldOf(ours, moments),
    rival: toldOf(rival, moments),
  };
  return { id, result: { events: moments.length }, measured: { ...row } };
}

function toldOf({ outcomes, positions }: Played, moments: readonly Moment[]): Told {
  const marks = moments.map((moment, at) => {
    const { ms, text } = outcomes[at] ?? { ms: null, text: '' };
    if (ms === null) return '-';
    if (text.trim() === '') return '_';
    return isRight(text, moment) ? '+' : '.';
  });
  return {
    positions,
    ms: outcomes.map(({ ms }) => (ms === null ? '-' : String(ms))).join(' '),
    marks: marks.join(''),
  };
}

function summarise(done: readonly Row[]): string[] {
  const told = done.map(({ id, measured }) => ({ id, row: measured as unknown as LatencyRow }));
  const typed = told.filter(({ id }) => id.startsWith('Bug-'));
  return [
    ...figures(
      'typed fixes',
      typed.map(({ row }) => row),
    ),
    ...figures(
      'recordings',
      told.filter((each) => !typed.includes(each)).map(({ row }) => row),
    ),
  ];
}

/** How soon a suggestion is there while someone types, next to the library's own infilling. */
export const benchmark: Benchmark = { seeds: { seed, rounds }, rows, run, summarise };
