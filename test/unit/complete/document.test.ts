import assert from 'node:assert/strict';
import type { Completion } from '../../../src/complete/complete.ts';
import { EditedDocument } from '../../../src/complete/document.ts';
import { standingOf } from '../../../src/complete/follow.ts';

const shown: Completion = {
  text: 'total;',
  replace: 0,
  decision: 'show',
  code: 'likely',
  why: '',
  accept: 0.5,
  whole: true,
  evaluated: { full: 1, shallow: 0 },
  msFirst: 0,
  msTotal: 0,
};
const text = 'let a = 1;\nreturn ';

function suggested(): EditedDocument {
  const document = new EditedDocument('a.js', text);
  document.placeAt(text.length);
  document.standing = standingOf(text.length, shown);
  return document;
}
const type = (insert: string, offset = text.length) => ({ offset, insert, delete: 0 });

describe('a document that is completed in', () => {
  it('follows what is typed along a suggestion, to its end', () => {
    const document = suggested();
    assert.equal(document.edit(type('t')).heard?.feedback, 'typed');
    assert.equal(document.standing?.rest, 'otal;');
    const { heard } = document.edit(type('otal;', text.length + 1));
    assert.equal(heard?.numbers['left'], 0);
    assert.equal(document.standing, null);
    const next = document.edit(type('\n', text.length + 6));
    assert.equal(next.heard, null, 'what was typed to its end is not rejected afterwards');
    assert.equal(document.text, `${text}total;\n`);
  });

  it('remembers the start of the line where a suggestion was rejected', () => {
    const document = suggested();
    assert.equal(document.edit(type('x')).heard?.feedback, 'rejected');
    assert.equal(document.rejectedBefore, 'return ');
  });

  it('tells a move to another place from one to where the cursor is', () => {
    const document = suggested();
    assert.deepEqual(document.move(text.length), { place: null, heard: null });
    const { place, heard } = document.move(3);
    assert.deepEqual(place, { file: 'a.js', text, offset: 3 });
    assert.equal(heard?.feedback, 'rejected');
    assert.equal(document.standing, null);
  });

  it('takes of a change only what is one', () => {
    const document = suggested();
    const { edit } = document.edit({ offset: text.length - 7, insert: 'return t', delete: 7 });
    assert.deepEqual(edit, type('t'));
  });
});
