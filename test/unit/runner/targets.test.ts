import assert from 'node:assert/strict';
import fc from 'fast-check';
import { nearestIds, resolveTargets } from '../../../src/runner/targets.ts';

const pytest = [
  'tests/test_a.py::test_x[1]',
  'tests/test_a.py::test_x[2]',
  'tests/test_a.py::T::test_y',
];
const unittest = ['tests.test_a.A.test_x', 'tests.test_a.A.test_xy', 'tests.test_b.B.test_x'];
const vitest = ['a.test.ts > outer > one', 'a.test.ts > two', 'src/a.test.ts > two'];

const cargo = ['a::tests::same', 'b::tests::same', 'b::tests::other'];
const maven = ['a.ATest#x', 'a.ATest#each[1]', 'a.ATest$Inner#x'];

const upTo = (separator: string) => (id: string) => id.split(separator, 1)[0] ?? null;
const moduleFile = (id: string) => `${id.split('.').slice(0, -2).join('/')}.py`;

describe('resolveTargets', () => {
  const rows = [
    ['tests/test_a.py::T::test_y', pytest, upTo('::'), [2]],
    ['tests/test_a.py', pytest, upTo('::'), [0, 1, 2]],
    ['./tests/test_a.py', pytest, upTo('::'), [0, 1, 2]],
    ['test_a.py', pytest, upTo('::'), [0, 1, 2]],
    ['tests/test_a.py::test_x', pytest, upTo('::'), [0, 1]],
    ['tests/test_a.py::T', pytest, upTo('::'), [2]],
    ['tests.test_a.A.test_x', unittest, moduleFile, [0]],
    ['tests.test_a', unittest, moduleFile, [0, 1]],
    ['tests/test_b.py', unittest, moduleFile, [2]],
    ['a.test.ts > outer', vitest, upTo(' > '), [0]],
    ['a.test.ts', vitest, upTo(' > '), [0, 1]],
    ['src\\a.test.ts', vitest, upTo(' > '), [2]],
    ['b::tests::same', cargo, () => null, [1]],
    ['tests::same', cargo, () => null, [0, 1]],
    ['b', cargo, () => null, [1, 2]],
    ['a.ATest', maven, () => null, [0, 1, 2]],
    ['a.ATest#each', maven, () => null, [1]],
    ['b.test.ts', vitest, upTo(' > '), []],
    ['a.test.ts::outer::one', vitest, upTo(' > '), [0]],
    ['a.test.ts::outer', vitest, upTo(' > '), [0]],
    ['a.test.ts::two', vitest, upTo(' > '), [1]],
    ['src/a.test.ts::two', vitest, upTo(' > '), [2]],
    ['tests/test_a.py::A::test_x', unittest, moduleFile, [0]],
    ['tests/test_a.py::A', unittest, moduleFile, [0, 1]],
    ['test_a.py::test_x', pytest, upTo('::'), [0, 1]],
    ['test_a.py::test_x[2]', pytest, upTo('::'), [1]],
    ['test_a.py::test_z', pytest, upTo('::'), []],
  ] as const;
  for (const [name, known, fileOf, expected] of rows) {
    it(name, () => {
      const ids = expected.map((index) => known[index]);
      assert.deepEqual(resolveTargets(name, known, fileOf), ids);
    });
  }
});

describe('nearestIds', () => {
  it('puts the likest first', () => {
    assert.deepEqual(nearestIds('tests.test_b.B.test_z', unittest), [
      'tests.test_b.B.test_x',
      'tests.test_a.A.test_x',
      'tests.test_a.A.test_xy',
    ]);
  });
  it('finds a known id first, whatever else is known', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string(), { minLength: 1 }), fc.nat(), (known, pick) => {
        const id = known[pick % known.length]!;
        assert.equal(nearestIds(id, known)[0], id);
      }),
    );
  });
});
