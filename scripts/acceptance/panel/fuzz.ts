import type { Random } from '../../../src/base/random.ts';

/** Values that stand where something else was expected. */
const odd: readonly unknown[] = [
  null,
  0,
  -1,
  1.5,
  1e308,
  '',
  'x'.repeat(10_000),
  '../../etc/passwd',
  '<img src=x onerror=alert(1)>',
  '__proto__',
  [],
  [[[[[[]]]]]],
  {},
  { type: 'events' },
  { toString: 1, valueOf: 1, then: 1 },
  true,
];

/** Whole messages that are none. */
const foreign: readonly unknown[] = [...odd, { type: 'webpack' }, { vscodeScheduleAsyncWork: 1 }];

/** A message that was damaged in one to three places: fields gone, changed, or added. */
export function damaged(messages: readonly unknown[], random: Random): unknown {
  if (random() < 0.1) return pick(foreign, random);
  let message: unknown = structuredClone(pick(messages, random));
  for (let times = 1 + Math.floor(random() * 3); times > 0; times--) {
    message = damageOnce(message, random);
  }
  return message;
}

function damageOnce(value: unknown, random: Random): unknown {
  if (typeof value !== 'object' || value === null || random() < 0.15) return pick(odd, random);
  const copy = Array.isArray(value) ? [...(value as unknown[])] : { ...value };
  const fields = copy as Record<string, unknown>;
  const names = Object.keys(copy);
  const name = pick(names, random);
  const way = random();
  if (name === undefined || way < 0.15) fields[`extra${names.length}`] = pick(odd, random);
  else if (way < 0.3) Reflect.deleteProperty(fields, name);
  else fields[name] = damageOnce(fields[name], random);
  return copy;
}

function pick<T>(list: readonly T[], random: Random): T | undefined {
  return list[Math.floor(random() * list.length)];
}
