import { seededRandom, shuffled, type Random } from '../../base/random.ts';
import { mutantsOf, type Kin } from './mutants.ts';
import { isWhole, partsOf, sizeOf, typeOf, type Arguments, type Value } from './value.ts';

/** Arguments to call a function with, and where they come from. */
export interface Input extends Arguments {
  /** `seen` in a call of the tests, `proposed` from outside, or the operator that made it. */
  readonly by: string;
}

export interface InputOptions {
  /** How many inputs to give, at most. */
  readonly count?: number;
  readonly seed: number;
  /** Inputs that a model proposed: they come first. */
  readonly proposed?: readonly Arguments[];
}

export const defaultInputs = 60;

/** More calls of the same function add little that their mutants have not. */
const mostSeen = 40;
/** A larger input tells little more and costs much (values and characters). */
const largestInput = 2000;

/**
 * Every operator gives one input in turn, in this order: by how often their inputs told right
 * programs from wrong ones that pass the same examples (HumanEval, even numbers).
 */
const operators = [
  ...['single', 'extended', 'empty', 'shorter', 'stacked', 'sorted', 'uniform', 'negated'],
  ...['related', 'part', 'boundary', 'doubled', 'long', 'drawn', 'shuffled', 'reversed', 'large'],
  ...['other', 'near', 'scaled', 'combined', 'equal', 'flipped', 'swapped', 'case', 'seen'],
];

/** Mutants are drawn anew until there are enough, this many times at most. */
const mostRounds = 8;

/**
 * Inputs for a function from calls that were seen: the seen ones, and mutants of them that keep
 * their types. Each operator gives one in turn, so that a short list has something of everything.
 * Pure: the same calls and seed give the same inputs. Calls that cannot be built again are left out.
 */
export function generateInputs(seen: readonly Arguments[], options: InputOptions): Input[] {
  const { count = defaultInputs, seed, proposed = [] } = options;
  const random = seededRandom(seed);
  const calls = unique(seen.filter(isCallable)).slice(0, mostSeen);
  const asked = unique(proposed.filter(isCallable)).map((call) => ({ ...call, by: 'proposed' }));
  let made: Input[] = calls.map((call) => ({ ...call, by: 'seen' }));
  for (let round = 0; round < mostRounds && made.length < 2 * count; round++) {
    made = unique([...made, ...calls.flatMap((call) => mutate(call, calls, random))]);
  }
  const groups = operators.map((by) =>
    shuffled(
      made.filter((input) => input.by === by),
      random,
    ),
  );
  return unique([...asked, ...interleaved(groups)]).slice(0, count);
}

/** Can a call be made again with these arguments, in bounded time? */
function isCallable(call: Arguments): boolean {
  const whole = valuesOf(call);
  return (
    whole.every(isWhole) && whole.reduce<number>((sum, v) => sum + sizeOf(v), 0) < largestInput
  );
}

function valuesOf(call: Arguments): readonly Value[] {
  return [...call.args, ...call.named.map(([, held]) => held)];
}

/** The same call with other values, in the order of `valuesOf`. */
function withValues(call: Arguments, values: readonly Value[]): Arguments {
  const named = call.named.map(
    ([name], at) => [name, values[call.args.length + at] ?? null] as const,
  );
  return { args: values.slice(0, call.args.length), named };
}

/** All first mutants of a call, and as many of second order. */
function mutate(call: Arguments, calls: readonly Arguments[], random: Random): Input[] {
  const alike = calls.filter((other) => sameShape(other, call)).map(valuesOf);
  const kinAt = (at: number): Kin => kinOf(alike.map((values) => values[at] ?? null));
  const values = valuesOf(call);
  const changed = (at: number, to: Value, by: string) => ({
    ...withValues(call, values.with(at, to)),
    by,
  });
  const once = values.flatMap((old, at) =>
    mutantsOf(old, kinAt(at), random).map(({ value, by }) => changed(at, value, by)),
  );
  const stacked = once.map((input) => {
    const again = valuesOf(input);
    const at = Math.floor(random() * again.length);
    const mutants = mutantsOf(again[at] ?? null, kinAt(at), random);
    const next = mutants[Math.floor(random() * mutants.length)];
    const to = next ? again.with(at, next.value) : again;
    return { ...withValues(call, to), by: 'stacked' };
  });
  const combined = alike.flatMap((other) =>
    values.map((_, at) => changed(at, other[at] ?? null, 'combined')),
  );
  const related = relations(values).map(({ values: to, by }) => ({ ...withValues(call, to), by }));
  return [...once, ...stacked, ...combined, ...related].filter(isCallable);
}

function sameShape(a: Arguments, b: Arguments): boolean {
  return (
    a.args.length === b.args.length &&
    a.named.length === b.named.length &&
    a.named.every(([name], at) => b.named[at]?.[0] === name)
  );
}

/** Seen at the same place or inside of what was seen there, and of the same type. */
function kinOf(seen: readonly Value[]): Kin {
  const parts = seen.flatMap(partsOf);
  return (like) => {
    // What an empty list may hold is told by the others at its place.
    const isEmpty = typeof like === 'object' && partsOf(like).length === 0;
    return parts.filter((part) => isEmpty || typeOf(part) === typeOf(like));
  };
}

/** One argument told by another: equal, swapped, a length or a member of it, and next to these. */
function relations(values: readonly Value[]): { values: readonly Value[]; by: string }[] {
  return values.flatMap((value, at) =>
    values.flatMap((other, from) => {
      if (at === from) return [];
      const become = (by: string) => (to: Value) => ({ by, values: values.with(at, to) });
      const isAlike = typeOf(value) === typeOf(other);
      const alike = [{ by: 'swapped', values: values.with(at, other).with(from, value) }];
      const length = typeof other === 'string' ? other.length : partsOf(other).length;
      const isWithin = typeOf(value) === 'integer' && length > 0;
      const held = typeof other === 'string' ? Array.from(other) : partsOf(other);
      const members = held.filter((part) => typeOf(part) === typeOf(value)).slice(0, 3);
      return [
        ...(isAlike ? [become('equal')(other), ...alike] : []),
        ...(isWithin ? [length, length - 1, length + 1] : []).map(become('related')),
        ...members.map(become('related')),
      ];
    }),
  );
}

/** One of each list in turn, until all are used up. */
function interleaved<T>(lists: readonly (readonly T[])[]): T[] {
  const longest = Math.max(0, ...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, at) =>
    lists.flatMap((list) => list.slice(at, at + 1)),
  ).flat();
}

function unique<T extends Arguments>(calls: readonly T[]): T[] {
  const byText = new Map<string, T>();
  for (const call of calls) {
    const text = JSON.stringify([call.args, call.named]);
    if (!byText.has(text)) byText.set(text, call);
  }
  return [...byText.values()];
}
