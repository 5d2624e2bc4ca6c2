import assert from 'node:assert/strict';
import { diffRows, lineChange } from '../../../src/panel/diff-rows.ts';

const edit = (before: string | null, after: string | null) => ({ path: 'a.py', before, after });

describe('diffRows', () => {
  it('marks what differs within a changed line', () => {
    const rows = diffRows(edit('one\nreturn a + b\ntwo\n', 'one\nreturn a * b\ntwo\n'));
    assert.deepEqual(
      rows.map(({ kind }) => kind),
      ['place', 'same', 'removed', 'added', 'same'],
    );
    const changed = rows[3]?.spans.filter((span) => span.changed).map(({ text }) => text);
    assert.deepEqual(changed, ['*']);
  });

  it('shows a new file as added lines, and a removed one as removed', () => {
    const kinds = (rows: ReturnType<typeof diffRows>) => new Set(rows.map(({ kind }) => kind));
    assert.deepEqual(kinds(diffRows(edit(null, 'x\n'))), new Set(['place', 'added']));
    assert.deepEqual(kinds(diffRows(edit('x\n', null))), new Set(['place', 'removed']));
  });

  it('cuts a line of a megabyte and spells control characters out', () => {
    const [, row] = diffRows(edit(null, `\u001b[2J${'x'.repeat(1_000_000)}\n`));
    const text = row?.spans.map((span) => span.text).join('') ?? '';
    assert.ok(text.length < 6_000);
    assert.ok(text.startsWith('\\u{1b}[2J'));
  });
});

describe('lineChange', () => {
  it('is the line before and after', () => {
    const change = lineChange([edit('  return a\n', '  return b\n')]);
    assert.deepEqual(change, { path: 'a.py', before: 'return a', after: 'return b' });
  });

  it('is the line that is put in', () => {
    const change = lineChange([edit('a\n', 'a\nif b:\n  c\n')]);
    assert.deepEqual(change, { path: 'a.py', before: null, after: 'if b: …' });
  });

  it('is nothing where more than a line goes, or none comes', () => {
    assert.equal(lineChange([edit('a\nb\n', 'c\nd\n')]), null);
    assert.equal(lineChange([edit('a\nb\n', 'a\n')]), null);
    assert.equal(lineChange([edit('a\n', 'b\n'), edit('a\n', 'b\n')]), null);
    assert.equal(lineChange([]), null);
  });
});
