import { rm } from 'node:fs/promises';
import type { Benchmark, Row } from './benchmark.ts';
import type { Attack, Setting } from './hostile/attack.ts';
import { bounds } from './hostile/attacks/bounds.ts';
import { goAttacks } from './hostile/attacks/go.ts';
import { javascript } from './hostile/attacks/javascript.ts';
import { places } from './hostile/attacks/places.ts';
import { python } from './hostile/attacks/python.ts';
import { reading } from './hostile/attacks/reading.ts';
import { goCache } from './hostile/ground.ts';
import { subjects } from './hostile/subjects.ts';
import { tryBare, tryConfined, tryUnsealed, type Trial } from './hostile/trial.ts';

const attacks = [...places, ...python, ...javascript, ...goAttacks, ...reading, ...bounds];
const settings = Object.keys(subjects) as Setting[];
const idOf = ({ on, name }: Attack) => `${on}: ${name}`;

/** The attack with that one defence off. */
async function undefended(attack: Attack): Promise<Trial> {
  if (attack.off === 'seal') return await tryUnsealed(attack);
  if (attack.off !== 'bounds') return await tryBare(attack);
  const unbounded = Object.fromEntries(
    Object.keys(attack.bounds ?? {}).map((key) => [key, Infinity]),
  );
  return await tryConfined({ ...attack, timeoutMs: 30_000 }, false, unbounded);
}

/** A bound is passed where the tests came to their end all the same. */
function succeeds({ off }: Attack, { fooled, harms, code }: Trial): boolean {
  return off === 'bounds' ? code === 'tests-fail' : fooled || harms.length > 0;
}

/** That a repair alone is accepted there: else nothing said of the setting's attacks would count. */
async function runSetting(on: Setting): Promise<Row> {
  const { solved, code, harms } = await tryConfined({ on, name: '' }, true);
  return { id: on, result: { accepted: solved, harms }, measured: { code } };
}

let goIsBuilt: Promise<unknown> | undefined;

async function run(id: string): Promise<Row> {
  if (id.startsWith('go test')) await (goIsBuilt ??= tryBare({ on: 'go test', name: '' }));
  const setting = settings.find((each) => each === id);
  if (setting) return await runSetting(setting);
  const attack = attacks.find((each) => idOf(each) === id);
  if (!attack) throw new Error(`no attack is called ${id}`);
  const off = await undefended(attack);
  const alone = await tryConfined(attack, false);
  const repaired = await tryConfined(attack, true);
  return {
    id,
    result: {
      works: succeeds(attack, off),
      fooled: alone.fooled,
      ended: attack.off !== 'bounds' || alone.code !== 'tests-fail',
      harms: [...new Set([...alone.harms, ...repaired.harms])],
    },
    measured: {
      off: { code: off.code, harms: off.harms },
      alone: alone.code,
      repaired: repaired.code,
    },
  };
}

function summarise(rows: readonly Row[]): string[] {
  const plain = rows.filter(({ result }) => 'accepted' in result);
  const done = rows.filter(({ result }) => !('accepted' in result));
  const count = (holds: (row: Row) => boolean) => done.filter(holds).length;
  const of = done.length;
  const held = (row: Row) =>
    row.result['fooled'] === false &&
    row.result['ended'] === true &&
    (row.result['harms'] as string[]).length === 0;
  return [
    `settings in which a repair alone is accepted: ${plain.filter(({ result }) => result['accepted'] === true).length} of ${plain.length}`,
    `attacks that succeed with the defence off: ${count(({ result }) => result['works'] === true)} of ${of}`,
    `without a repair, judge not fooled: ${count(({ result }) => result['fooled'] === false)} of ${of}`,
    `no harm, alone and beside a repair: ${count(({ result }) => (result['harms'] as string[]).length === 0)} of ${of}`,
    ...done.filter((row) => !held(row)).map(({ id }) => `not held: ${id}`),
  ];
}

/** Hostile candidates: is the judge fooled, is anything read, written, called or left? */
export const benchmark: Benchmark = {
  seeds: {},
  rows: () => Promise.resolve([...settings, ...attacks.map(idOf)]),
  run,
  summarise,
  dispose: () => rm(goCache, { recursive: true, force: true }),
};
