import { floatOf, type Entry, type Field, type Tagged, type Value } from '../behaviour/value.ts';

/** A language that values and calls are written in. */
export type Tongue = 'python' | 'javascript';

/** A value as the language writes it; null where it has no literal (an instance, what is opaque). */
export function literal(value: Value, tongue: Tongue): string | null {
  return tongue === 'python' ? python(value) : javascript(value);
}

function python(value: Value): string | null {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return typeof value === 'object' ? taggedInPython(value) : JSON.stringify(value);
}

function taggedInPython(value: Tagged): string | null {
  switch (value.type) {
    case 'float':
      return /^-?\d/.test(value.text) ? value.text : `float("${value.text}")`;
    case 'int':
      return value.text;
    case 'bytes':
      return `b"${escapedBytes(value.base64)}"`;
    case 'list':
    case 'iterator':
      return listed(value.items, python, (items) => `[${items.join(', ')}]`);
    case 'tuple':
      return listed(value.items, python, (items) =>
        items.length === 1 ? `(${items.join('')},)` : `(${items.join(', ')})`,
      );
    case 'set':
      return listed(value.items, python, (items) =>
        items.length === 0 ? 'set()' : `{${items.join(', ')}}`,
      );
    case 'frozenset':
      return listed(value.items, python, (items) => `frozenset([${items.join(', ')}])`);
    case 'dict':
      return pairs(value.entries, python, (key, held) => `${key}: ${held}`, '{', '}');
    case 'object':
      return pairs(value.fields, python, (key, held) => `${key}: ${held}`, '{', '}');
    case 'undefined':
    case 'bigint':
    case 'date':
    case 'map':
    case 'instance':
    case 'opaque':
      return null;
  }
}

function javascript(value: Value): string | null {
  const isTagged = typeof value === 'object' && value !== null;
  return isTagged ? taggedInScript(value) : JSON.stringify(value);
}

function taggedInScript(value: Tagged): string | null {
  switch (value.type) {
    case 'undefined':
      return 'undefined';
    case 'float':
      return Object.is(floatOf(value.text), -0) ? '-0' : String(floatOf(value.text));
    case 'bigint':
      return `${value.text}n`;
    case 'date':
      return `new Date(${JSON.stringify(value.text)})`;
    case 'list':
      return listed(value.items, javascript, (items) => `[${items.join(', ')}]`);
    case 'set':
      return listed(value.items, javascript, (items) => `new Set([${items.join(', ')}])`);
    case 'map':
      return pairs(
        value.entries,
        javascript,
        (key, held) => `[${key}, ${held}]`,
        'new Map([',
        '])',
      );
    case 'object':
      return objectOf(value.fields);
    case 'int':
    case 'bytes':
    case 'tuple':
    case 'frozenset':
    case 'iterator':
    case 'dict':
    case 'instance':
    case 'opaque':
      return null;
  }
}

function objectOf(fields: readonly Field[]): string | null {
  const written = fields.map(([name, held]) => {
    const text = javascript(held);
    const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
    return text === null ? null : `${key}: ${text}`;
  });
  if (written.includes(null)) return null;
  return written.length === 0 ? '{}' : `{ ${written.join(', ')} }`;
}

type Write = (value: Value) => string | null;

function listed(
  items: readonly Value[],
  write: Write,
  join: (items: readonly string[]) => string,
): string | null {
  const written = items.map(write);
  return written.every((text) => text !== null) ? join(written) : null;
}

function pairs(
  entries: readonly Entry[],
  write: Write,
  join: (key: string, held: string) => string,
  open: string,
  close: string,
): string | null {
  const written = entries.map(([key, held]) => {
    const [name, text] = [write(key), write(held)];
    return name === null || text === null ? null : join(name, text);
  });
  return written.includes(null) ? null : `${open}${written.join(', ')}${close}`;
}

/** The inside of a Python bytes literal. */
function escapedBytes(base64: string): string {
  return Array.from(Buffer.from(base64, 'base64'), (byte) =>
    byte >= 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c
      ? String.fromCharCode(byte)
      : `\\x${byte.toString(16).padStart(2, '0')}`,
  ).join('');
}
