import { z } from 'zod';

/**
 * An argument or a result of Python or JavaScript as JSON. Plain numbers are integers within ±2^53
 * (in Python an `int`); everything that JSON has not is tagged.
 */
export type Value = null | boolean | number | string | Tagged;

export type Tagged =
  | { readonly type: 'undefined' }
  /** Any other double: `1.5`, `2.0` (a Python float), `-0.0`, `nan`, `inf`, `-inf`. */
  | { readonly type: 'float'; readonly text: string }
  /** Decimal digits: `int` is Python's beyond 2^53, `bigint` JavaScript's. */
  | { readonly type: 'int' | 'bigint'; readonly text: string }
  | { readonly type: 'bytes'; readonly base64: string }
  /** ISO 8601. */
  | { readonly type: 'date'; readonly text: string }
  | { readonly type: SequenceType; readonly items: readonly Value[] }
  | { readonly type: 'dict' | 'map'; readonly entries: readonly Entry[] }
  /** A plain object of JavaScript. */
  | { readonly type: 'object'; readonly fields: readonly Field[] }
  /** An object of a class that can be found again by its module and name, and what it holds. */
  | {
      readonly type: 'instance';
      readonly module: string;
      readonly name: string;
      readonly fields: readonly Field[];
    }
  /** What cannot be written down: a function, a cycle, a handle, or too much. `name`: of its type. */
  | { readonly type: 'opaque'; readonly name: string };

/** `iterator`: what a generator gave, to its end or the bound. */
export type SequenceType = 'list' | 'tuple' | 'set' | 'frozenset' | 'iterator';
export type Entry = readonly [Value, Value];
export type Field = readonly [string, Value];

const entry: z.ZodType<Entry> = z.lazy(() => z.tuple([value, value]));
const fields: z.ZodType<readonly Field[]> = z.lazy(() => z.array(z.tuple([z.string(), value])));
const digits = z.string().regex(/^-?\d{1,5000}$/);

/** What a process of the sandbox says that a value is: nothing of it is trusted. */
export const value: z.ZodType<Value> = z.lazy(() =>
  z.union([
    z.null(),
    z.boolean(),
    z.number().refine(Number.isSafeInteger),
    z.string(),
    z.discriminatedUnion('type', [
      z.object({ type: z.literal('undefined') }),
      z.object({ type: z.literal('float'), text: z.string().refine(isFloatText) }),
      z.object({ type: z.enum(['int', 'bigint']), text: digits }),
      z.object({ type: z.literal('bytes'), base64: z.base64() }),
      z.object({ type: z.literal('date'), text: z.string().max(60) }),
      z.object({
        type: z.enum(['list', 'tuple', 'set', 'frozenset', 'iterator']),
        items: z.array(value),
      }),
      z.object({ type: z.enum(['dict', 'map']), entries: z.array(entry) }),
      z.object({ type: z.literal('object'), fields }),
      z.object({ type: z.literal('instance'), module: z.string(), name: z.string(), fields }),
      z.object({ type: z.literal('opaque'), name: z.string() }),
    ]),
  ]),
);

/** What a function is called with. */
export interface Arguments {
  readonly args: readonly Value[];
  /** Python's keyword arguments. */
  readonly named: readonly Field[];
}

export const callArguments: z.ZodType<Arguments> = z.object({
  args: z.array(value),
  named: fields,
});

/** The values right inside of a value, keys before what they stand for. */
export function partsOf(whole: Value): readonly Value[] {
  if (typeof whole !== 'object' || whole === null) return [];
  if ('items' in whole) return whole.items;
  if ('entries' in whole) return whole.entries.flat();
  return 'fields' in whole ? whole.fields.map(([, held]) => held) : [];
}

/** Can the value be built again: is nothing in it opaque? */
export function isWhole(whole: Value): boolean {
  return typeOf(whole) !== 'opaque' && partsOf(whole).every(isWhole);
}

/** How many values a value is made of, itself among them; a text counts by its length. */
export function sizeOf(whole: Value): number {
  const own = typeof whole === 'string' ? 1 + whole.length : 1;
  return partsOf(whole).reduce<number>((sum, part) => sum + sizeOf(part), own);
}

export type ValueType = 'null' | 'boolean' | 'integer' | 'string' | Tagged['type'];

export function typeOf(whole: Value): ValueType {
  if (whole === null) return 'null';
  if (typeof whole === 'number') return 'integer';
  if (typeof whole === 'object') return whole.type;
  return typeof whole === 'string' ? 'string' : 'boolean';
}

const special: Readonly<Record<string, number>> = { nan: NaN, inf: Infinity, '-inf': -Infinity };

/** The number that a float's text stands for. */
export function floatOf(text: string): number {
  return special[text] ?? Number(text);
}

/** A double as a tagged float; Python writes whole ones with a point, and so does this. */
export function floatValue(number: number): Value {
  if (Number.isNaN(number)) return { type: 'float', text: 'nan' };
  if (!Number.isFinite(number)) return { type: 'float', text: number > 0 ? 'inf' : '-inf' };
  const text = Object.is(number, -0) ? '-0' : String(number);
  return { type: 'float', text: /^-?\d+$/.test(text) ? `${text}.0` : text };
}

function isFloatText(text: string): boolean {
  return text in special || /^-?\d+(\.\d+)?(e[+-]?\d+)?$/.test(text);
}
