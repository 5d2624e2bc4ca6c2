import assert from 'node:assert/strict';
import path from 'node:path';
import { Syntax } from '../../../../src/base/syntax.ts';
import { mutantsOf } from '../../../../src/verify/evidence/mutants.ts';

const syntax = new Syntax(path.resolve(import.meta.dirname, '../../../../dist/grammars'));

/** What the mutants of all lines of a text become, as `before -> after`. */
async function changes(file: string, text: string, most = 40): Promise<string[]> {
  const lines = text.split('\n').map((_, line) => line);
  const mutants = await mutantsOf({ path: file, text }, lines, syntax, most);
  return mutants.map(({ before, after }) => `${before} -> ${after}`);
}

describe('mutants', () => {
  const cases: [file: string, text: string, some: string[]][] = [
    [
      'a.py',
      'def f(a, b):\n    if a < b and not b:\n        return a - 1\n    return True\n',
      ['< -> <=', 'and -> or', '- -> +', '1 -> 2', 'True -> False', 'return True -> '],
    ],
    [
      'a.js',
      'function f(a, b) {\n  if (a === b || !b) return g(a, b);\n  return a * 2;\n}\n',
      ['=== -> !==', '|| -> &&', 'a === b || !b -> !(a === b || !b)', '* -> +', 'a -> a + 1'],
    ],
    [
      'a.ts',
      'export const f = (a: number): boolean => {\n  return a > 3 ? true : false;\n};\n',
      ['> -> >=', 'true -> false', 'a > 3 -> !(a > 3)', 'a -> a + 1'],
    ],
  ];
  for (const [file, text, some] of cases) {
    it(`of ${file} change single tokens`, async () => {
      const found = await changes(file, text);
      for (const change of some) assert.ok(found.includes(change), `${change} in ${found.join()}`);
    });
  }

  it('bring in no names from elsewhere', async () => {
    const found = await changes('a.py', 'def f(a, other):\n    return a\n');
    assert.ok(found.length > 0);
    assert.ok(found.every((change) => !change.includes('other')));
  });

  it('leave out what no test should tell: comments, types, logs', async () => {
    assert.deepEqual(await changes('a.py', 'def f(a):\n    # 1 < 2\n    print(a < 1)\n'), []);
    assert.deepEqual(await changes('a.ts', 'type Id = 1 | true;\n'), []);
    const script = 'function f() {\n  console.log(1 < 2); // 3\n}\n';
    assert.deepEqual(await changes('a.js', script), []);
  });

  it('are spread over lines and operators before any gets a second one', async () => {
    const text = 'def f(a, b):\n    a = a < b\n    b = a < b\n    return a < b\n';
    const mutants = await mutantsOf({ path: 'a.py', text }, [1, 2, 3], syntax, 6);
    assert.deepEqual(
      mutants.map(({ line }) => line),
      [1, 2, 3, 1, 2, 3],
    );
    assert.equal(new Set(mutants.map(({ text: whole }) => whole)).size, 6);
  });

  it('are at most as many as asked for, and none in a language without a table', async () => {
    const lines = Array.from({ length: 30 }, (_, n) => `    a = a < ${n} and a != 7\n`).join('');
    assert.equal((await changes('a.py', `def f(a):\n${lines}`)).length, 40);
    assert.ok((await changes('a.py', `a = ${'a < 1 or '.repeat(30)} a > 1\n`)).length < 10);
    assert.deepEqual(await changes('a.go', 'package a\nfunc f() bool { return 1 < 2 }\n'), []);
  });
});
