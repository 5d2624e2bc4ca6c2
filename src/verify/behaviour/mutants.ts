import { shuffled, type Random } from '../../base/random.ts';
import { typeOf, floatOf, floatValue, type Entry, type Field, type Value } from './value.ts';

/** Something made from another one of its kind; `by` names the operator. */
interface Made<T> {
  readonly by: string;
  readonly value: T;
}

/** A value made from another one of the same type. */
export type Mutant = Made<Value>;

/** Values like this one that were seen elsewhere: where a list's new element is drawn from. */
export type Kin = (like: Value) => readonly Value[];

/** A sequence or a text grown by an operator is at least this long. */
const longLength = 40;

/**
 * The mutants of a value: its type's boundaries, the same thing shorter, longer, in another order,
 * and the same with one part changed. Types are kept, inside too; what has no neighbours (null, a
 * date, what is opaque) has no mutants.
 */
export function mutantsOf(whole: Value, kin: Kin, random: Random): Mutant[] {
  if (typeof whole === 'boolean') return [{ by: 'flipped', value: !whole }];
  if (typeof whole === 'number') return integers(whole, random);
  if (typeof whole === 'string') return texts(whole, random);
  if (whole === null) return [];
  if ('items' in whole) {
    const { type, items } = whole;
    const isSet = type === 'set' || type === 'frozenset';
    const made = isSet ? sets(items, kin, random) : sequences(items, kin, random);
    return made.map(({ by, value }) => ({ by, value: { type, items: value } }));
  }
  if ('entries' in whole) {
    const { type, entries } = whole;
    const made = tables(entries, kin, random);
    return made.map(({ by, value }) => ({ by, value: { type, entries: value } }));
  }
  if ('fields' in whole) {
    const made = records(whole.fields, whole.type === 'object', kin, random);
    return made.map(({ by, value }) => ({ by, value: { ...whole, fields: value } }));
  }
  if (whole.type === 'float') return floats(floatOf(whole.text));
  return whole.type === 'bytes' ? bytes(whole.base64, random) : [];
}

function integers(n: number, random: Random): Mutant[] {
  const reach = Math.max(10, Math.abs(n) * 2);
  const anywhere = () => Math.floor(random() * (2 * reach + 1)) - (n < 0 ? reach : 0);
  return named<number>({
    boundary: [0, 1, -1, 2],
    near: [n + 1, n - 1],
    negated: [-n],
    scaled: [n * 2, n * 10, Math.trunc(n / 2)],
    large: [100, 1000, 12_345],
    drawn: [anywhere(), anywhere(), anywhere()],
  }).filter(({ value }) => Number.isSafeInteger(value) && !Object.is(value, -0));
}

function floats(x: number): Mutant[] {
  return named<number>({
    boundary: [0, 1, -1, 0.5],
    near: [x + 1e-6, x + 0.5, x - 0.5],
    negated: [-x],
    scaled: [x * 10, x / 10, Math.trunc(x)],
    large: [1e6 + 0.5],
  }).map(({ by, value }) => ({ by, value: floatValue(value) }));
}

/** Characters of classes that a text may not have yet. */
const otherCharacters = [' ', '0', '7', 'z', 'Z', '_', '-', '.', ',', '(', 'é', '\n', '😀'];

function bytes(base64: string, random: Random): Mutant[] {
  const text = Buffer.from(base64, 'base64').toString('latin1');
  return texts(text, random).map(({ by, value }) => ({
    by,
    value: { type: 'bytes', base64: Buffer.from(value, 'latin1').toString('base64') },
  }));
}

function texts(text: string, random: Random): Made<string>[] {
  const characters = Array.from(text);
  const pick = <T>(from: readonly T[]) => from[Math.floor(random() * from.length)] as T;
  const put = (at: number, ...added: string[]) => characters.toSpliced(at, 0, ...added).join('');
  const place = () => Math.floor(random() * (characters.length + 1));
  if (characters.length === 0)
    return named<string>({ other: [' ', 'a', 'Ab1'], drawn: [pick(otherCharacters)] });
  const drawn = (length: number) => Array.from({ length }, () => pick(characters)).join('');
  const words = text.split(' ');
  return named<string>({
    empty: [''],
    single: [characters[0] ?? '', pick(characters)],
    shorter: [characters.slice(1).join(''), characters.slice(0, -1).join('')],
    doubled: [put(place(), pick(characters)), text + text],
    reversed: [characters.toReversed().join(''), text + characters.toReversed().join('')],
    sorted: [characters.toSorted().join('')],
    shuffled: [shuffled(characters, random).join(''), shuffled(words, random).join(' ')],
    uniform: [pick(characters).repeat(characters.length)],
    case: [swapCase(text), text.toUpperCase(), text.toLowerCase()],
    other: [
      put(place(), pick(otherCharacters)),
      put(0, pick(otherCharacters)),
      put(characters.length, pick(otherCharacters)),
      `${text} ${pick(words)}`,
    ],
    drawn: [
      drawn(1 + Math.floor(random() * characters.length * 2)),
      drawn(characters.length),
      drawn(characters.length + 1),
    ],
    long: [drawn(Math.max(longLength, characters.length * 3))],
  });
}

function swapCase(text: string): string {
  return Array.from(text, (c) => (c === c.toLowerCase() ? c.toUpperCase() : c.toLowerCase())).join(
    '',
  );
}

type Items = readonly Value[];

function sequences(items: Items, kin: Kin, random: Random): Made<Items>[] {
  const inner = changedPart(items, kin, random);
  // What holds parts of different types is a record: its parts stay where they are.
  if (new Set(items.map(typeOf)).size > 1) return inner;
  const pick = (from: Items) => from[Math.floor(random() * from.length)] as Value;
  const relatives = items.length > 0 ? items.flatMap(kin) : kin({ type: 'list', items });
  const fresh = relatives.length > 0 ? relatives : items.length > 0 ? items : [0, 1, 2];
  const drawn = (length: number) => Array.from({ length }, () => pick(fresh));
  const grown = named<Items>({
    empty: [[]],
    single: [drawn(1)],
    extended: [
      [...items, pick(fresh)],
      [pick(fresh), ...items],
    ],
    drawn: [drawn(items.length), drawn(2 + Math.floor(random() * 5))],
    long: [drawn(Math.max(longLength, items.length * 3))],
  });
  return items.length === 0 ? grown : [...grown, ...rearranged(items, random), ...inner];
}

function rearranged(items: Items, random: Random): Made<Items>[] {
  const chosen = items[Math.floor(random() * items.length)] as Value;
  const ordered = items.toSorted(compare);
  return named<Items>({
    single: [[chosen]],
    shorter: [items.slice(1), items.slice(0, -1)],
    doubled: [
      [...items, chosen],
      [chosen, ...items],
      [...items, ...items],
    ],
    reversed: [items.toReversed()],
    sorted: [ordered, ordered.toReversed()],
    shuffled: [shuffled(items, random)],
    uniform: [items.map(() => chosen)],
    negated: items.every((item) => typeof item === 'number') ? [items.map((item) => 0 - item)] : [],
  });
}

/** The same parts, but one of them replaced by a mutant of its own. */
function changedPart(items: Items, kin: Kin, random: Random): Made<Items>[] {
  if (items.length === 0) return [];
  const chosen = Math.floor(random() * items.length);
  const mutants = mutantsOf(items[chosen] as Value, kin, random);
  return shuffled(mutants, random)
    .slice(0, 6)
    .map(({ value }) => ({ by: 'part', value: items.with(chosen, value) }));
}

const ordering = new Set(['reversed', 'sorted', 'shuffled', 'doubled', 'uniform']);

function sets(items: Items, kin: Kin, random: Random): Made<Items>[] {
  return sequences(items, kin, random)
    .filter(({ by }) => !ordering.has(by))
    .map(({ by, value }) => ({ by, value: distinct(value) }));
}

function distinct(items: Items): Value[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}

function tables(entries: readonly Entry[], kin: Kin, random: Random): Made<readonly Entry[]>[] {
  const held = entries.map(([, each]) => each);
  const keys = new Set(entries.map(([key]) => JSON.stringify(key)));
  const added = entries.slice(0, 1).flatMap(([key, each]) =>
    mutantsOf(key, kin, random)
      .filter(({ value }) => !keys.has(JSON.stringify(value)))
      .slice(0, 3)
      .map(({ value }) => ({ by: 'extended', value: [...entries, [value, each] as const] })),
  );
  const parts = changedPart(held, kin, random).map(({ by, value }) => ({
    by,
    value: value.map((each, at): Entry => [entries[at]?.[0] ?? null, each]),
  }));
  return [
    { by: 'empty', value: [] },
    { by: 'shorter', value: entries.slice(1) },
    { by: 'single', value: entries.slice(0, 1) },
    { by: 'reversed', value: entries.toReversed() },
    ...added,
    ...parts,
  ];
}

/** `free`: fields may be missing, as in a plain object. */
function records(
  fields: readonly Field[],
  free: boolean,
  kin: Kin,
  random: Random,
): Made<readonly Field[]>[] {
  const held = fields.map(([, each]) => each);
  const parts = changedPart(held, kin, random).map(({ by, value }) => ({
    by,
    value: value.map((each, at): Field => [fields[at]?.[0] ?? '', each]),
  }));
  const dropped = Math.floor(random() * fields.length);
  const fewer = [
    { by: 'empty', value: [] },
    { by: 'shorter', value: fields.filter((_, at) => at !== dropped) },
  ];
  return free ? [...fewer, ...parts] : parts;
}

function named<T>(made: Readonly<Record<string, readonly T[]>>): Made<T>[] {
  return Object.entries(made).flatMap(([by, values]) => values.map((value) => ({ by, value })));
}

/** Numbers by size, texts by code units, all else by how it is written. */
function compare(a: Value, b: Value): number {
  const [x, y] = [orderOf(a), orderOf(b)];
  return x < y ? -1 : x > y ? 1 : 0;
}

function orderOf(whole: Value): number | string {
  if (typeof whole === 'number' || typeof whole === 'string') return whole;
  const isFloat = typeof whole === 'object' && whole?.type === 'float';
  return isFloat ? floatOf(whole.text) : JSON.stringify(whole);
}
