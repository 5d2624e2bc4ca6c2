import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseCommand } from '../../../src/runner/command.ts';
import { fullNamePattern, idFile, namePattern } from '../../../src/runner/javascript-ids.ts';
import { rawWords, readOptions } from '../../../src/runner/options.ts';
import { layoutOf, moduleOf } from '../../../src/runner/unittest-layout.ts';
import { readVitestArgs } from '../../../src/runner/vitest-args.ts';

const title = fc.string({ unit: 'grapheme', minLength: 1 });

describe('patterns of JavaScript ids', () => {
  it('match exactly the name of their test', () => {
    fc.assert(
      fc.property(fc.array(title, { minLength: 1, maxLength: 4 }), (names) => {
        const id = ['a.test.js', ...names].join(' > ');
        const own = new RegExp(namePattern([id]) ?? '');
        const full = new RegExp(fullNamePattern([id]) ?? '');
        assert.match(names.at(-1)!, own);
        assert.match(names.join(' '), full);
        assert.match(names.join(' > '), full);
        assert.doesNotMatch(`${names.join(' ')}x`, full);
        assert.equal(idFile(id), 'a.test.js');
      }),
    );
  });
  it('are left out where they would be too long', () => {
    const ids = Array.from({ length: 4000 }, (_, n) => `a.test.js > a test of some length ${n}`);
    assert.equal(namePattern(ids), null);
    assert.equal(namePattern([]), null);
  });
});

describe('readVitestArgs', () => {
  const read = (text: string) => readVitestArgs(text.split(' '));
  it('tells options, their values and filters apart', () => {
    assert.deepEqual(read(`run --globals src --config 'a b' --pool=forks "b.test"`), {
      options: ['--globals', '--config', "'a", '--pool=forks'],
      namePattern: null,
      filters: ['src', "b'", '"b.test"'],
    });
  });
  it('takes out what ours replaces', () => {
    const args =
      '--run -w --watch --reporter verbose --reporter=json --outputFile x --bail 1 --coverage';
    assert.deepEqual(read(args), { options: ['--coverage'], namePattern: null, filters: [] });
  });
  it('reads the name pattern', () => {
    assert.equal(readVitestArgs(['-t', `'a b'`, 'c']).namePattern, 'a b');
    assert.equal(readVitestArgs(['--testNamePattern=a']).namePattern, 'a');
  });
});

describe('readOptions', () => {
  const valuesOf = (option: string, following: readonly string[]) =>
    option === '--many' ? following.length : option === '--one' ? 1 : 0;
  const read = (args: readonly string[]) =>
    readOptions(args, valuesOf).map(({ option, value }) => [option, value]);
  it('gives options the values that are theirs', () => {
    const args = ['a', '--one', "'b c'", 'd', '--many', 'e', 'f', '--flag', 'g', '-x=1', '--one'];
    assert.deepEqual(read(args), [
      [null, 'a'],
      ['--one', 'b c'],
      [null, 'd'],
      ['--many', 'e'],
      ['--flag', null],
      [null, 'g'],
      ['-x', '1'],
      ['--one', null],
    ]);
  });
  it('loses no word', () => {
    const word = fc.constantFrom('a', '--one', '--many', '-x', '--one=b', "'c d'");
    fc.assert(
      fc.property(fc.array(word), (args) => {
        assert.deepEqual(rawWords(readOptions(args, valuesOf)), args);
      }),
    );
  });
});

describe('the layout of unittest', () => {
  const rows = [
    ['', 'sub', 'sub/tests/test_a.py', 'tests.test_a'],
    ['tests.test_a', '', 'tests/test_a.py', 'tests.test_a'],
    ['discover -s tests', '', 'tests/test_a.py', 'test_a'],
    ['discover tests', 'sub', 'sub/tests/deep/test_a.py', 'deep.test_a'],
    ['discover -s tests -t .', '', 'tests/test_a.py', 'tests.test_a'],
    ['-v discover --start-directory=./tests -p "*_t.py"', '', 'tests/a_t.py', 'a_t'],
    ['discover -stests', '', 'tests/test_a.py', 'test_a'],
    ['discover pkg.tests', '', 'pkg/tests/test_a.py', 'pkg.tests.test_a'],
    ['discover tests "*_t.py" .', '', 'tests/a_t.py', 'tests.a_t'],
  ] as const;
  for (const [args, cwd, file, expected] of rows) {
    it(`python -m unittest ${args}`, () => {
      const command = parseCommand(`python -m unittest ${args}`, cwd, () => null);
      assert.equal(moduleOf(file, layoutOf(command)), expected);
    });
  }
});
