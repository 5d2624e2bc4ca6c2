import assert from 'node:assert/strict';
import { type ItemLike, testOfItem } from '../../../src/vscode/test-items.ts';

const file = 'tests/test_a.py';
const uri = `file:///w/${file}`;
const places = [
  { names: ['test_x'], start: 2, end: 5 },
  { names: ['TestShape', 'test_y'], start: 8, end: 9 },
  { names: ['TestShape', 'test_z'], start: 10, end: 11 },
];

function item(label: string, more: Partial<ItemLike> & { line?: number; holds?: number } = {}) {
  const { line, holds = 0, ...rest } = more;
  const range = line === undefined ? {} : { range: { start: { line } } };
  return { label, uri, children: { size: holds }, ...range, ...rest } satisfies ItemLike;
}

describe('testOfItem', () => {
  const root = item('test_a.py', { holds: 2 });
  const suite = item('TestShape', { holds: 2, parent: root });
  const rows: readonly [string, ItemLike, string][] = [
    ['a file', root, file],
    [
      'a file below a folder',
      item('test_a.py', { holds: 1, parent: item('tests', { uri: 'file:///w/tests', holds: 1 }) }),
      file,
    ],
    ['a test by its line', item('test_x', { line: 2, parent: root }), `${file}::test_x`],
    ['a test by a line inside it', item('x', { line: 3, parent: root }), `${file}::test_x`],
    [
      'a test that is called otherwise',
      item('shape: y', { line: 8, parent: suite }),
      `${file}::TestShape::test_y`,
    ],
    ['one form of a test', item('[1-2]', { line: 2, parent: root }), `${file}::test_x[1-2]`],
    [
      'one form by its whole name',
      item('test_x[a]', { line: 2, parent: root }),
      `${file}::test_x[a]`,
    ],
    [
      'a suite by its line',
      item('TestShape', { line: 7, holds: 2, parent: root }),
      `${file}::TestShape`,
    ],
    ['a test without a line', item('test_y', { parent: suite }), `${file}::TestShape::test_y`],
    ['a test without a line or parent', item('test_y'), `${file}::test_y`],
    [
      'a test that syntax does not find',
      item('made by each', { line: 20, parent: suite }),
      `${file}::TestShape::made by each`,
    ],
  ];
  for (const [name, subject, target] of rows) {
    it(name, () => {
      assert.equal(testOfItem(subject, file, places).target, target);
    });
  }
  it('is called as people call it', () => {
    assert.equal(testOfItem(item('y', { line: 8, parent: suite }), file, places).name, 'test_y');
    assert.equal(testOfItem(root, file, places).name, file);
  });
});
