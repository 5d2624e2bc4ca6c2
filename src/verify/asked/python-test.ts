import type { Syntax } from '../../base/syntax.ts';
import { literal } from './literals.ts';
import type { Value } from '../behaviour/value.ts';
import type { AskedCall, Demanded } from './asked-test.ts';

/** A pytest function at the end of the file. */
export function pytestTest(call: AskedCall, expected: Demanded): string | null {
  const { testText } = call;
  const body = bodyOf(call, expected, {
    equal: (actual, wanted) =>
      isFloat(expected)
        ? `assert ${actual} == pytest.approx(${wanted})`
        : `assert ${actual} == ${wanted}`,
    raises: (error) => `with pytest.raises(${error}):`,
  });
  if (!body) return null;
  const usesPytest = body.some((line) => line.includes('pytest.')) && !binds(testText, 'pytest');
  const lines = [...(usesPytest ? ['import pytest', ''] : []), ...body];
  const name = freeName(call);
  return `${testText.trimEnd()}\n\n\ndef ${name}():\n${indented(lines, '    ')}\n`;
}

/** A method at the end of the file's last TestCase; null where there is none. */
export async function unittestTest(
  call: AskedCall,
  expected: Demanded,
  syntax: Syntax,
): Promise<string | null> {
  const { testText } = call;
  const body = bodyOf(call, expected, {
    equal: (actual, wanted) =>
      isFloat(expected)
        ? `self.assertAlmostEqual(${actual}, ${wanted})`
        : `self.assertEqual(${actual}, ${wanted})`,
    raises: (error) => `with self.assertRaises(${error}):`,
  });
  const place = await lastTestCase(testText, syntax);
  if (!body || !place) return null;
  const { end, indent } = place;
  const step = indent.length > 0 ? indent : '    ';
  const method = `${indent}def ${freeName(call)}(self):\n${indented(body, indent + step)}`;
  const rest = testText.slice(end);
  return `${testText.slice(0, end).trimEnd()}\n\n${method}${rest === '' ? '\n' : rest}`;
}

interface Style {
  readonly equal: (actual: string, wanted: string) => string;
  readonly raises: (error: string) => string;
}

function bodyOf(call: AskedCall, expected: Demanded, style: Style): string[] | null {
  const reached = reach(call);
  const args = call.args.map((value) => literal(value, 'python'));
  const named = call.named.map(([name, value]) => {
    const text = literal(value, 'python');
    return text === null ? null : `${name}=${text}`;
  });
  const all = [...args, ...named];
  if (!reached || !all.every((text) => text !== null)) return null;
  const written = `${reached.name}(${all.join(', ')})`;
  const lines = assertion(written, reached.name, { args, named }, expected, style);
  return lines && [...reached.imports, ...lines];
}

function assertion(
  written: string,
  name: string,
  { args, named }: { args: readonly (string | null)[]; named: readonly (string | null)[] },
  expected: Demanded,
  { equal, raises }: Style,
): string[] | null {
  if (expected.kind === 'raised') {
    // The class of an error of the workspace's own may not be in scope.
    return builtinErrors.has(expected.error)
      ? [raises(expected.error), `    ${written}`]
      : [raises('Exception'), `    ${written}`];
  }
  if (!expected.left) {
    const wanted = literal(expected.value, 'python');
    return wanted === null ? null : [equal(written, wanted)];
  }
  // It returned nothing: what it left of its arguments is the answer.
  const left = expected.left.map((value) => literal(value, 'python'));
  if (!left.every((text) => text !== null)) return null;
  const rest = ['*arguments', ...named].join(', ');
  return [
    `arguments = [${args.join(', ')}]`,
    `${name}(${rest})`,
    equal('arguments', `[${left.join(', ')}]`),
  ];
}

/** How the test reaches the function; null for a method, which needs an object. */
function reach({ testText, module, name }: AskedCall): { name: string; imports: string[] } | null {
  const [owner = ''] = name.split('.');
  if (binds(testText, owner)) return { name, imports: [] };
  if (new RegExp(`^import ${escape(module)}$`, 'm').test(testText)) {
    return { name: `${module}.${name}`, imports: [] };
  }
  if (!/^[\w.]+$/.test(module)) return null;
  return { name, imports: [`from ${module} import ${owner}`, ''] };
}

/** Does the file import this name at its top? */
function binds(text: string, name: string): boolean {
  const wanted = escape(name);
  return (
    new RegExp(`^import (?:[\\w., ]+ as )?${wanted}\\b`, 'm').test(text) ||
    new RegExp(`^from [\\w.]+ import (?:\\([^)]*|[^(\\n]*)\\b${wanted}\\b`, 'm').test(text)
  );
}

async function lastTestCase(
  text: string,
  syntax: Syntax,
): Promise<{ end: number; indent: string } | null> {
  const tree = await syntax.parse('python', text);
  try {
    const classes = tree.rootNode.namedChildren.filter(
      (node) =>
        node?.type === 'class_definition' &&
        node.childForFieldName('superclasses')?.text.includes('TestCase'),
    );
    const body = classes.at(-1)?.childForFieldName('body');
    if (!body) return null;
    const column = body.firstNamedChild?.startPosition.column ?? 4;
    return { end: body.endIndex, indent: ' '.repeat(column) };
  } finally {
    tree.delete();
  }
}

/** A name that no test of the file has. */
function freeName({ name, testText }: AskedCall): string {
  const plain = `test_${name.replace(/\W+/g, '_').toLowerCase()}_as_answered`;
  let free = plain;
  for (let n = 2; testText.includes(`def ${free}(`); n++) free = `${plain}_${n}`;
  return free;
}

function isFloat(expected: Demanded): boolean {
  return expected.kind === 'returned' && isFloatValue(expected.value);
}

function isFloatValue(value: Value): boolean {
  return typeof value === 'object' && value !== null && value.type === 'float';
}

function indented(lines: readonly string[], indent: string): string {
  return lines.map((line) => (line === '' ? '' : indent + line)).join('\n');
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

const builtinErrors: ReadonlySet<string> = new Set([
  'ArithmeticError',
  'AssertionError',
  'AttributeError',
  'IndexError',
  'KeyError',
  'LookupError',
  'NotImplementedError',
  'OSError',
  'OverflowError',
  'RecursionError',
  'RuntimeError',
  'StopIteration',
  'TypeError',
  'UnicodeDecodeError',
  'UnicodeEncodeError',
  'ValueError',
  'ZeroDivisionError',
]);
