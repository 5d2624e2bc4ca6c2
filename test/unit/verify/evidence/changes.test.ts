import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  changedLines,
  hunksOf,
  lineNames,
  withoutHunk,
} from '../../../../src/verify/evidence/changes.ts';

const edit = (before: string | null, after: string | null) => ({ path: 'a.py', before, after });

describe('hunks', () => {
  it('are the lines that change, without context', () => {
    const hunks = hunksOf(edit('a\nb\nc\nd\n', 'a\nB\nc\nd\ne\n'));
    assert.deepEqual(hunks, [
      { path: 'a.py', start: 1, before: ['b'], after: ['B'] },
      { path: 'a.py', start: 4, before: [], after: ['e'] },
    ]);
  });

  it('stand where lines only go', () => {
    assert.deepEqual(hunksOf(edit('a\nb\nc\n', 'a\nc\n')), [
      { path: 'a.py', start: 1, before: ['b'], after: [] },
    ]);
  });

  it('are one where a file comes or goes, which taking it back undoes', () => {
    for (const each of [edit(null, 'a\nb\n'), edit('a\nb\n', null)]) {
      const [hunk, ...more] = hunksOf(each);
      assert.ok(hunk);
      assert.deepEqual(more, []);
      assert.deepEqual(withoutHunk([each], hunk), []);
    }
  });

  it('leave the other files alone when one is taken back', () => {
    const other = { path: 'b.py', before: 'x\n', after: 'y\n' };
    const [first] = hunksOf(edit('a\nb\nc\n', 'A\nb\nC\n'));
    assert.deepEqual(withoutHunk([edit('a\nb\nc\n', 'A\nb\nC\n'), other], first!), [
      edit('a\nb\nc\n', 'a\nb\nC\n'),
      other,
    ]);
  });

  it('give the original back when all are taken back, the last first', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', '', '\r')).map((all) => all.join('\n'));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const patch = hunksOf(edit(before, after)).reduceRight(withoutHunk, [edit(before, after)]);
        assert.equal(patch[0]?.after ?? before, before);
      }),
    );
  });
});

describe('changed lines', () => {
  it('are those that the edit adds or changes', () => {
    assert.deepEqual(changedLines(edit('a\nb\nc\n', 'a\nB\nb2\nc\n')), [1, 2]);
    assert.deepEqual(changedLines(edit('a\nb\n', 'a\n')), []);
    assert.deepEqual(changedLines(edit('a\n', null)), []);
  });

  it('have names for people, who count from one', () => {
    assert.equal(lineNames([4]), 'line 5');
    assert.equal(lineNames([4, 5, 6]), 'lines 5 to 7');
    assert.equal(lineNames([1, 4]), 'lines 2, 5');
  });
});
