import { z } from 'zod';
import { floatOf, value, type Field, type Value } from './value.ts';

/** What came of a call. */
export type Outcome =
  | {
      readonly kind: 'returned';
      readonly value: Value;
      readonly printed: string;
      /** The arguments as the call left them, where it returned nothing. */
      readonly left?: readonly Value[] | undefined;
    }
  | {
      readonly kind: 'raised';
      /** The error's class. */
      readonly error: string;
      readonly message: string;
      readonly printed: string;
    }
  /** Not back in time, or it took the process with it. */
  | { readonly kind: 'timeout' | 'lost' };

/** What the harness in the sandbox says of a call: nothing of it is trusted. */
export const outcome: z.ZodType<Outcome> = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('returned'),
    value,
    printed: z.string(),
    left: z.array(value).optional(),
  }),
  z.object({
    kind: z.literal('raised'),
    error: z.string(),
    message: z.string(),
    printed: z.string(),
  }),
  z.object({ kind: z.enum(['timeout', 'lost']) }),
]);

/** Longer canonical texts are told apart by their start and their length (code units). */
const longestText = 20_000;
/** Doubles count as equal up to this many significant digits. */
const floatDigits = 9;

/**
 * The text by which outcomes are compared: equal texts, equal behaviour. Sets and the keys of
 * objects have no order, 1 and 1.0 are one number, doubles are rounded to 9 significant digits.
 * Errors are compared by class and by the class of their message (`messageClass`).
 */
export function canonicalOutcome(of: Outcome): string {
  switch (of.kind) {
    case 'timeout':
    case 'lost':
      return of.kind;
    case 'raised':
      return bounded(
        `raised ${of.error}: ${messageClass(of.error, of.message)}${printed(of.printed)}`,
      );
    case 'returned': {
      const left = of.left ? ` left ${of.left.map(canonicalText).join(', ')}` : '';
      return bounded(`returned ${canonicalText(of.value)}${left}${printed(of.printed)}`);
    }
  }
}

function printed(text: string): string {
  return text === '' ? '' : ` printed ${JSON.stringify(text.replace(/[ \t]+$/gm, '').trimEnd())}`;
}

function bounded(text: string): string {
  return text.length <= longestText ? text : `${text.slice(0, longestText)}… ${text.length}`;
}

/** Errors that the language itself raises: their words tell how, not what. */
const raisedByLanguage =
  /^(TypeError|AttributeError|IndexError|KeyError|NameError|UnboundLocalError|ZeroDivisionError|RecursionError|OverflowError|MemoryError|AssertionError|ReferenceError|RangeError|SyntaxError|StopIteration|ImportError|ModuleNotFoundError|UnicodeDecodeError|UnicodeEncodeError)$/;

/**
 * What a message says whatever the values in it: without numbers, quoted parts and addresses, and
 * nothing at all for errors of the language itself.
 */
export function messageClass(error: string, message: string): string {
  if (raisedByLanguage.test(error)) return '';
  return message
    .slice(0, 500)
    .replace(/0x[\da-f]+/gi, '#')
    .replace(/"[^"]*"|'[^']*'|`[^`]*`/g, '""')
    .replace(/-?\d+(\.\d+)?(e[+-]?\d+)?/gi, '#')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();
}

/** The canonical text of a value. */
export function canonicalText(of: Value): string {
  if (typeof of === 'number') return numberText(of);
  if (typeof of !== 'object' || of === null) return JSON.stringify(of);
  const list = (items: readonly Value[]) => items.map(canonicalText);
  switch (of.type) {
    case 'undefined':
      return 'undefined';
    case 'float':
      return numberText(floatOf(of.text));
    case 'int':
      return of.text;
    case 'bigint':
      return `${of.text}n`;
    case 'bytes':
      return `bytes ${of.base64}`;
    case 'date':
      return `date ${of.text}`;
    case 'set':
    case 'frozenset':
      return `set {${list(of.items).sort().join(', ')}}`;
    case 'list':
    case 'tuple':
    case 'iterator':
      return `${of.type} [${list(of.items).join(', ')}]`;
    case 'dict':
    case 'map':
      return `${of.type} {${sorted(of.entries.map(([key, held]) => [canonicalText(key), held]))}}`;
    case 'object':
      return `object {${sorted(of.fields)}}`;
    case 'instance':
      return `${of.name} {${sorted(of.fields)}}`;
    case 'opaque':
      return `<${of.name}>`;
  }
}

function sorted(fields: readonly Field[]): string {
  return fields
    .map(([name, held]) => `${JSON.stringify(name)}: ${canonicalText(held)}`)
    .sort()
    .join(', ');
}

function numberText(number: number): string {
  if (!Number.isFinite(number)) return String(number);
  const text = String(Number(number.toPrecision(floatDigits)));
  return Number.isSafeInteger(number) ? String(number + 0) : text === '-0' ? '0' : text;
}
