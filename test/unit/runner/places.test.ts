import assert from 'node:assert/strict';
import path from 'node:path';
import { Syntax } from '../../../src/base/syntax.ts';
import { findTests, targetName, testAt } from '../../../src/runner/places.ts';

const syntax = new Syntax(path.resolve(import.meta.dirname, '../../../dist/grammars'));

const python = `import pytest

@pytest.mark.parametrize("n", [1, 2])
def test_param(n):
    assert n

class TestShape:
    def test_area(self):
        assert True

def helper():
    pass
`;

const javascript = `import { it, describe } from 'vitest';
describe('shapes', () => {
  it('has an area', () => {
    expect(1).toBe(1);
  });
});
it(\`name \${1}\`, () => {});
`;

const go = `package shapes

func TestArea(t *testing.T) {
}

func helper() {}
`;

describe('findTests', () => {
  it('reads Python, with decorators', async () => {
    assert.deepEqual(await findTests({ path: 'tests/test_a.py', text: python }, syntax), [
      { names: ['test_param'], start: 2, end: 4 },
      { names: ['TestShape', 'test_area'], start: 7, end: 8 },
    ]);
  });
  it('reads JavaScript and TypeScript', async () => {
    for (const file of ['a.test.js', 'a.test.ts', 'a.spec.tsx']) {
      assert.deepEqual(await findTests({ path: file, text: javascript }, syntax), [
        { names: ['shapes', 'has an area'], start: 2, end: 4 },
      ]);
    }
  });
  it('reads Go', async () => {
    assert.deepEqual(await findTests({ path: 'a_test.go', text: go }, syntax), [
      { names: ['TestArea'], start: 2, end: 3 },
    ]);
  });
  it('finds none in files that hold no tests', async () => {
    assert.deepEqual(await findTests({ path: 'shapes.py', text: python }, syntax), []);
    assert.deepEqual(await findTests({ path: 'test/README.md', text: python }, syntax), []);
  });
});

describe('testAt', () => {
  const outer = { names: ['outer'], start: 1, end: 9 };
  const inner = { names: ['inner'], start: 3, end: 4 };
  const rows = [
    [0, undefined],
    [1, outer],
    [3, inner],
    [4, inner],
    [5, outer],
    [10, undefined],
  ] as const;
  for (const [line, expected] of rows) {
    it(`line ${line}`, () => {
      assert.equal(testAt([outer, inner], line), expected);
      assert.equal(testAt([inner, outer], line), expected);
    });
  }
});

describe('targetName', () => {
  it('is a file and names', () => {
    assert.equal(targetName('a.test.ts', ['s', 't']), 'a.test.ts::s::t');
    assert.equal(targetName('a.test.ts', []), 'a.test.ts');
  });
});
