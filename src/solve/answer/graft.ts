import type { Failure } from '../../base/failure.ts';
import type { LanguageName, Syntax } from '../../base/syntax.ts';
import {
  type Definition,
  definitionsOf,
  onlyDefinitions,
  type Span,
  stringRows,
} from './definitions.ts';

/** Definitions that a block of an answer consists of. */
export interface Scion {
  readonly text: string;
  readonly definitions: readonly Definition[];
  /** Rows of `text` that must keep their margin. */
  readonly fixedRows: ReadonlySet<number>;
}

/** Reads a block as definitions and nothing else. Null where it is more than that, or less. */
export async function readScion(
  text: string,
  language: LanguageName,
  syntax: Syntax,
): Promise<Scion | null> {
  const plain = language === 'python' ? dedented(text) : text;
  const whole = await parsed(plain, language, syntax);
  if (whole || language === 'python') return whole;
  // A lone method is no JavaScript until a class stands around it.
  const [head, tail] = ['class Wrapper {\n', '\n}'];
  const wrapped = await parsed(head + text + tail, language, syntax);
  const methods = wrapped && (await membersOf(wrapped.text, language, syntax));
  return methods && methods.length > 0 ? { ...wrapped, definitions: methods } : null;
}

async function parsed(text: string, language: LanguageName, syntax: Syntax): Promise<Scion | null> {
  const tree = await syntax.parse(language, text);
  try {
    const definitions = onlyDefinitions(tree.rootNode);
    return definitions && { text, definitions, fixedRows: stringRows(tree.rootNode) };
  } finally {
    tree.delete();
  }
}

/** Every function and class of a file, by syntax. */
export async function readDefinitions(
  text: string,
  language: LanguageName,
  syntax: Syntax,
): Promise<Definition[]> {
  const tree = await syntax.parse(language, text);
  try {
    return definitionsOf(tree.rootNode);
  } finally {
    tree.delete();
  }
}

async function membersOf(text: string, language: LanguageName, syntax: Syntax) {
  const all = await readDefinitions(text, language, syntax);
  return all.filter((definition) => definition.member);
}

function dedented(text: string): string {
  const margins = text.match(/^[ \t]*(?=\S)/gm) ?? [];
  const least = margins.reduce(
    (one, other) => (other.length < one.length ? other : one),
    margins[0] ?? '',
  );
  return least === '' ? text : text.replace(new RegExp(`^${least}`, 'gm'), '');
}

/**
 * The definition that `wanted` replaces: of its name, and of its mark where several have the name.
 */
function rootstock(wanted: Definition, file: readonly Definition[]): Definition | null {
  const same = file.filter((one) => one.name === wanted.name && one.member === wanted.member);
  const marked = same.filter((one) => one.mark === wanted.mark);
  return (same.length > 1 ? oneOf(marked) : oneOf(same)) ?? null;
}

function oneOf<T>(items: readonly T[]): T | undefined {
  return items.length === 1 ? items[0] : undefined;
}

/**
 * Puts each definition of a block in the place of the one of its name in a file, at that one's
 * indentation. The file's `export` stands; its decorators too, unless the block brings its own. New
 * functions go before the known one that follows them in the block (else after the last). Null
 * where the block defines nothing that the file does; a failure, `function-ambiguous`, where a name
 * has several candidates.
 */
export function graft(
  file: string,
  known: readonly Definition[],
  scion: Scion,
  path: string,
): { text: string } | Failure | null {
  const edits: (Span & { text: string })[] = [];
  let waiting = '';
  let last: Definition | null = null;
  const taken = new Set<Definition>();
  for (const [at, wanted] of scion.definitions.entries()) {
    const place = rootstock(wanted, known);
    if (!place) {
      if (known.some((one) => one.name === wanted.name)) return ambiguous(wanted.name, path);
      // Up to the next definition, and so with the empty lines between them.
      waiting += scion.text.slice(wanted.outer.start, scion.definitions[at + 1]?.outer.start);
      continue;
    }
    // What defines a name twice means its own order: it is a file.
    if (taken.has(place)) return null;
    taken.add(place);
    if (waiting !== '') {
      if (!place.top) return ambiguous(wanted.name, path);
      edits.push({ start: place.outer.start, end: place.outer.start, text: waiting });
      waiting = '';
    }
    edits.push(replacement(file, place, scion, wanted));
    last = place;
  }
  if (!last) return null;
  if (waiting !== '') {
    const end = last.outer.end;
    edits.push({ start: end, end, text: `\n\n${waiting.trimEnd()}` });
  }
  return { text: withEdits(file, edits) };
}

function ambiguous(name: string, path: string): Failure {
  const why = `The answer gives ${name} alone, and it is not clear where in ${path} it belongs.`;
  return { code: 'function-ambiguous', why };
}

function cut(text: string, span: Span): string {
  return text.slice(span.start, span.end);
}

/** The edit that puts `wanted` in `place`. */
function replacement(file: string, place: Definition, scion: Scion, wanted: Definition) {
  const decorated = wanted.mark !== '' && !wanted.member;
  const from = decorated ? wanted.outer : wanted.inner;
  const to = decorated ? place.outer : place.inner;
  const text = reindented(scion, from, marginAt(scion.text, from.start), marginAt(file, to.start));
  return { ...to, text };
}

/** The white space that the line of an offset begins with. */
function marginAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start))?.[0] ?? '';
}

function reindented(scion: Scion, span: Span, written: string, wanted: string): string {
  const text = cut(scion.text, span);
  if (written === wanted) return text;
  const firstRow = scion.text.slice(0, span.start).split('\n').length - 1;
  const move = (line: string, at: number) => {
    if (at === 0 || line.trim() === '' || scion.fixedRows.has(firstRow + at)) return line;
    return wanted + (line.startsWith(written) ? line.slice(written.length) : line.trimStart());
  };
  return text.split('\n').map(move).join('\n');
}

/** Applies edits that do not overlap; those at one place in their order. */
function withEdits(text: string, edits: readonly (Span & { text: string })[]): string {
  let out = '';
  let at = 0;
  for (const edit of [...edits].sort((one, other) => one.start - other.start)) {
    out += text.slice(at, edit.start) + edit.text;
    at = Math.max(at, edit.end);
  }
  return out + text.slice(at);
}
