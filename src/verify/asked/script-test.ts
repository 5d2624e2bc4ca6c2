import path from 'node:path';
import { clip } from '../../trace/format.ts';
import { literal } from './literals.ts';
import type { AskedCall, Demanded } from './asked-test.ts';

/** A test at the end of a JavaScript or TypeScript file; null where it cannot be said. */
export function scriptTest(call: AskedCall, expected: Demanded): string | null {
  const reached = reach(call);
  const args = call.args.map((value) => literal(value, 'javascript'));
  if (!reached || call.named.length > 0 || !args.every((text) => text !== null)) return null;
  const style = styleOf(call);
  const written = `${reached.name}(${args.join(', ')})`;
  const lines = assertion(written, reached.name, args, expected, call.isAsync, style);
  if (!lines) return null;
  const result = expected.kind === 'raised' ? `throws ${expected.error}` : 'as answered';
  const title = freeTitle(clip(`${written} ${result}`, 100), call.testText);
  const head = `${style.test}(${quoted(title, style)}, ${call.isAsync ? 'async ' : ''}() => {`;
  const end = style.semicolon;
  const body = lines.map((line) => `  ${line}${end}`).join('\n');
  const imports = [...reached.imports, ...style.imports].map((line) => line + end);
  const text = withImports(call.testText, imports, style).trimEnd();
  return `${text}\n\n${head}\n${body}\n})${end}\n`;
}

interface Style {
  /** `test` or `it`, as the file calls it. */
  readonly test: string;
  readonly asserts: 'expect' | 'chai' | 'assert';
  /** What the file calls node's assert. */
  readonly assert: string;
  readonly quote: string;
  readonly semicolon: string;
  readonly isModule: boolean;
  /** Lines that the assertion needs and the file has not. */
  readonly imports: readonly string[];
}

function styleOf({ testText, runner }: AskedCall): Style {
  const usual = runner === 'mocha' ? 'it' : 'test';
  const test = /\b(it|test)\(/.exec(testText)?.[1] ?? usual;
  const isModule = /^import\s/m.test(testText);
  const quote = (testText.match(/'/g) ?? []).length >= (testText.match(/"/g) ?? []).length;
  const ends = testText.split('\n').filter((line) => /[\w)'"\]}]$/.test(line.trimEnd()));
  const finished = testText.split('\n').filter((line) => line.trimEnd().endsWith(';'));
  const rest = {
    test,
    quote: quote ? "'" : '"',
    semicolon: finished.length * 3 >= ends.length ? ';' : '',
    isModule,
  };
  if (/\bchai\b/.test(testText) && /\bexpect\(/.test(testText)) {
    return { ...rest, asserts: 'chai', assert: '', imports: [] };
  }
  if (runner === 'jest' || runner === 'vitest' || /\bexpect\(/.test(testText)) {
    return { ...rest, asserts: 'expect', assert: '', imports: [] };
  }
  const named =
    /^import\s+(?:\*\s+as\s+)?(\w+)[^\n]*from\s+['"](?:node:)?assert/m.exec(testText)?.[1] ??
    /(\w+)\s*=\s*require\(['"](?:node:)?assert/.exec(testText)?.[1];
  const assert = named ?? 'assert';
  const line = isModule
    ? `import assert from ${rest.quote}node:assert/strict${rest.quote}`
    : `const assert = require(${rest.quote}node:assert/strict${rest.quote})`;
  return { ...rest, asserts: 'assert', assert, imports: named === undefined ? [line] : [] };
}

function assertion(
  written: string,
  name: string,
  args: readonly (string | null)[],
  expected: Demanded,
  isAsync: boolean,
  style: Style,
): string[] | null {
  if (expected.kind === 'raised') return [throws(written, isAsync, style)];
  const waited = isAsync ? 'await ' : '';
  if (!expected.left) {
    const wanted = literal(expected.value, 'javascript');
    return wanted === null ? null : [equal(waited + written, wanted, style)];
  }
  // It returned nothing: what it left of its arguments is the answer.
  const left = expected.left.map((value) => literal(value, 'javascript'));
  if (!left.every((text) => text !== null)) return null;
  return [
    `const given = [${args.join(', ')}]`,
    `${waited}${name}(...given)`,
    equal('given', `[${left.join(', ')}]`, style),
  ];
}

function equal(actual: string, wanted: string, { asserts, assert }: Style): string {
  switch (asserts) {
    case 'expect':
      return `expect(${actual}).toEqual(${wanted})`;
    case 'chai':
      return `expect(${actual}).to.deep.equal(${wanted})`;
    case 'assert':
      return `${assert}.deepStrictEqual(${actual}, ${wanted})`;
  }
}

function throws(written: string, isAsync: boolean, { asserts, assert }: Style): string {
  const run = `${isAsync ? 'async ' : ''}() => ${written}`;
  if (asserts === 'assert')
    return `${isAsync ? 'await ' : ''}${assert}.${isAsync ? 'rejects' : 'throws'}(${run})`;
  if (asserts === 'chai') return `expect(${run}).to.throw()`;
  return isAsync ? `await expect(${written}).rejects.toThrow()` : `expect(${run}).toThrow()`;
}

/** How the test reaches the function; null for a method, which needs an object. */
function reach(call: AskedCall): { name: string; imports: string[] } | null {
  const name = call.name.replace(/^(?:module\.)?exports\./, '');
  if (name.includes('.prototype.') || name.startsWith('module')) return null;
  const [owner = ''] = name.split('.');
  const { testText, testFile, source } = call;
  const bound = new RegExp(
    `(?:import\\s[^;'"]*\\b${owner}\\b[^;'"]*from|(?:const|let|var)\\s[^=;]*\\b${owner}\\b[^=;]*=\\s*require)`,
  );
  if (bound.test(testText)) return { name, imports: [] };
  const style = styleOf(call);
  const specifier = specifierOf(testText, testFile, source);
  const from = `${style.quote}${specifier}${style.quote}`;
  const whole = new RegExp(`(\\w+)\\s*=\\s*require\\(['"]${escape(specifier)}['"]\\)`).exec(
    testText,
  );
  const all = new RegExp(
    `import\\s+(?:\\*\\s+as\\s+)?(\\w+)\\s+from\\s+['"]${escape(specifier)}['"]`,
  ).exec(testText);
  const namespace = whole?.[1] ?? all?.[1];
  if (namespace !== undefined) return { name: `${namespace}.${name}`, imports: [] };
  const line = style.isModule
    ? `import { ${owner} } from ${from}`
    : `const { ${owner} } = require(${from})`;
  return { name, imports: [line] };
}

/** The source as the test file names it, or would. */
function specifierOf(testText: string, testFile: string, source: string): string {
  const bare = (file: string) => file.replace(/\.[cm]?[jt]sx?$/, '').replace(/\/index$/, '');
  const folder = path.posix.dirname(testFile);
  const quoted = [...testText.matchAll(/['"](\.{1,2}\/[^'"]*|\.{1,2})['"]/g)].map(
    ([, each = '']) => each,
  );
  const same = quoted.find((each) => bare(path.posix.join(folder, each)) === bare(source));
  if (same !== undefined) return same;
  const relative = path.posix.relative(folder, source);
  return relative.startsWith('.') ? relative : `./${relative}`;
}

/** Puts imports behind those that are there, else at the top. */
function withImports(text: string, imports: readonly string[], { isModule }: Style): string {
  if (imports.length === 0) return text;
  const lines = text.split('\n');
  const pattern = isModule ? /^import\s|^} from\s/ : /=\s*require\(/;
  const at = lines.findLastIndex((line) => pattern.test(line)) + 1;
  return [...lines.slice(0, at), ...imports, ...lines.slice(at)].join('\n');
}

function freeTitle(title: string, text: string): string {
  let free = title;
  for (let n = 2; text.includes(free); n++) free = `${title} (${n})`;
  return free;
}

function quoted(text: string, { quote }: Style): string {
  const escaped = text.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`);
  return `${quote}${escaped.replaceAll('\n', '\\n')}${quote}`;
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
