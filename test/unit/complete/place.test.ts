import assert from 'node:assert/strict';
import { askGate } from '../../../src/complete/ask.ts';
import { shapeOf } from '../../../src/complete/place.ts';

function placeOf(document: string, file = 'a.js') {
  const offset = document.indexOf('|');
  return { file, offset, text: document.replace('|', '') };
}

describe('the shape of a completion', () => {
  const shapes: readonly (readonly [string, string, string, 'line' | 'block'])[] = [
    ['the rest of a line', 'const a = |', 'a.js', 'line'],
    ['a block that is opened', 'function f() {\n  |\n}', 'a.js', 'block'],
    ['a block of Python', 'def f(n):\n    |', 'a.py', 'block'],
    ['a block that has a body', 'def f(n):\n    |\n    return n', 'a.py', 'line'],
    ['a statement after another', 'f() {\n  a();\n  |\n}', 'a.js', 'line'],
    ['a colon that is no block', 'case 1:\n  |', 'a.js', 'line'],
  ];
  for (const [name, document, file, shape] of shapes) {
    it(name, () => {
      assert.equal(shapeOf(placeOf(document, file)), shape);
    });
  }
});

describe('the ask gate', () => {
  const ask = (document: string, file = 'a.js', more = {}) =>
    askGate({
      place: placeOf(document, file),
      byHand: false,
      rejectedBefore: null,
      ...more,
    })?.code ?? null;

  it('asks at the end of a line', () => {
    assert.equal(ask('const a = |'), null);
  });
  it('does not ask inside a word', () => {
    assert.equal(ask('con|st'), 'inside-word');
  });
  it('does not ask in the middle of a comment', () => {
    assert.equal(ask('// some | text'), 'inside-comment');
  });
  it('does not ask right where a suggestion was rejected', () => {
    assert.equal(ask('const a = |', 'a.js', { rejectedBefore: 'const a = ' }), 'rejected-before');
  });
  it('stands aside where it is asked by hand', () => {
    assert.equal(ask('con|st', 'a.js', { byHand: true }), null);
  });
  it('never sends keys, not even by hand', () => {
    for (const file of ['.env', '.env.local', 'server.pem', 'id_rsa', '/home/me/.npmrc']) {
      assert.equal(ask('TOKEN=|', file, { byHand: true }), 'secret-file', file);
    }
  });
  it('leaves huge files and long lines alone', () => {
    assert.equal(ask(`${'a\n'.repeat(1_500_000)}|`), 'huge-file');
    assert.equal(ask(`'${'a'.repeat(100_000)}|'`), 'long-line');
  });
});
