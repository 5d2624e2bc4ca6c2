import assert from 'node:assert/strict';
import fc from 'fast-check';
import { editsOf, withLineFeeds } from '../../../../src/vscode/complete/changes.ts';

/** A change of a text between two offsets, as an editor tells it. */
function changeOf(text: string, from: number, to: number, insert: string) {
  const lineAt = (offset: number) => text.slice(0, offset).split('\n').length - 1;
  return {
    range: { start: { line: lineAt(from) }, end: { line: lineAt(to) } },
    rangeOffset: from,
    rangeLength: to - from,
    text: insert,
  };
}

describe('editsOf', () => {
  it('says of a file with wide line breaks what it says of one with line feeds', () => {
    const line = fc.string({ maxLength: 5 }).map((each) => each.replace(/[\r\n]/g, '-'));
    const place = fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.nat());
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 6 }),
        place,
        line,
        (lines, at, insert) => {
          const [a, b, c, d] = at;
          const positions = [
            [a % lines.length, c],
            [b % lines.length, d],
          ] as const;
          const offsets = (eol: string) =>
            positions
              .map(([row, column]) => {
                const above = lines
                  .slice(0, row)
                  .reduce((sum, { length }) => sum + length + eol.length, 0);
                return above + (column % ((lines[row]?.length ?? 0) + 1));
              })
              .sort((x, y) => x - y) as [number, number];
          const wide = lines.join('\r\n');
          const changed =
            wide.slice(0, offsets('\r\n')[0]) + insert + wide.slice(offsets('\r\n')[1]);
          const [edit] = editsOf([changeOf(wide, ...offsets('\r\n'), insert)], true, 0);
          const narrow = lines.join('\n');
          assert.ok(edit);
          const { offset, delete: length } = edit;
          const after = narrow.slice(0, offset) + edit.insert + narrow.slice(offset + length);
          assert.equal(after, withLineFeeds(changed));
        },
      ),
    );
  });

  it('makes the last change of an event first, and counts what stands before', () => {
    const changes = [changeOf('abc', 0, 1, 'x'), changeOf('abc', 2, 3, 'y')];
    assert.deepEqual(editsOf(changes, false, 10), [
      { offset: 12, delete: 1, insert: 'y' },
      { offset: 10, delete: 1, insert: 'x' },
    ]);
  });
});
