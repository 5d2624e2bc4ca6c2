import assert from 'node:assert/strict';
import path from 'node:path';
import { Syntax } from '../../../src/base/syntax.ts';
import { readAnswer } from '../../../src/solve/answer/answer.ts';

const syntax = new Syntax(path.resolve(import.meta.dirname, '../../../dist/grammars'));

type Files = Record<string, string>;

/** The files that an answer changes, or the code of its failure. */
async function read(answer: string, files: Files, single?: string) {
  const task = { files: new Map(Object.entries(files)), syntax };
  const result = await readAnswer(answer, single === undefined ? task : { ...task, single });
  if ('code' in result) return result.code;
  for (const edit of result.patch) assert.equal(edit.before, files[edit.path] ?? null);
  return Object.fromEntries(result.patch.map(({ path: file, after }) => [file, after]));
}

const fence = (text: string, info = 'python') => `\`\`\`${info}\n${text}\`\`\`\n`;

describe('whole files of an answer', () => {
  const files = { 'src/a.py': 'x = 1\n', 'src/b.py': 'y = 1\n' };
  const body = fence('x = 2\n');
  const headings: Record<string, string> = {
    'a heading in code marks': `### \`src/a.py\`\n\n${body}`,
    bold: `**src/a.py**\n${body}`,
    'bold with a colon inside code marks': `**\`src/a.py\`:**\n\n${body}`,
    'a label': `File: src/a.py\n${body}`,
    'a label in bold': `**File: \`src/a.py\`**\n${body}`,
    'a heading in bold by underscores': `__src/a.py__\n${body}`,
    'a numbered heading': `#### 1. src/a.py\n${body}`,
    'a list item': `- \`src/a.py\`:\n${body}`,
    'a remark': `### src/a.py (updated)\n${body}`,
    'a name alone': `src/a.py\n${body}`,
    'a leading ./': `\`./src/a.py\`\n${body}`,
    'back slashes': `\`src\\a.py\`\n${body}`,
    'the end of the path': `**a.py**\n${body}`,
    prose: `I fixed the constant. Here is the new \`src/a.py\`:\n\n${body}`,
    'prose two lines up': `In src/a.py the constant is wrong.\n\nFixed:\n\n${body}`,
    'words of the fence': fence('x = 2\n', 'python src/a.py'),
    'a title in the fence': fence('x = 2\n', 'python title="src/a.py"'),
    'a colon in the fence': fence('x = 2\n', 'python:src/a.py'),
    'the fence alone': fence('x = 2\n', 'src/a.py'),
    'a labelled comment': fence('# path: src/a.py\nx = 2\n'),
    'a bare comment': fence('# src/a.py\nx = 2\n'),
    tildes: '`src/a.py`\n~~~python\nx = 2\n~~~\n',
    'a longer fence': '`src/a.py`\n````\nx = 2\n````\n',
    'an indented fence': '1. `src/a.py`\n   ```python\n   x = 2\n   ```\n',
    'Windows line ends': `\`src/a.py\`\n${body}`.replaceAll('\n', '\r\n'),
  };
  for (const [name, answer] of Object.entries(headings)) {
    it(`finds the path: ${name}`, async () => {
      assert.deepEqual(await read(answer, files), { 'src/a.py': 'x = 2\n' });
    });
  }

  it('reads several, and a new one', async () => {
    const answer = `\`src/a.py\`\n${fence('x = 2\n')}\nand\n\n\`lib/new.py\`\n${fence('z = 1\n')}`;
    assert.deepEqual(await read(answer, files), { 'lib/new.py': 'z = 1\n', 'src/a.py': 'x = 2\n' });
  });

  it('leaves the underscores that a name has of its own', async () => {
    const own = { 'src/a/__init__.py': 'x = 1\n' };
    for (const heading of ['src/a/__init__.py', '__src/a/__init__.py__:', '**__init__.py**']) {
      const expected = { 'src/a/__init__.py': 'x = 2\n' };
      assert.deepEqual(await read(`${heading}\n${body}`, own), expected, heading);
    }
  });

  it('keeps a first comment that the file has too', async () => {
    const answer = fence('# src/a.py\nx = 2\n');
    const own = { 'src/a.py': '# src/a.py\nx = 1\n' };
    assert.deepEqual(await read(answer, own), { 'src/a.py': '# src/a.py\nx = 2\n' });
  });

  it('reads fences inside a fence', async () => {
    const text = '# Use\n\n```sh\nmake\n```\n\nThat is all.\n';
    const answer = `### README.md\n${fence(text, 'markdown')}`;
    assert.deepEqual(await read(answer, { 'README.md': '' }), { 'README.md': text });
  });

  it('leaves commands and outputs alone', async () => {
    const answer = `Run \`src/a.py\`:\n${fence('python src/a.py\n', 'bash')}`;
    assert.equal(await read(answer, files), 'no-patch');
    assert.equal(await read(fence('1 passed\n', 'text'), files, 'src/a.py'), 'no-patch');
  });

  it('drops what changes nothing', async () => {
    assert.equal(await read(`\`src/a.py\`\n${fence('x = 1\n')}`, files), 'no-patch');
    assert.equal(await read('I cannot help with that.', files), 'no-patch');
  });

  it('takes no part of an answer for the whole', async () => {
    assert.equal(await read('`src/a.py`\n```python\nx = 2\n', files), 'answer-cut');
    const search = '`src/a.py`\n<<<<<<< SEARCH\nx = 1\n=======\nx = ';
    assert.equal(await read(search, files), 'answer-cut');
    const elided = `\`src/a.py\`\n${fence('x = 2\n# ... rest of the code unchanged\n')}`;
    assert.equal(await read(elided, files), 'answer-elided');
    const own = { 'src/a.py': 'x = 1\n# ... rest of the code unchanged\n' };
    assert.deepEqual(await read(elided, own), { 'src/a.py': own['src/a.py'].replace('1', '2') });
  });

  it('keeps paths that lead astray, for the refusal to name', async () => {
    for (const bad of ['../evil.py', '/etc/passwd', 'C:/evil.py', '.git/config']) {
      assert.deepEqual(await read(`\`${bad}\`\n${fence('x\n', '')}`, files), { [bad]: 'x\n' });
    }
  });
});

describe('blocks without a path', () => {
  const file = 'import os\n\n\ndef f(x):\n    return x\n\n\ndef g(x):\n    return x\n';

  it('are the single file of the task', async () => {
    const whole = file.replace('return x', 'return 2 * x');
    assert.deepEqual(await read(`Fixed:\n${fence(whole)}`, { 'a.py': file }, 'a.py'), {
      'a.py': whole,
    });
  });

  it('are not when they only show how to use it', async () => {
    const answer = `${fence('def f(x):\n    return 0\n')}Use it:\n${fence('print(f(1))\n')}`;
    assert.deepEqual(await read(answer, { 'a.py': file }, 'a.py'), {
      'a.py': file.replace('return x', 'return 0'),
    });
  });

  it('are a lone function that one file of many has', async () => {
    const answer = fence('def g(x):\n    return 0\n');
    const files = { 'a.py': file, 'b.py': 'def h():\n    pass\n' };
    assert.deepEqual(await read(answer, files), {
      'a.py': file.replace('def g(x):\n    return x', 'def g(x):\n    return 0'),
    });
    assert.equal(await read(answer, { ...files, 'c.py': file }), 'no-path');
  });
});

describe('lone functions', () => {
  const python = [
    'import functools',
    '',
    'class Shop:',
    '    @property',
    '    def total(self):',
    '        return 0',
    '',
    '    @total.setter',
    '    def total(self, value):',
    '        self.value = value',
    '',
    '@functools.cache',
    'async def price(item):',
    '    return 1',
    '',
    'RATE = 2',
    '',
  ].join('\n');

  it('keep the decorators of the file', async () => {
    const answer = fence('async def price(item):\n    return 3\n');
    assert.deepEqual(await read(answer, { 'a.py': python }, 'a.py'), {
      'a.py': python.replace('return 1', 'return 3'),
    });
  });

  it('bring their own decorators', async () => {
    const answer = fence('@log\nasync def price(item):\n    return 1\n');
    assert.deepEqual(await read(answer, { 'a.py': python }, 'a.py'), {
      'a.py': python.replace('@functools.cache', '@log'),
    });
  });

  it('go to the accessor of their kind, indented as it is', async () => {
    const answer = fence('@total.setter\ndef total(self, value):\n    self.value = int(value)\n');
    assert.deepEqual(await read(answer, { 'a.py': python }, 'a.py'), {
      'a.py': python.replace('= value', '= int(value)'),
    });
    const bare = fence('def total(self):\n    return 1\n');
    assert.equal(await read(bare, { 'a.py': python }, 'a.py'), 'function-ambiguous');
  });

  it('keep the inside of strings where they move', async () => {
    const before = 'class A:\n    def f(self):\n        return 0\n\nx = 1\n';
    const answer = fence('def f(self):\n    """Doc\n    more."""\n    return """a\n  b"""\n');
    assert.deepEqual(await read(answer, { 'a.py': before }, 'a.py'), {
      'a.py': [
        'class A:\n    def f(self):\n        """Doc\n        more."""',
        '        return """a\n  b"""\n\nx = 1\n',
      ].join('\n'),
    });
  });

  it('bring helpers along', async () => {
    const before = 'import os\n\n\ndef f():\n    return 1\n';
    const answer = fence('def help():\n    return 2\n\n\ndef f():\n    return help()\n');
    assert.deepEqual(await read(answer, { 'a.py': before }, 'a.py'), {
      'a.py': 'import os\n\n\ndef help():\n    return 2\n\n\ndef f():\n    return help()\n',
    });
  });

  const script = [
    "import x from 'x';",
    'export const twice = (n: number) => n + n;',
    'export default class Box {',
    '  get size() {',
    '    return 1;',
    '  }',
    '  set size(n) {',
    '    this.n = n;',
    '  }',
    '  grow = () => {',
    '    this.n++;',
    '  };',
    '}',
    'export function half(n: number): number {',
    '  return n / 3;',
    '}',
    '',
  ].join('\n');
  const cases: [string, string, string, string][] = [
    ['a function', 'function half(n: number): number {\n  return n / 2;\n}', 'n / 3', 'n / 2'],
    [
      'an exported one',
      'export function half(n: number): number {\n  return n / 2;\n}',
      'n / 3',
      'n / 2',
    ],
    ['a constant', 'const twice = (n: number) => 2 * n;', 'n + n', '2 * n'],
    ['a method', 'set size(n) {\n  this.n = +n;\n}', '= n;', '= +n;'],
    ['a field', 'grow = () => {\n  this.n += 2;\n};', 'this.n++', 'this.n += 2'],
  ];
  for (const [name, block, from, to] of cases) {
    it(`replace ${name} in TypeScript`, async () => {
      assert.deepEqual(await read(fence(`${block}\n`, 'ts'), { 'a.ts': script }, 'a.ts'), {
        'a.ts': script.replace(from, to),
      });
    });
  }
});

describe('SEARCH/REPLACE blocks of an answer', () => {
  const file = 'def f(x):\n    y = x\n    return y\n\n\ndef g(x):\n    y = x\n    return 2 * y\n';
  const block = (search: string, replace: string) =>
    `<<<<<<< SEARCH\n${search}=======\n${replace}>>>>>>> REPLACE\n`;
  const change = block('    return y\n', '    return y + 1\n');
  const changed = { 'src/a.py': file.replace('return y\n', 'return y + 1\n') };
  const layouts: Record<string, string> = {
    'path above the fence': `src/a.py\n\`\`\`python\n${change}\`\`\``,
    'path inside the fence': `\`\`\`python\nsrc/a.py\n${change}\`\`\``,
    'path above, no fence': `src/a.py\n${change}`,
    'heading above': `### \`src/a.py\`\n\n\`\`\`\n${change}\`\`\``,
    'path in the fence': `\`\`\`python src/a.py\n${change}\`\`\``,
    'white space at line ends': `src/a.py\n${block('    return y  \n', '    return y + 1\n')}`,
    'lost indentation': `src/a.py\n${block('return y\n', 'return y + 1\n')}`,
    'too much indentation': `src/a.py\n${block('      return y\n', '      return y + 1\n')}`,
  };
  for (const [name, answer] of Object.entries(layouts)) {
    it(name, async () => {
      assert.deepEqual(await read(answer, { 'src/a.py': file, 'b.py': '' }), changed);
    });
  }

  it('share a path and build on one another', async () => {
    const answer = `src/a.py\n${change}\nThen:\n\n${block('return y + 1\n', 'return y + 2\n')}`;
    assert.deepEqual(await read(answer, { 'src/a.py': file }), {
      'src/a.py': file.replace('return y\n', 'return y + 2\n'),
    });
  });

  it('must match once', async () => {
    const twice = block('    y = x\n', '    y = 1\n');
    assert.equal(await read(twice, { 'a.py': file }, 'a.py'), 'search-ambiguous');
    const never = block('    z = x\n', '    y = 1\n');
    assert.equal(await read(never, { 'a.py': file }, 'a.py'), 'search-not-found');
    assert.equal(await read(change, { 'a.py': file }), 'no-path');
  });

  it('make a file where they search for nothing', async () => {
    const answer = `lib/new.py\n${block('', 'x = 1\n')}`;
    assert.deepEqual(await read(answer, {}), { 'lib/new.py': 'x = 1\n' });
    assert.equal(await read(block('', 'x\n'), { 'a.py': file }, 'a.py'), 'search-not-found');
  });

  it('may hold rows of equals signs and fences', async () => {
    const text = 'Title\n=======\n\n```sh\nmake\n```\n';
    const answer = `\`\`\`\nREADME.md\n${block(text, text.replace('make', 'make all'))}\`\`\`\n`;
    assert.deepEqual(await read(answer, { 'README.md': text }), {
      'README.md': text.replace('make', 'make all'),
    });
  });
});

describe('unified diffs of an answer', () => {
  const lines = Array.from({ length: 30 }, (_, at) => `line ${at}`);
  const file = `${lines.join('\n')}\n`;
  const changed = { 'src/a.txt': file.replace('line 9\n', 'line nine\n') };
  const hunk = ' line 7\n line 8\n-line 9\n+line nine\n line 10\n';
  const diffs: Record<string, string> = {
    'as git writes it': `--- a/src/a.txt\n+++ b/src/a.txt\n@@ -8,4 +8,4 @@\n${hunk}`,
    'no prefix': `--- src/a.txt\n+++ src/a.txt\n@@ -8,4 +8,4 @@\n${hunk}`,
    'one prefix twice': `--- a/src/a.txt\n+++ a/src/a.txt\n@@ -8,4 +8,4 @@\n${hunk}`,
    'git header': `diff --git a/src/a.txt b/src/a.txt\nindex 1..2 100644\n--- a/src/a.txt\n+++ b/src/a.txt\n@@ -8,4 +8,4 @@ def f\n${hunk}`,
    'counts too low': `--- a/src/a.txt\n+++ b/src/a.txt\n@@ -8,2 +8,2 @@\n${hunk}`,
    'counts too high': `--- a/src/a.txt\n+++ b/src/a.txt\n@@ -8,40 +8,40 @@\n${hunk}`,
    'wrong lines': `--- a/src/a.txt\n+++ b/src/a.txt\n@@ -1,4 +1,4 @@\n${hunk}`,
    'no numbers': `--- a/src/a.txt\n+++ b/src/a.txt\n@@ ... @@\n${hunk}`,
    'a wrong context line': `--- a/src/a.txt\n+++ b/src/a.txt\n@@ -8,4 +8,4 @@\n${hunk.replace('line 7', 'line seven')}`,
    'context without its space': `--- a/src/a.txt\n+++ b/src/a.txt\n@@ -8,4 +8,4 @@\n${hunk.replaceAll('\n line', '\nline')}`,
  };
  for (const [name, diff] of Object.entries(diffs)) {
    it(name, async () => {
      assert.deepEqual(await read(fence(diff, 'diff'), { 'src/a.txt': file }), changed);
    });
  }

  it('without a fence, between prose', async () => {
    const answer = `Here:\n\n${diffs['as git writes it'] ?? ''}\nThat should do.\n`;
    assert.deepEqual(await read(answer, { 'src/a.txt': file }), changed);
  });

  it('without a header, below a path', async () => {
    assert.deepEqual(
      await read(`src/a.txt\n${fence(hunk, 'diff')}`, { 'src/a.txt': file }),
      changed,
    );
    const numbered = fence(`@@ -8,4 +8,4 @@\n${hunk}`, 'diff');
    assert.deepEqual(await read(numbered, { 'src/a.txt': file }, 'src/a.txt'), changed);
  });

  it('of several files: one new, one deleted', async () => {
    const diff = [
      '--- /dev/null\n+++ b/new.txt\n@@ -0,0 +1,2 @@\n+one\n+two',
      '--- a/old.txt\n+++ /dev/null\n@@ -1 +0,0 @@\n-gone',
      diffs['as git writes it'] ?? '',
    ].join('\n');
    assert.deepEqual(await read(fence(diff, 'diff'), { 'old.txt': 'gone\n', 'src/a.txt': file }), {
      'new.txt': 'one\ntwo\n',
      'old.txt': null,
      ...changed,
    });
  });

  it('that do not fit are refused', async () => {
    const diff =
      '--- a/src/a.txt\n+++ b/src/a.txt\n@@ -1,2 +1,2 @@\n-nothing\n+something\n line 1\n';
    assert.equal(await read(fence(diff, 'diff'), { 'src/a.txt': file }), 'diff-mismatch');
    const none = diff.replaceAll('src/a.txt', 'src/none.txt');
    assert.equal(await read(fence(none, 'diff'), { 'src/a.txt': file }), 'no-path');
  });

  it('stand beside other forms', async () => {
    const answer = [
      fence(diffs['as git writes it'] ?? '', 'diff'),
      `src/a.txt\n<<<<<<< SEARCH\nline nine\n=======\nline IX\n>>>>>>> REPLACE\n`,
      `\`b.py\`\n${fence('x = 2\n')}`,
    ].join('\n');
    assert.deepEqual(await read(answer, { 'src/a.txt': file, 'b.py': 'x = 1\n' }), {
      'b.py': 'x = 2\n',
      'src/a.txt': file.replace('line 9\n', 'line IX\n'),
    });
  });
});
