import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Shape } from '../../../src/complete/place.ts';
import { tidy } from '../../../src/complete/tidy/tidy.ts';

/** A document with the cursor at `|`. */
function placeOf(document: string, file = 'a.js') {
  const offset = document.indexOf('|');
  return { file, offset, text: document.replace('|', '') };
}

interface Case {
  readonly name: string;
  readonly document: string;
  readonly written: string;
  /** The suggestion, or the code that says why there is none. */
  readonly gives: string | { readonly code: string };
  readonly replace?: number;
  readonly shape?: Shape;
  readonly whole?: boolean;
  readonly file?: string;
}

const cases: readonly Case[] = [
  { name: 'leaves code alone', document: 'return |', written: 'a + b;', gives: 'a + b;' },
  {
    name: 'replaces the bracket that an editor closed',
    document: 'call(|)',
    written: 'first, second)',
    gives: 'first, second)',
    replace: 1,
  },
  {
    name: 'replaces a bracket that comes before the end',
    document: 'if (|) {',
    written: 'done',
    gives: 'done',
  },
  {
    name: 'replaces quote, bracket and semicolon together',
    document: "log('|');",
    written: "hello');",
    gives: "hello');",
    replace: 3,
  },
  {
    name: 'cuts what the line goes on with',
    document: 'const total = | + tax;',
    written: 'price + tax;',
    gives: 'price',
  },
  {
    name: 'keeps a letter that happens to be the same',
    document: 'x = |e',
    written: 'size',
    gives: 'size',
  },
  {
    name: 'drops the start of the line written again',
    document: 'const total = |',
    written: 'const total = a + b;',
    gives: ' a + b;'.trimStart(),
  },
  {
    name: 'drops what stands on the next line',
    document: 'start();\n|\nfinish();\n',
    written: 'finish();',
    gives: { code: 'repeats' },
  },
  {
    name: 'drops the closing bracket that is there',
    document: 'if (a) {\n  |\n}\n',
    written: 'b();\n}',
    gives: 'b();',
    shape: 'block',
  },
  {
    name: 'keeps repeated lines once',
    document: 'f() {\n  |\n}',
    written: 'a();\na();\na();',
    gives: 'a();',
    shape: 'block',
  },
  {
    name: 'cuts at a special token',
    document: 'return |',
    written: 'a;<|endoftext|>b',
    gives: 'a;',
  },
  { name: 'cuts at a null byte', document: 'return |', written: 'a\0b', gives: 'a' },
  { name: 'cuts at half a character', document: 'return |', written: 'a\ud83db', gives: 'a' },
  {
    name: 'keeps whole characters',
    document: 'return |',
    written: "'\u{1f600}'",
    gives: "'\u{1f600}'",
  },
  {
    name: 'takes the code out of a chat answer',
    document: 'return |',
    written: 'Here it is:\n```js\na + b;\n```\nEnjoy!',
    gives: 'a + b;',
  },
  {
    name: 'ends lines as the file does',
    document: 'f() {\r\n  |\r\n}\r\n',
    written: 'a();\nb();',
    gives: 'a();\r\nb();',
    shape: 'block',
  },
  {
    name: 'indents by tabs where the file does',
    document: 'f() {\n\tx();\n\t|\n}\n',
    written: 'if (a) {\n        b();\n    }',
    gives: 'if (a) {\n\t\tb();\n\t}',
    shape: 'block',
  },
  {
    name: 'drops a word that was cut',
    document: 'return |',
    written: 'first + sec',
    gives: 'first +',
    whole: false,
  },
  {
    name: 'keeps the only word',
    document: 'return |',
    written: 'first',
    gives: 'first',
    whole: false,
  },
  {
    name: 'has nothing to add',
    document: 'return a;|',
    written: '  ',
    gives: { code: 'nothing-to-add' },
  },
];

describe('tidying', () => {
  for (const { name, document, written, gives, replace = 0, shape = 'line', ...more } of cases) {
    it(name, () => {
      const tidied = tidy(written, placeOf(document, more.file), shape, more.whole ?? true);
      if (typeof gives !== 'string') assert.equal('code' in tidied && tidied.code, gives.code);
      else assert.deepEqual(tidied, { text: gives, replace });
    });
  }

  it('never throws, and leaves no control character', () => {
    const anything = fc.string({ unit: 'binary' });
    const shapes = fc.constantFrom<Shape>('line', 'block');
    fc.assert(
      fc.property(anything, anything, anything, shapes, (before, after, written, shape) => {
        const place = { file: 'a.ts', text: before + after, offset: before.length };
        const tidied = tidy(written, place, shape, true);
        if ('code' in tidied) return;
        assert.ok(!/[^\P{Cc}\t\n\r]|\p{Cs}/u.test(tidied.text), JSON.stringify(tidied.text));
        assert.ok(tidied.replace <= after.length);
      }),
    );
  });
});
