import type { Node } from 'web-tree-sitter';
import { languageOf, type Syntax } from '../base/syntax.ts';
import type { SourceFile, TestPlace } from './runner.ts';

const suites = new Set(['describe', 'suite']);
const tests = new Set(['it', 'test']);

/**
 * Every test whose title, and those of its suites, are written out. Titles that are put together at
 * run time cannot be read, nor tests made by `each`. Subtests inside a test are part of it.
 */
export async function javaScriptTests(file: SourceFile, syntax: Syntax): Promise<TestPlace[]> {
  const language = languageOf(file.path);
  if (!language) return [];
  const tree = await syntax.parse(language, file.text);
  try {
    return placesIn(tree.rootNode, []);
  } finally {
    tree.delete();
  }
}

/** `file > suite > test` for every test that can be read. */
export async function listJavaScript(file: SourceFile, syntax: Syntax): Promise<string[]> {
  const places = await javaScriptTests(file, syntax);
  return [...new Set(places.map(({ names }) => [file.path, ...names].join(' > ')))];
}

function placesIn(node: Node, suites: readonly string[]): TestPlace[] {
  return node.namedChildren.flatMap((child) => {
    if (!child) return [];
    const call = child.type === 'call_expression' ? readCall(child) : null;
    if (!call) return placesIn(child, suites);
    if (call.title === null) return [];
    const names = [...suites, call.title];
    const [start, end] = [child.startPosition.row, child.endPosition.row];
    if (call.isTest) return [{ names, start, end }];
    return call.body ? placesIn(call.body, names) : [];
  });
}

interface Call {
  readonly isTest: boolean;
  /** Null where it is not written out. */
  readonly title: string | null;
  readonly body: Node | null;
}

/** A call that declares a test or suite; null for any other. */
function readCall(call: Node): Call | null {
  const callee = call.childForFieldName('function');
  const args = call.childForFieldName('arguments');
  const name = calleeName(callee);
  if (!args || name === null || !(suites.has(name) || tests.has(name))) return null;
  // `test.each(rows)('title')`: the rows make the titles.
  if (callee?.type === 'call_expression') return { isTest: true, title: null, body: null };
  const [first, ...rest] = args.namedChildren;
  return { isTest: tests.has(name), title: literal(first ?? null), body: rest.at(-1) ?? null };
}

/** The name that a callee starts with: `it` of `it`, `it.only` and `it.each(rows)`. */
function calleeName(callee: Node | null): string | null {
  if (callee?.type === 'identifier') return callee.text;
  if (callee?.type === 'member_expression') return calleeName(callee.childForFieldName('object'));
  return callee?.type === 'call_expression'
    ? calleeName(callee.childForFieldName('function'))
    : null;
}

function literal(node: Node | null): string | null {
  if (node?.type !== 'string' && node?.type !== 'template_string') return null;
  if (node.namedChildren.some((part) => part?.type === 'template_substitution')) return null;
  return unescape(node.text.slice(1, -1));
}

const escapes: Record<string, string> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
  v: '\v',
  0: '\0',
};

function unescape(text: string): string {
  return text.replace(
    /\\(?:u\{([\da-f]+)\}|u([\da-f]{4})|x([\da-f]{2})|(\r\n|[\s\S]))/gi,
    (_, braced?: string, four?: string, two?: string, other?: string) => {
      const code = braced ?? four ?? two;
      if (code !== undefined) return String.fromCodePoint(Number.parseInt(code, 16));
      if (other === '\n' || other === '\r\n') return '';
      return escapes[other ?? ''] ?? other ?? '';
    },
  );
}
