import assert from 'node:assert/strict';
import { readInput, solveInput, verifyInput } from '../../../../src/vscode/tools/input.ts';

describe('readInput', () => {
  it('takes what fits, and nothing at all for nothing said', () => {
    const said = { goal: 'the last page', targets: ['test_a.py::test_b'] };
    assert.deepEqual(readInput(solveInput, said), said);
    assert.deepEqual(readInput(verifyInput, undefined), {});
  });

  const misfits: [unknown, RegExp][] = [
    [{ samples: 10_000 }, /samples/],
    [{ targets: 'test_a.py' }, /targets: /],
    [{ targets: [''] }, /targets: 0: /],
    ['solve it', /object/],
  ];
  for (const [said, why] of misfits) {
    it(`says what is amiss with ${JSON.stringify(said)}`, () => {
      const read = readInput(solveInput, said);
      assert.ok('code' in read && read.code === 'bad-input');
      assert.match(read.why, why);
    });
  }
});
