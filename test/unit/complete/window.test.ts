import assert from 'node:assert/strict';
import fc from 'fast-check';
import { WindowKeeper } from '../../../src/complete/window.ts';

const lines = Array.from({ length: 60 }, (_, at) => `const part${at} = items[${at}];\n`).join('');
const place = (text: string, offset: number) => ({ file: 'a.js', text, offset });
const small = { prefix: 400, suffix: 200 };

describe('the window of a prompt', () => {
  it('only grows at its end while one types', () => {
    const keeper = new WindowKeeper();
    const offset = lines.indexOf('const part30');
    const before = keeper.next(place(lines, offset), small);
    const text = `${lines.slice(0, offset)}let a${lines.slice(offset)}`;
    const after = keeper.next(place(text, offset + 5), small);
    assert.deepEqual(after, { prefix: `${before.prefix}let a`, suffix: before.suffix });
  });

  it('keeps the text after the cursor where the budget has changed', () => {
    const keeper = new WindowKeeper();
    const offset = lines.indexOf('const part30');
    const { suffix } = keeper.next(place(lines, offset), small);
    const wider = { prefix: 500, suffix: 300 };
    assert.equal(keeper.next(place(lines, offset), wider).suffix, suffix);
    assert.ok(keeper.next(place(lines, offset + 20), wider).suffix.length > suffix.length);
  });

  it('is always a part of the document around the cursor', () => {
    const keeper = new WindowKeeper();
    const typing = fc.string({ unit: 'binary', maxLength: 80 });
    fc.assert(
      fc.property(typing, fc.nat(1800), fc.nat(400), (typed, at, budget) => {
        const text = lines.slice(0, at) + typed + lines.slice(at);
        const offset = Math.min(text.length, at + typed.length);
        const limits = { prefix: budget, suffix: budget };
        const { prefix, suffix } = keeper.next(place(text, offset), limits);
        assert.ok(text.slice(0, offset).endsWith(prefix));
        assert.ok(text.startsWith(suffix, offset));
      }),
    );
  });
});
