import assert from 'node:assert/strict';
import path from 'node:path';
import { fixedTenth } from '../../../scripts/acceptance/benchmark.ts';
import { lineDifference, readDefects } from '../../../scripts/acceptance/defects.ts';
import { mutations } from '../../../scripts/acceptance/mutations.ts';
import { Syntax } from '../../../src/base/syntax.ts';

const syntax = new Syntax(path.resolve(import.meta.dirname, '../../../dist/grammars'));

/** Every text that a kind of defect makes of the source. */
async function planted(kind: string, source: string): Promise<string[]> {
  const found = mutations(await syntax.parse('typescript', source)).get(kind) ?? [];
  return found.map(({ start, end, text }) => source.slice(0, start) + text + source.slice(end));
}

describe('planted defects', () => {
  const cases: readonly (readonly [kind: string, source: string, expected: readonly string[]])[] = [
    ['comparison-swapped', 'a < b;', ['a > b;']],
    ['wrong-boundary', 'a < b;', ['a <= b;']],
    ['equality-negated', 'a === b;', ['a !== b;']],
    ['wrong-operator', 'a += b && c;', ['a -= b && c;', 'a += b || c;']],
    ['off-by-one', 'f(0, 3);', ['f(1, 3);', 'f(0, 4);', 'f(0, 2);']],
    ['wrong-constant', "x = true; y = 'a';", ["x = false; y = 'a';", "x = true; y = '';"]],
    ['wrong-constant', "import 'a';", []],
    ['negated-condition', 'if (a) b();', ['if (!(a)) b();']],
    ['negated-condition', 'x = a ? b : c;', ['x = !(a) ? b : c;']],
    ['missing-return-value', 'function f() { return a; }', ['function f() { return; }']],
    ['swapped-arguments', 'f(a, b, c);', ['f(b, a, c);']],
    ['wrong-name', '(a, b) => a;', ['(a, b) => b;']],
    ['wrong-name', 'function f(a: number) { const b = c; }', []],
    ['wrong-operator', 'x = a +\n  b;', []],
  ];
  for (const [kind, source, expected] of cases) {
    it(`${kind}: ${JSON.stringify(source)}`, async () => {
      assert.deepEqual(await planted(kind, source), expected);
    });
  }

  it('finds the line of a natural defect, notes at the end left aside', () => {
    const right = '\ndef f(a):\n    b = a\n    return b\n\n"""\nother\n"""\n';
    const wrong = 'def f(a):\n    b = a\n    return a\n\n\n"""\nNotes\n"""\n';
    const expected = { line: 3, before: '    return b', after: '    return a' };
    assert.deepEqual(lineDifference(right, wrong), expected);
  });

  it('says null for a line that the defective program lacks', () => {
    const expected = { line: 2, before: '    b()', after: null };
    assert.deepEqual(lineDifference('a()\n    b()\nc()\n', 'a()\nc()\n'), expected);
  });

  it('are committed: ten of each set, one of each program', async () => {
    const defects = await readDefects();
    const perSet = new Map<string, number>();
    for (const { set } of defects) perSet.set(set, (perSet.get(set) ?? 0) + 1);
    assert.deepEqual([...perSet.values()], [10, 10, 10]);
    assert.equal(new Set(defects.map(({ id }) => id)).size, defects.length);
    assert.ok(defects.every(({ before, after }) => before !== after));
  });

  it('are checked by a tenth of their rows, the first among them', () => {
    const ids = Array.from({ length: 21 }, (_, index) => `${index}`);
    assert.deepEqual(fixedTenth(ids), ['0', '10', '20']);
  });
});
