import assert from 'node:assert/strict';
import fc from 'fast-check';
import { mergeFile, plainText, rangeEdits } from '../../../src/solve/apply/merge.ts';

const path = 'a.py';
const before = 'one\ntwo\nthree\nfour\nfive\n';
const after = 'one\ntwo\nTHREE\nfour\nfive\n';

describe('mergeFile', () => {
  const merge = (current: string | null, edit = { path, before, after } as Edit) =>
    mergeFile(edit, current);
  interface Edit {
    path: string;
    before: string | null;
    after: string | null;
  }

  it('takes the patch where the file is as it was', () => {
    assert.deepEqual(merge(before), { kind: 'same', path, text: after });
  });
  it('sees no change in line ends or a byte order mark', () => {
    assert.deepEqual(merge(`\uFEFF${before.replaceAll('\n', '\r\n')}`), {
      kind: 'same',
      path,
      text: after,
    });
  });
  it('has nothing to do where the file says it already', () => {
    assert.equal(merge(after).kind, 'done');
    assert.equal(merge(null, { path, before, after: null }).kind, 'done');
  });
  it('keeps a change that was made elsewhere', () => {
    const now = before.replace('five', 'FIVE');
    const text = after.replace('five', 'FIVE');
    assert.deepEqual(merge(now), { kind: 'merged', path, text });
  });
  it('refuses changes of one place, and of two lines that touch', () => {
    assert.equal(merge(before.replace('three', 'drei')).kind, 'overlap');
    assert.equal(merge(before.replace('two', 'zwei')).kind, 'overlap');
  });
  it('never writes over a file that came, changed or went meanwhile', () => {
    assert.equal(merge('mine', { path, before: null, after }).kind, 'overlap');
    assert.equal(merge('mine', { path, before, after: null }).kind, 'overlap');
    assert.equal(merge(null).kind, 'overlap');
  });
  it('makes and removes files', () => {
    assert.deepEqual(merge(null, { path, before: null, after }), {
      kind: 'same',
      path,
      text: after,
    });
    assert.deepEqual(merge(before, { path, before, after: null }), {
      kind: 'same',
      path,
      text: null,
    });
  });
  it('loses no line that somebody added', () => {
    const lines = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 8 });
    fc.assert(
      fc.property(lines, lines, fc.nat(8), (base, wanted, at) => {
        const now = [...base.slice(0, at), 'mine', ...base.slice(at)];
        const edit = { path, before: base.join('\n'), after: wanted.join('\n') };
        const merged = mergeFile(edit, now.join('\n'));
        if (merged.kind === 'merged') assert.ok(merged.text.split('\n').includes('mine'));
        else assert.ok(merged.kind === 'overlap' || merged.kind === 'done' || base.length === 0);
      }),
    );
  });
});

describe('rangeEdits', () => {
  it('change one text into the other', () => {
    const text = fc.array(fc.constantFrom('', 'a', 'bb', 'c'), { maxLength: 9 });
    fc.assert(
      fc.property(text, text, (old, lines) => {
        const [from, to] = [old.join('\n'), lines.join('\n')];
        assert.equal(carryOut(from, rangeEdits(from, to)), to);
      }),
    );
  });
  it('touch only the lines that differ', () => {
    assert.deepEqual(rangeEdits(before, after), [{ from: [2, 0], to: [3, 0], text: 'THREE\n' }]);
  });
});

/** As an editor does: all ranges are those of the text before. */
function carryOut(text: string, edits: ReturnType<typeof rangeEdits>): string {
  const lines = text.split('\n');
  const offset = ([line, column]: readonly [number, number]) =>
    lines.slice(0, line).join('\n').length + (line > 0 ? 1 : 0) + column;
  return edits.reduceRight(
    (out, edit) => out.slice(0, offset(edit.from)) + edit.text + out.slice(offset(edit.to)),
    text,
  );
}

describe('plainText', () => {
  it('is what an editor holds', () => {
    assert.equal(plainText('\uFEFFa\r\nb\rc\n'), 'a\nb\nc\n');
  });
});
