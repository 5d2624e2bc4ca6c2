import assert from 'node:assert/strict';
import path from 'node:path';
import { type LanguageName, Syntax } from '../../../../src/base/syntax.ts';
import { mutationsOf } from '../../../../src/verify/operators/mutations.ts';

const syntax = new Syntax(path.resolve(import.meta.dirname, '../../../../dist/grammars'));

/** The whole text after each change to one of its lines (from 0), with the operator's name. */
async function mutants(language: LanguageName, text: string, line: number) {
  const tree = await syntax.parse(language, text);
  try {
    return mutationsOf({ startLine: line, endLine: line }, text, tree.rootNode, language).map(
      ({ start, end, replacement, operator }) => ({
        operator,
        after: text.slice(0, start) + replacement + text.slice(end),
      }),
    );
  } finally {
    tree.delete();
  }
}

interface Repair {
  readonly operator: string;
  readonly language: LanguageName;
  /** The defective line is the one that `fixed` replaces. */
  readonly before: readonly string[];
  readonly line: number;
  readonly fixed: readonly string[];
}

function repair(
  operator: string,
  language: LanguageName,
  before: string,
  line: number,
  ...fixed: string[]
): Repair {
  return { operator, language, before: before.split('\n'), line, fixed };
}

/** One-line repairs of the kinds that real projects and exercises show. */
const repairs: readonly Repair[] = [
  repair(
    'swap comparison',
    'python',
    'def f(a, b):\n    while a <= b:\n        a += 1',
    1,
    '    while a < b:',
  ),
  repair(
    'swap comparison',
    'javascript',
    'function f(a) {\n  return a !== 1;\n}',
    1,
    '  return a === 1;',
  ),
  repair('swap operator', 'python', 'def f(n):\n    n ^= n - 1\n    return n', 1, '    n &= n - 1'),
  repair(
    'swap operator',
    'typescript',
    'function f(n: number) {\n  return n << 1;\n}',
    1,
    '  return n >> 1;',
  ),
  repair('swap and/or', 'python', 'def f(a, b):\n    return a and b', 1, '    return a or b'),
  repair(
    'swap and/or',
    'javascript',
    'const f = (a, b) => {\n  return a || b;\n};',
    1,
    '  return a && b;',
  ),
  repair(
    'swap arguments',
    'python',
    'def f(a, b):\n    return f(a % b, b)',
    1,
    '    return f(b, a % b)',
  ),
  repair(
    'swap arguments',
    'python',
    'def f(d, j, k):\n    return d[j, k]',
    1,
    '    return d[k, j]',
  ),
  repair('swap arguments', 'javascript', 'function f(a, b) {\n  g(a, b);\n}', 1, '  g(b, a);'),
  repair('swap sides', 'python', 'def f(s, a):\n    s = s + a[1]', 1, '    s = a[1] + s'),
  repair(
    'swap branches',
    'javascript',
    'function f(a, b) {\n  return a ? b : 0;\n}',
    1,
    '  return a ? 0 : b;',
  ),
  repair(
    'off by one',
    'python',
    'def f(r):\n    for c in range(0, r):\n        g(c)',
    1,
    '    for c in range(0, r + 1):',
  ),
  repair(
    'off by one',
    'python',
    'def f(a):\n    return [1] + (len(a)) * [0]',
    1,
    '    return [1] + (len(a) - 1) * [0]',
  ),
  repair(
    'off by one',
    'typescript',
    'function f(a: string) {\n  return a[1];\n}',
    1,
    '  return a[0];',
  ),
  repair('drop operand', 'python', 'def f(s):\n    return 1 + f(s[1:])', 1, '    return f(s[1:])'),
  repair(
    'drop operand',
    'javascript',
    'function f(a, b) {\n  if (a && b) g();\n}',
    1,
    '  if (a) g();',
  ),
  repair('unwrap a call', 'python', 'def f(x):\n    yield f(x)', 1, '    yield x'),
  repair('bound', 'python', 'def f(m, x):\n    m = m + x', 1, '    m = max(0, m + x)'),
  repair('bound', 'python', 'def f(best, n):\n    best = n + 1', 1, '    best = max(best, n + 1)'),
  repair(
    'bound',
    'javascript',
    'function f(n) {\n  return n - 1;\n}',
    1,
    '  return Math.max(0, n - 1);',
  ),
  repair(
    'rescale',
    'python',
    'def f(x, a):\n    return abs(x - a)',
    1,
    '    return abs(x - (a ** 2))',
  ),
  repair(
    'combine with a name',
    'python',
    'def f(k, n):\n    return f(k, n)',
    1,
    '    return f(k - n, n)',
  ),
  repair(
    'join to a name',
    'python',
    'def f(rest):\n    return [[1] + s for s in rest]',
    1,
    '    return rest + [[1] + s for s in rest]',
  ),
  repair(
    'another function',
    'python',
    'def f(p):\n    return any(x > 0 for x in p)',
    1,
    '    return all(x > 0 for x in p)',
  ),
  repair(
    'another function',
    'javascript',
    'function f(a) {\n  a.push(1);\n}',
    1,
    '  a.unshift(1);',
  ),
  repair('fill list', 'python', 'def f(n):\n    return []', 1, '    return [n]'),
  repair('fill list', 'python', 'def f(n):\n    return []', 1, '    return [[]]'),
  repair(
    'slice',
    'python',
    'def f(arr, k):\n    for x in arr:\n        yield x',
    1,
    '    for x in arr[k:]:',
  ),
  repair('slice', 'javascript', 'function f(a) {\n  return g(a);\n}', 1, '  return g(a.slice(1));'),
  repair('assign instead', 'python', 'def f(a, u):\n    a[0].update(a[u])', 1, '    a[0] = a[u]'),
  repair(
    'another name',
    'python',
    'def f(start, end, helper):\n    g((start, helper))',
    1,
    '    g((start, end))',
  ),
  repair(
    'another name',
    'javascript',
    'function f(path, mountPath) {\n  this.at = path;\n}',
    1,
    '  this.at = mountPath;',
  ),
  repair(
    'another attribute',
    'python',
    'def f(n):\n    g(n.incoming)\n    h(n.outgoing)',
    2,
    '    h(n.incoming)',
  ),
  repair(
    'a name for a constant',
    'python',
    'def f(queue):\n    while True:\n        queue.pop()',
    1,
    '    while queue:',
  ),
  repair(
    'a test for a constant',
    'python',
    'def f(depth):\n    return True',
    1,
    '    return depth == 0',
  ),
  repair(
    'a test for a constant',
    'typescript',
    'const f = (a: number) => {\n  return false;\n};',
    1,
    '  return true;',
  ),
  repair(
    'negate',
    'javascript',
    'function f(a) {\n  if (a) return 1;\n}',
    1,
    '  if (!a) return 1;',
  ),
  repair('negate', 'python', 'def f(a):\n    if not a:\n        return 1', 1, '    if a:'),
  repair(
    'extend condition',
    'python',
    'def f(total, coins):\n    if total < 0:\n        return 0',
    1,
    '    if total < 0 or not coins:',
  ),
  repair(
    'extend condition',
    'python',
    'def f(h):\n    if h.next is None:\n        return h',
    1,
    '    if h is None or h.next is None:',
  ),
  repair(
    'add argument',
    'javascript',
    'function f(a) {\n  return trust(a);\n}',
    1,
    '  return trust(a, 0);',
  ),
  repair(
    'drop argument',
    'typescript',
    'function f(a: number, b: number) {\n  g(a, b);\n}',
    1,
    '  g(a);',
  ),
  repair(
    'add to container',
    'python',
    'def f(node):\n    seen = set()\n    return g(node)',
    2,
    '    seen.add(node)',
    '    return g(node)',
  ),
  repair(
    'add to container',
    'javascript',
    'function f(x, y) {\n  out.push(x);\n  return y;\n}',
    2,
    '  out.push(y);',
    '  return y;',
  ),
  repair(
    'add assignment',
    'python',
    'def f(node):\n    prev = None\n    node = node.next',
    2,
    '    prev = node',
    '    node = node.next',
  ),
  repair(
    'add guard',
    'javascript',
    'function f(err) {\n  g(err);\n}',
    1,
    '  if (!err) return;',
    '  g(err);',
  ),
  repair('return it', 'javascript', 'function f(a) {\n  g(a);\n}', 1, '  return g(a);'),
  repair('remove statement', 'python', 'def f(a):\n    a.pop()\n    return a', 1, '    pass'),
];

describe('operators', () => {
  for (const { operator, language, before, line, fixed } of repairs) {
    it(`${operator}: ${before[line]?.trim()} -> ${fixed.map((text) => text.trim()).join(' ')} (${language})`, async () => {
      const after = before.toSpliced(line, 1, ...fixed).join('\n');
      const found = await mutants(language, before.join('\n'), line);
      assert.deepEqual(
        found.filter((mutant) => mutant.after === after).map((mutant) => mutant.operator),
        [operator],
      );
    });
  }

  it('change the statement alone, each time otherwise', async () => {
    for (const { language, before, line } of repairs) {
      const text = before.join('\n');
      const found = (await mutants(language, text, line)).map(({ after }) => after);
      assert.equal(new Set(found).size, found.length);
      const head = before.slice(0, line).join('\n');
      const tail = before.slice(line + 1).join('\n');
      for (const after of found) {
        assert.notEqual(after, text);
        assert.ok(after.startsWith(head) && after.endsWith(tail), after);
      }
    }
  });

  it('keep the syntax sound', async () => {
    for (const { language, before, line } of repairs) {
      for (const { operator, after } of await mutants(language, before.join('\n'), line)) {
        const tree = await syntax.parse(language, after);
        assert.ok(!tree.rootNode.hasError, `${operator}: ${after}`);
        tree.delete();
      }
    }
  });

  it('have nothing to say of other languages', async () => {
    assert.deepEqual(await mutants('go', 'package a\n\nvar x = 1 + 2\n', 2), []);
  });
});
