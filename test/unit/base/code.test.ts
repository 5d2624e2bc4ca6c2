import assert from 'node:assert/strict';
import path from 'node:path';
import { Syntax } from '../../../src/base/syntax.ts';
import { codeOf } from '../../../src/base/code.ts';

const syntax = new Syntax(path.resolve(import.meta.dirname, '../../../dist/grammars'));
const python = (text: string) => codeOf(syntax, 'python', text);

describe('codeOf', () => {
  it('is the same for sources that differ in comments and white space alone', async () => {
    const plain = 'def f(x):\n    return x + 1\n';
    const dressed = '# what\ndef f(x):  # a\n\n    # b\n    return x + 1 \n';
    assert.equal((await python(dressed))?.trim(), (await python(plain))?.trim());
  });

  it('is the same for Python sources that differ in documentation alone', async () => {
    const documented = `"""A."""\ndef f(x):\n    """B\n\n    b."""\n    return 'c'\n`;
    assert.equal(await python(documented), await python(documented.replace('b.', 'd.\n    e')));
    assert.equal((await python(documented))?.replace(/\s+/g, ' ').trim(), "def f(x): return 'c'");
    assert.notEqual(await python(documented), await python(documented.replace("'c'", "'d'")));
    const strict = (text: string) => codeOf(syntax, 'javascript', text);
    assert.notEqual(await strict("'use strict';\nf();\n"), await strict("'use lax';\nf();\n"));
  });

  it('tells sources apart that differ in indentation or in a string', async () => {
    assert.notEqual(
      await python('if a:\n    b()\n    c()\n'),
      await python('if a:\n    b()\nc()\n'),
    );
    assert.notEqual(await python("a = '# b'\n"), await python("a = '# c'\n"));
  });

  it('is null for broken code', async () => {
    assert.equal(await python('def f(:\n'), null);
  });
});
