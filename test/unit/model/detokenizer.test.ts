import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Detokenizer } from '../../../src/model/engine/detokenizer.ts';

/** A tokenizer whose tokens are bytes: the worst case of split characters. */
const textOf = (tokens: readonly number[]) => Buffer.from(tokens).toString('utf8');

describe('Detokenizer', () => {
  it('gives characters whole, with the last of their tokens', () => {
    const texts = new Detokenizer(textOf, []);
    const given = [...Buffer.from('é€😀x')].map((byte) => texts.push(byte));
    assert.deepEqual(given, ['', 'é', '', '', '€', '', '', '', '😀', 'x']);
  });

  it('never shows a replacement character for valid text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const whole = text.replaceAll('\ufffd', '');
        const texts = new Detokenizer(textOf, []);
        const given = [...Buffer.from(whole)].map((byte) => texts.push(byte)).join('');
        assert.equal(given, whole);
      }),
    );
  });

  it('does not hold back broken bytes for ever', () => {
    const texts = new Detokenizer(textOf, []);
    const given = [0xff, 0xff, 0xff, 0xff, 0x61].map((byte) => texts.push(byte)).join('');
    assert.match(given, /^\ufffd+a$/);
  });

  it('tells the tokenizer what came before, the prompt included', () => {
    const seen: (readonly number[])[] = [];
    const texts = new Detokenizer(
      (tokens, after) => {
        seen.push(after);
        return String(tokens.length);
      },
      [1, 2, 3, 4],
    );
    texts.push(5);
    texts.push(6);
    assert.deepEqual(seen, [
      [2, 3, 4],
      [3, 4, 5],
    ]);
  });
});
