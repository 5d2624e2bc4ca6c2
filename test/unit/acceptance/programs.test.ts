import assert from 'node:assert/strict';
import { nodeTestFromJest, vitestFromJest } from '../../support/programs/exercism.ts';
import { unittestFromJson, unittestFromPytest } from '../../support/programs/quixbugs.ts';

const spec = [
  "import { describe, expect, test, xtest } from '@jest/globals';",
  "import { Clock } from './clock';",
  '',
  "describe('Clock', () => {",
  "  test('on the hour', () => {",
  "    expect(new Clock(8).toString()).toEqual('08:00');",
  '  });',
  '',
  "  xtest('past the hour', () => {});",
  "  test.skip('much later', () => {});",
  '});',
].join('\n');

describe('programs of the data sets', () => {
  it('runs all tests of a jest spec with node:test', () => {
    const lines = nodeTestFromJest(spec).split('\n');
    assert.deepEqual(lines.slice(0, 3), [
      "import { describe, test } from 'node:test';",
      "import { expect } from 'expect';",
      "import { Clock } from './clock.js';",
    ]);
    assert.equal(lines.filter((line) => /^ {2}test\('/.test(line)).length, 3);
  });

  it('runs all tests of a jest spec with vitest', () => {
    const lines = vitestFromJest(spec.replace("'./clock'", "'./clock.ts'")).split('\n');
    assert.deepEqual(lines.slice(0, 2), [
      "import { describe, expect, test } from 'vitest'",
      "import { Clock } from './clock.ts';",
    ]);
    assert.equal(lines.filter((line) => /^ {2}test\('/.test(line)).length, 3);
  });

  it('makes one unittest method of each JSON case, its numbers as they are written', () => {
    const text = unittestFromJson(
      'rpn_eval',
      '[[[3.0, "a \\"true\\""]], 4.0]\n[[true, null], false]\n',
    );
    assert.match(text, /^class RpnEval\(unittest\.TestCase\):$/m);
    assert.match(text, /^ {8}self\.check\(\*\[\[\[3\.0, "a \\"true\\""\]\], 4\.0\]\)$/m);
    assert.match(text, /^ {8}self\.check\(\*\[\[True, None\], False\]\)$/m);
    assert.match(text, /^ {4}def test_02\(self\):$/m);
  });

  it('compares generators and approximations as the set does', () => {
    assert.match(
      unittestFromJson('flatten', ''),
      /assertEqual\(list\(flatten\(\*args\)\), expected\)/,
    );
    assert.match(unittestFromJson('sqrt', ''), /delta=args\[-1\]/);
  });

  it('leaves out the inputs that the set skips', () => {
    const text = unittestFromJson('knapsack', '[[6404180, [[1, 2]]], 9]\n[[5, [[1, 2]]], 2]\n');
    assert.doesNotMatch(text, /6404180/);
    assert.match(text, /self\.check\(\*\[\[5, \[\[1, 2\]\]\], 2\]\)/);
  });

  it('makes methods of pytest functions that build their own inputs', () => {
    const pytest = [
      'import pytest',
      'from node import Node',
      '',
      'if pytest.use_correct:',
      '    from correct_python_programs.walk import walk',
      'else:',
      '    from python_programs.walk import walk',
      '',
      '',
      'shared = Node(1)',
      '',
      '',
      'def test1():',
      '    assert walk(shared)',
      '',
      '',
      'def test2():',
      '    assert not walk(None)',
      '',
    ].join('\n');
    const expected = [
      'import unittest',
      '',
      'from node import Node',
      '',
      'from walk import walk',
      '',
      '',
      'shared = Node(1)',
      '',
      '',
      'class Walk(unittest.TestCase):',
      '    def test1(self):',
      '        assert walk(shared)',
      '',
      '    def test2(self):',
      '        assert not walk(None)',
      '',
    ].join('\n');
    assert.equal(unittestFromPytest('walk', pytest), expected);
  });
});
