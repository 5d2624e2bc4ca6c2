import assert from 'node:assert/strict';
import path from 'node:path';
import { Syntax } from '../../../../src/base/syntax.ts';
import { askedTest, type AskedCall } from '../../../../src/verify/asked/asked-test.ts';
import type { Outcome } from '../../../../src/verify/behaviour/outcome.ts';
import type { Value } from '../../../../src/verify/behaviour/value.ts';

const syntax = new Syntax(path.resolve(import.meta.dirname, '../../../../dist/grammars'));
const list = (...items: Value[]): Value => ({ type: 'list', items });
const gives = (value: Value): Outcome => ({ kind: 'returned', value, printed: '' });
const raises = (error: string): Outcome => ({ kind: 'raised', error, message: '', printed: '' });

const python: AskedCall = {
  runner: 'pytest',
  testFile: 'tests/test_pages.py',
  testText:
    'from pages import paginate\n\n\ndef test_first():\n    assert paginate([1], 1, 1) == [1]\n',
  source: 'pages.py',
  module: 'pages',
  name: 'paginate',
  isAsync: false,
  args: [list(1, 2, 3)],
  named: [['page', 2]],
};

const script: AskedCall = {
  ...python,
  runner: 'node:test',
  testFile: 'test/pages.test.js',
  testText: `import { test } from 'node:test';\nimport assert from 'node:assert/strict';\nimport { paginate } from '../src/pages.js';\n\ntest('first', () => {\n  assert.deepEqual(paginate([1]), [1]);\n});\n`,
  source: 'src/pages.js',
  module: '',
  named: [],
};

async function added(call: AskedCall, expected: Outcome): Promise<string | null> {
  const edit = await askedTest(call, expected, syntax);
  if (!edit) return null;
  assert.equal(edit.path, call.testFile);
  assert.equal(edit.before, call.testText);
  const kept = new Set(call.testText.split('\n'));
  return (edit.after ?? '')
    .split('\n')
    .filter((line) => line !== '' && !kept.has(line))
    .join('\n');
}

describe('a test from an answer', () => {
  it('is a function of pytest', async () => {
    assert.equal(
      await added(python, gives(list(3))),
      'def test_paginate_as_answered():\n    assert paginate([1, 2, 3], page=2) == [3]',
    );
  });

  it('imports what the file has not', async () => {
    const call = { ...python, testText: 'import pytest\n' };
    const text = await added(call, raises('ValueError'));
    assert.match(text ?? '', /from pages import paginate/);
    assert.match(text ?? '', /with pytest\.raises\(ValueError\):\n {8}paginate/);
    assert.doesNotMatch(text ?? '', /import pytest/);
  });

  it('takes a name that is free', async () => {
    const testText = `${python.testText}\n\ndef test_paginate_as_answered():\n    pass\n`;
    assert.match((await added({ ...python, testText }, gives(1))) ?? '', /as_answered_2\(\)/);
  });

  it('allows for the last digits of a float', async () => {
    const text = await added(python, gives({ type: 'float', text: '0.1' }));
    assert.match(text ?? '', /== pytest\.approx\(0\.1\)/);
  });

  it('looks at what a call leaves of its arguments', async () => {
    const left: Outcome = { kind: 'returned', value: null, printed: '', left: [list(3, 2, 1)] };
    assert.equal(
      await added(python, left),
      'def test_paginate_as_answered():\n    arguments = [[1, 2, 3]]\n    paginate(*arguments, page=2)\n    assert arguments == [[3, 2, 1]]',
    );
  });

  it('is a method of the last TestCase', async () => {
    const testText =
      'import unittest\nfrom pages import paginate\n\n\nclass Pages(unittest.TestCase):\n    def test_a(self):\n        pass\n\n\nif __name__ == "__main__":\n    unittest.main()\n';
    const call: AskedCall = { ...python, runner: 'unittest', testText };
    const edit = await askedTest(call, gives(list(3)), syntax);
    assert.match(
      edit?.after ?? '',
      / {8}pass\n\n {4}def test_paginate_as_answered\(self\):\n {8}self\.assertEqual\(paginate\(\[1, 2, 3\], page=2\), \[3\]\)\n\n\nif/,
    );
  });

  it('is a test of node:test in the style of the file', async () => {
    assert.equal(
      await added(script, gives(list(3))),
      "test('paginate([1, 2, 3]) as answered', () => {\n  assert.deepStrictEqual(paginate([1, 2, 3]), [3]);",
    );
  });

  it('expects, where the file does; without semicolons, where it has none', async () => {
    const testText = `const { paginate } = require("../src/pages")\n\nit("first", () => {\n  expect(paginate([1])).toEqual([1])\n})\n`;
    const call: AskedCall = { ...script, runner: 'jest', testText };
    assert.equal(
      await added(call, raises('RangeError')),
      'it("paginate([1, 2, 3]) throws RangeError", () => {\n  expect(() => paginate([1, 2, 3])).toThrow()',
    );
  });

  it('reaches a function through what the file calls its module', async () => {
    const testText = `const assert = require('assert');\nconst pages = require('../src/pages');\n\nit('first', () => {\n  assert.ok(pages);\n});\n`;
    const call: AskedCall = { ...script, runner: 'mocha', name: 'exports.paginate', testText };
    assert.match((await added(call, gives(1))) ?? '', /deepStrictEqual\(pages\.paginate\(/);
  });

  it('imports a function by the name that the file gives its module', async () => {
    const testText = `import { test, expect } from 'vitest';\nimport { other } from '../src/pages';\n\ntest('o', () => {\n  expect(other()).toBe(1);\n});\n`;
    const call: AskedCall = { ...script, runner: 'vitest', testText };
    assert.match(
      (await added(call, gives(1))) ?? '',
      /import \{ paginate \} from '..\/src\/pages';/,
    );
  });

  it('is none where it cannot be said', async () => {
    assert.equal(await added(python, { kind: 'timeout' }), null);
    assert.equal(await added(python, { ...gives(1), printed: 'x' } as Outcome), null);
    assert.equal(await added(python, gives({ type: 'opaque', name: 'socket' })), null);
    assert.equal(await added({ ...script, name: 'Box.prototype.grow' }, gives(1)), null);
    assert.equal(await added({ ...python, runner: 'plain' }, gives(1)), null);
  });
});
