import assert from 'node:assert/strict';
import path from 'node:path';
import fc from 'fast-check';
import { Syntax } from '../../../src/base/syntax.ts';
import type { Shape } from '../../../src/complete/place.ts';
import { scan } from '../../../src/complete/stop/scan.ts';
import { stopRules } from '../../../src/complete/stop/rules.ts';
import { stopWhere } from '../../../src/complete/stop/stage.ts';
import type { Ended, Flow } from '../../../src/complete/stream.ts';

const syntax = new Syntax(path.resolve(import.meta.dirname, '../../../dist/grammars'));

/** Words and signs, one piece each, as a model would write them. */
async function* flowOf(text: string): Flow {
  for (const piece of text.match(/\w+|\n\s*|\s+|[^\w\s]/g) ?? []) {
    yield { kind: 'piece', text: piece, by: 'full', logprob: -0.1, entropy: 0.2 };
    await Promise.resolve();
  }
  yield { kind: 'ended', finish: 'stop', evaluated: { full: 1, shallow: 0 } };
}

async function stopped(document: string, written: string, shape: Shape, file: string) {
  const offset = document.indexOf('|');
  const place = { file, offset, text: document.replace('|', '') };
  const prefix = place.text.slice(0, offset);
  const rules = stopRules(place, shape, { syntax, head: null, prefix });
  let halted = false;
  let text = '';
  let code = '';
  let ended: Ended | undefined;
  const halt = () => {
    halted = true;
  };
  for await (const event of stopWhere(flowOf(written), rules, halt)) {
    if (event.kind === 'piece') text += event.text;
    else if (event.kind === 'ended') ended = event;
    else code = event.code;
  }
  assert.ok(ended);
  return { kept: text.slice(0, ended.keep), code, halted, read: text };
}

describe('stop rules', () => {
  before(async () => {
    await syntax.parse('javascript', '').then((tree) => {
      tree.delete();
    });
  });

  const cases: readonly {
    readonly name: string;
    readonly document: string;
    readonly written: string;
    readonly kept: string;
    readonly code: string;
    readonly shape?: Shape;
    readonly file?: string;
  }[] = [
    {
      name: 'end a statement at its semicolon',
      document: 'const a = |',
      written: 'b + 1; // one more',
      kept: 'b + 1;',
      code: 'statement-end',
    },
    {
      name: 'do not end a loop head at its semicolon',
      document: 'for (let i = |',
      written: '0; i < n; i++) {\n  a();',
      kept: '0; i < n; i++) {',
      code: 'block-opened',
    },
    {
      name: 'do not end inside a string',
      document: "const a = '|",
      written: "b; c';\n",
      kept: "b; c';",
      code: 'statement-end',
    },
    {
      name: 'end where Python opens a block',
      document: 'if |',
      written: 'a[1:2] == b:\n    return',
      kept: 'a[1:2] == b:',
      code: 'block-opened',
      file: 'a.py',
    },
    {
      name: 'end at a line break elsewhere',
      document: 'a = |',
      written: 'b\nc = d',
      kept: 'b',
      code: 'line-end',
      file: 'a.txt',
    },
    {
      name: 'end a block that is closed',
      document: 'function f() {\n  |',
      written: 'return 1;\n}\nf();',
      kept: 'return 1;\n}',
      code: 'block-end',
      shape: 'block',
    },
    {
      name: 'end a block of Python where a line leaves it',
      document: 'def f(n):\n    |',
      written: 'return n\n\ndef g():\n    pass',
      kept: 'return n\n\n',
      code: 'block-end',
      shape: 'block',
      file: 'a.py',
    },
    {
      name: 'end where the indentation is left, without a grammar',
      document: 'begin {\n  |',
      written: 'one\n  two\nthree',
      kept: 'one\n  two',
      code: 'indentation-left',
      shape: 'block',
      file: 'a.txt',
    },
    {
      name: 'end where the line below is met',
      document: 'function f() {\n  |\n  finish();\n}',
      written: 'start();\n  finish();\n}',
      kept: 'start();',
      code: 'suffix-met',
      shape: 'block',
    },
    {
      name: 'end what goes round in circles',
      document: 'x = |',
      written: 'foo(bar) foo(bar) foo(bar) foo(bar)',
      kept: 'foo(bar)',
      code: 'repetition',
      file: 'a.txt',
    },
    {
      name: 'end before a control token',
      document: 'return |',
      written: 'a\0\0\0',
      kept: 'a',
      code: 'control-text',
      file: 'a.txt',
    },
  ];
  for (const { name, document, written, kept, code, shape = 'line', file = 'a.js' } of cases) {
    it(name, async () => {
      const found = await stopped(document, written, shape, file);
      assert.deepEqual([found.kept.trimEnd(), found.code], [kept.trimEnd(), code]);
      assert.ok(found.halted, 'the work upstream is ended');
      assert.ok(found.read.length <= written.length);
    });
  }

  it('say that the model ended by itself', async () => {
    const { code, halted } = await stopped('return |', 'a', 'line', 'a.js');
    assert.deepEqual([code, halted], ['model-end', false]);
  });
});

describe('scanning', () => {
  it('reads brackets, strings and comments', () => {
    const open = { brackets: '', unopened: 0, quote: '', comment: false };
    assert.deepEqual(scan('f(a[0]', 'javascript'), { ...open, brackets: '(' });
    assert.deepEqual(scan("f(')", 'javascript'), { ...open, brackets: '(', quote: "'" });
    assert.deepEqual(scan('a) }', 'javascript'), { ...open, unopened: 2 });
    assert.deepEqual(scan('a // (', 'javascript'), { ...open, comment: true });
    assert.deepEqual(scan("fn f<'a>(", 'rust'), { ...open, brackets: '(' });
    assert.deepEqual(scan('x = """a', 'python'), { ...open, quote: '"' });
  });
  it('takes anything', () => {
    fc.assert(
      fc.property(fc.string(), (code) => {
        assert.ok(scan(code, 'typescript').unopened >= 0);
      }),
    );
  });
});
