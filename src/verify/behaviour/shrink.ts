import {
  floatOf,
  floatValue,
  partsOf,
  typeOf,
  type Arguments,
  type Entry,
  type Field,
  type Value,
} from './value.ts';

/**
 * How much a person has to take in: every value counts, larger numbers and rarer characters a little
 * more. Only differences matter.
 */
export function weightOf(whole: Value): number {
  if (typeof whole === 'boolean') return whole ? 1.5 : 1;
  if (typeof whole === 'number') return weightOfNumber(whole);
  if (typeof whole === 'string') return weightOfText(whole);
  if (whole === null) return 1;
  if (whole.type === 'float') return weightOfNumber(floatOf(whole.text)) + whole.text.length / 100;
  return partsOf(whole).reduce<number>((sum, part) => sum + weightOf(part), 1);
}

/** The same of all arguments. */
export function weightOfCall({ args, named }: Arguments): number {
  const values = [...args, ...named.map(([, held]) => held)];
  return values.reduce<number>((sum, each) => sum + weightOf(each), 0);
}

function weightOfNumber(number: number): number {
  if (!Number.isFinite(number)) return 100;
  return 1 + Math.log2(1 + Math.abs(number)) + (number < 0 ? 0.1 : 0);
}

function weightOfText(text: string): number {
  return Array.from(text).reduce((sum, c) => sum + (/[a-z]/.test(c) ? 1 : 1.1), 1);
}

/**
 * Calls that are lighter than this one and have its shape: without the last or a named argument, or
 * with one value fewer, shorter or smaller. Boldest first within each argument; pure (shrinking as
 * of QuickCheck: Claessen and Hughes, 2000).
 */
export function smallerCalls(call: Arguments): Arguments[] {
  const { args, named } = call;
  const fewer = [
    ...(args.length > 0 ? [{ args: args.slice(0, -1), named }] : []),
    ...named.map((_, at) => ({ args, named: named.toSpliced(at, 1) })),
  ];
  const positional = args.map((value, at) =>
    smallerValues(value).map((to) => ({ args: args.with(at, to), named })),
  );
  const byName = named.map(([name, value], at) =>
    smallerValues(value).map((to) => ({ args, named: named.with(at, [name, to]) })),
  );
  const weight = weightOfCall(call);
  const all = [...fewer, ...[...positional, ...byName].flat()];
  return all.filter((smaller) => weightOfCall(smaller) < weight);
}

/** Lighter values of the same type, boldest first. */
export function smallerValues(whole: Value): Value[] {
  const weight = weightOf(whole);
  return lesser(whole).filter((value) => weightOf(value) < weight);
}

function lesser(whole: Value): Value[] {
  if (typeof whole === 'boolean') return [false];
  if (typeof whole === 'number') return lesserIntegers(whole);
  if (typeof whole === 'string') return lesserTexts(whole);
  if (whole === null) return [];
  if ('items' in whole) {
    const { type, items } = whole;
    const isSet = type === 'set' || type === 'frozenset';
    // What holds parts of different types is a record: its parts stay where they are.
    const isRecord = new Set(items.map(typeOf)).size > 1;
    const lists = [...(isRecord ? [] : shorter(items)), ...withSmallerPart(items)];
    return lists
      .filter((list) => !isSet || areDistinct(list))
      .map((list) => ({ type, items: list }));
  }
  if ('entries' in whole) {
    const { type, entries } = whole;
    const [keys, held] = [entries.map(([key]) => key), entries.map(([, each]) => each)];
    const tables = [
      ...shorter(entries),
      ...withSmallerPart(held).map((values) => entriesOf(keys, values)),
      ...withSmallerPart(keys).map((values) => entriesOf(values, held)),
    ];
    return tables
      .filter((table) => areDistinct(table.map(([key]) => key)))
      .map((table) => ({ type, entries: table }));
  }
  if ('fields' in whole) {
    const names = whole.fields.map(([name]) => name);
    const records = withSmallerPart(whole.fields.map(([, each]) => each)).map((values) =>
      values.map((each, at): Field => [names[at] ?? '', each]),
    );
    // Every object of a class has its fields.
    const fewer = whole.type === 'object' ? shorter(whole.fields) : [];
    return [...fewer, ...records].map((fields) => ({ ...whole, fields }));
  }
  if (whole.type !== 'float') return [];
  const number = floatOf(whole.text);
  const near = Number.isFinite(number) ? [Math.trunc(number), Math.trunc(number / 2), -number] : [];
  return [0, 1, ...near].map(floatValue);
}

/** Nothing, and the number less half of it, less a quarter, … less one: as few steps as may be. */
function lesserIntegers(n: number): number[] {
  const numbers = [Math.abs(n)];
  for (let step = n; step !== 0; step = Math.trunc(step / 2)) numbers.push(n - step);
  return numbers;
}

function lesserTexts(text: string): string[] {
  const characters = Array.from(text);
  const plain = characters.map((c, at) =>
    /[a-z]/.test(c) ? characters : characters.with(at, 'a'),
  );
  return [...shorter(characters), ...plain].map((each) => each.join(''));
}

/** Nothing, either half, and the list without any one of its parts. */
function shorter<T>(list: readonly T[]): (readonly T[])[] {
  const half = Math.ceil(list.length / 2);
  const lacking = list.map((_, at) => list.toSpliced(at, 1));
  return list.length < 2 ? lacking : [[], list.slice(0, half), list.slice(half), ...lacking];
}

function withSmallerPart(parts: readonly Value[]): (readonly Value[])[] {
  return parts.flatMap((part, at) => smallerValues(part).map((value) => parts.with(at, value)));
}

function entriesOf(keys: readonly Value[], held: readonly Value[]): Entry[] {
  return keys.map((key, at): Entry => [key, held[at] ?? null]);
}

function areDistinct(values: readonly Value[]): boolean {
  return (
    new Set(values.map((each) => `${typeOf(each)} ${JSON.stringify(each)}`)).size === values.length
  );
}

/** Bounds of a minimisation. */
export interface ShrinkBounds {
  /** Rounds; each gives up to `perRound` smaller calls to `holds` at once. */
  readonly rounds: number;
  readonly perRound: number;
}

/**
 * The lightest call that can be come to by steps after each of which what matters still holds: each
 * round goes on from the lightest that does. `holds` answers for every call given, in their order.
 */
export async function minimise<T extends Arguments>(
  call: T,
  holds: (calls: readonly T[]) => Promise<readonly boolean[]>,
  { rounds, perRound }: ShrinkBounds,
): Promise<T> {
  let least = call;
  for (let round = 0; round < rounds; round++) {
    const all = smallerCalls(least).map((smaller): T => ({ ...least, ...smaller }));
    const smaller = spread(all, perRound);
    if (smaller.length === 0) break;
    const held = await holds(smaller);
    const [next] = smaller
      .filter((_, at) => held[at])
      .toSorted((a, b) => weightOfCall(a) - weightOfCall(b));
    if (!next) break;
    least = next;
  }
  return least;
}

/** As many of them, the lightest, and some from all over. */
function spread<T extends Arguments>(calls: readonly T[], most: number): readonly T[] {
  if (calls.length <= most) return calls;
  const lightest = calls.toSorted((a, b) => weightOfCall(a) - weightOfCall(b));
  const half = Math.floor(most / 2);
  const rest = lightest.slice(half);
  const step = rest.length / (most - half);
  const others = Array.from({ length: most - half }, (_, at) => rest[Math.floor(at * step)]);
  return [...lightest.slice(0, half), ...others.flatMap((each) => each ?? [])];
}
