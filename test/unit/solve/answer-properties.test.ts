import assert from 'node:assert/strict';
import path from 'node:path';
import fc from 'fast-check';
import { Syntax } from '../../../src/base/syntax.ts';
import { readAnswer } from '../../../src/solve/answer/answer.ts';
import { normalisedPatch, patchHash } from '../../../src/solve/answer/normalise.ts';
import { quotePath, unquotePath } from '../../../src/solve/answer/quote.ts';
import { plainText } from '../../../src/solve/answer/text.ts';
import { formatUnified, readUnified, reversed } from '../../../src/solve/answer/unified.ts';

const syntax = new Syntax(path.resolve(import.meta.dirname, '../../../dist/grammars'));

const name = 'notes.txt';
const word = fc.stringMatching(/^[a-z]{1,6}$/);
/** A line, now and then one that could be taken for a mark of some format. */
const line = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.tuple(fc.constantFrom('', '  ', '\t'), word).map((all) => all.join('')),
  },
  { weight: 1, arbitrary: fc.constant('') },
  { weight: 1, arbitrary: fc.constantFrom('@@ x', '- a', '+ b', '-- c', '++ d', '--- e', '+++ f') },
);
const lines = fc.array(line, { minLength: 1, maxLength: 20 });

/** What a file wears, and must still wear after an edit. */
const clothes = fc.record({
  mark: fc.constantFrom('', '\uFEFF'),
  end: fc.constantFrom('\n', '\r\n'),
  last: fc.boolean(),
});

function dressed(
  plain: readonly string[],
  wear: { mark: string; end: string; last: boolean },
): string {
  return wear.mark + plain.join(wear.end) + (wear.last ? wear.end : '');
}

async function afterOf(answer: string, file: string): Promise<string | null> {
  const task = { files: new Map([[name, file]]), single: name, syntax };
  const result = await readAnswer(answer, task);
  if ('code' in result) {
    assert.equal(result.code, 'no-patch', `${result.code}: ${result.why}`);
    return file;
  }
  assert.deepEqual([result.patch.length, result.patch[0]?.before], [1, file]);
  return result.patch[0]?.after ?? null;
}

describe('clothes of a file', () => {
  // Every line is told from the others by its number, so that any span is there once; with two there
  // is a line end to keep.
  const numbered = fc
    .array(line, { minLength: 2, maxLength: 20 })
    .map((all) => all.map((text, at) => `${text} ${at}`));

  it('are kept by whole files', async () => {
    const whole = fc.asyncProperty(numbered, numbered, clothes, async (old, now, wear) => {
      const answer = `\`${name}\`\n\`\`\`\`\n${now.join('\n')}\n\`\`\`\`\n`;
      assert.equal(await afterOf(answer, dressed(old, wear)), dressed(now, wear));
    });
    await fc.assert(whole, { numRuns: 200 });
  });

  it('are kept by SEARCH/REPLACE of any span', async () => {
    const span = fc.tuple(fc.nat(), fc.nat());
    const change = fc.asyncProperty(numbered, span, lines, clothes, async (old, at, put, wear) => {
      const from = at[0] % old.length;
      const to = from + 1 + (at[1] % (old.length - from));
      const now = [...old.slice(0, from), ...put, ...old.slice(to)];
      const block = [
        '<<<<<<< SEARCH',
        ...old.slice(from, to),
        '=======',
        ...put,
        '>>>>>>> REPLACE',
      ];
      const answer = `${name}\n${block.join('\n')}\n`;
      assert.equal(await afterOf(answer, dressed(old, wear)), dressed(now, wear));
    });
    await fc.assert(change, { numRuns: 300 });
  });

  it('are kept by unified diffs, whatever they say of the last line', async () => {
    const change = fc.asyncProperty(numbered, numbered, clothes, async (old, now, wear) => {
      const [before, after] = [`${old.join('\n')}\n`, `${now.join('\n')}\n`];
      const diff = formatUnified([{ path: name, before, after }]);
      const answer = `\`\`\`diff\n${diff}\`\`\`\n`;
      assert.equal(await afterOf(answer, dressed(old, wear)), dressed(now, wear));
    });
    await fc.assert(change, { numRuns: 300 });
  });

  it('stay with each line where line ends are mixed', async () => {
    const before = 'a\r\nb\nc\r\nd\r\n';
    const answer = `${name}\n<<<<<<< SEARCH\nc\n=======\nx\ny\n>>>>>>> REPLACE\n`;
    assert.equal(await afterOf(answer, before), 'a\r\nb\nx\r\ny\r\nd\r\n');
  });
});

describe('readAnswer', () => {
  it('gives a patch or a code for any text', async () => {
    const marks = fc.constantFrom(
      '```',
      '```python',
      '<<<<<<< SEARCH',
      '=======',
      '>>>>>>> REPLACE',
    );
    const more = fc.constantFrom(
      '--- a/notes.txt',
      '+++ b/notes.txt',
      '@@ -1,2 +1 @@',
      '`a.py`',
      '+x',
    );
    const text = fc.array(fc.oneof(marks, more, line, fc.string()), { maxLength: 30 });
    const any = fc.asyncProperty(text, async (all) => {
      const files = new Map([
        [name, 'x\n'],
        ['a.py', 'def f():\n    pass\n'],
      ]);
      const result = await readAnswer(all.join('\n'), { files, syntax });
      if ('code' in result) assert.match(result.why, /^[A-Z].*\.$/s);
      else assert.ok(result.patch.every((edit) => edit.before !== edit.after));
    });
    await fc.assert(any, { numRuns: 500 });
  });
});

describe('unified diffs of a patch', () => {
  const text = fc.oneof(
    fc.constant(''),
    fc.tuple(lines, clothes).map(([all, wear]) => dressed(all, wear)),
    fc
      .array(fc.constantFrom('a', 'b', '\n', '\r', '\r\n', '\\ No newline'))
      .map((all) => all.join('')),
  );
  const maybe = fc.option(text);
  const file = fc.constantFrom('a.py', 'src/a b.py', 'b/é.txt', 'q"u\\o\te.txt', 'a/b/c b/x.txt');
  const edits = fc.uniqueArray(
    fc.record({ path: file, before: maybe, after: maybe }, { noNullPrototype: true }),
    {
      selector: (edit) => edit.path,
    },
  );
  const patches = edits.map((all) =>
    all
      .filter((edit) => edit.before !== edit.after)
      .sort((one, other) => (one.path < other.path ? -1 : 1)),
  );
  const filesOf = (patch: readonly { path: string; before: string | null }[]) =>
    new Map(patch.flatMap((edit) => (edit.before === null ? [] : [[edit.path, edit.before]])));

  it('read back to the letter, forth and back', () => {
    const round = fc.property(patches, (patch) => {
      fc.pre(patch.length > 0);
      assert.deepEqual(readUnified(formatUnified(patch), filesOf(patch)), { patch });
      const undo = reversed(patch);
      assert.deepEqual(readUnified(formatUnified(undo), filesOf(undo)), { patch: undo });
    });
    fc.assert(round, { numRuns: 1000 });
  });

  it('read renames and refuse what does not fit', () => {
    const rename = [
      'diff --git a/old.txt b/new.txt',
      'similarity index 100%',
      'rename from old.txt',
      'rename to new.txt',
      '',
    ].join('\n');
    assert.deepEqual(readUnified(rename, new Map([['old.txt', 'x\n']])), {
      patch: [
        { path: 'new.txt', before: null, after: 'x\n' },
        { path: 'old.txt', before: 'x\n', after: null },
      ],
    });
    const diff = formatUnified([{ path: 'a', before: 'x\n', after: 'y\n' }]);
    const codeOf = (result: object) => ('code' in result ? result.code : null);
    assert.equal(codeOf(readUnified(diff, new Map([['a', 'z\n']]))), 'diff-mismatch');
    assert.equal(codeOf(readUnified(diff, new Map())), 'diff-mismatch');
    assert.equal(codeOf(readUnified('hello', new Map())), 'no-patch');
    const binary = 'diff --git a/x b/x\nBinary files a/x and b/x differ\n';
    assert.equal(codeOf(readUnified(binary, new Map([['x', '']]))), 'diff-binary');
  });

  it('ends at the counts of a hunk, so that a mail signature is no line of it', () => {
    const mail = `${formatUnified([{ path: 'a', before: 'x\n', after: 'y\n' }])}-- \n2.39.0\n`;
    assert.deepEqual(readUnified(mail, new Map([['a', 'x\n']])), {
      patch: [{ path: 'a', before: 'x\n', after: 'y\n' }],
    });
  });

  it('reads back where more is changed than a diff is made of', () => {
    const numbered = (of: string) =>
      Array.from({ length: 6000 }, (_, at) => `${of} ${at}`).join('\n');
    const patch = [
      { path: 'a', before: numbered('old'), after: `${numbered('new')}\n` },
      { path: 'b', before: null, after: numbered('new') },
      { path: 'c', before: `${numbered('old')}\n`, after: null },
    ];
    assert.deepEqual(readUnified(formatUnified(patch), filesOf(patch)), { patch });
  });

  it('quotes paths as git does', () => {
    assert.equal(quotePath('plain/path with space.txt'), 'plain/path with space.txt');
    assert.equal(quotePath('t\tq"\u0001'), '"t\\tq\\"\\001"');
    assert.equal(unquotePath('"\\303\\251.txt"'), 'é.txt');
    const round = fc.property(fc.string(), (any) => {
      assert.equal(unquotePath(quotePath(`a/${any}`)), `a/${any}`);
    });
    fc.assert(round);
  });
});

describe('identity of a patch', () => {
  const patch = (after: string | null) => [{ path: 'a.py', before: 'x = 1\n', after }];

  it('does not see white space at line ends, runs of empty lines and clothes', () => {
    const one = patchHash(patch('a\n\nb\n'));
    for (const same of ['a\r\n\r\nb\r\n', 'a  \n\n\n\nb', '\uFEFFa\n\nb\n\n', '\na\n\t\nb\n']) {
      assert.equal(patchHash(patch(same)), one, JSON.stringify(same));
    }
    assert.match(one, /^[0-9a-f]{64}$/);
  });

  it('sees everything else', () => {
    const all = ['a\n\nb\n', ' a\n\nb\n', 'a\nb\n', 'a b\n', '', null].map((text) => patch(text));
    assert.equal(new Set(all.map(patchHash)).size, all.length);
    assert.notEqual(patchHash([{ path: 'b.py', before: null, after: '' }]), patchHash(patch('')));
  });

  it('is stable under its own normal form', () => {
    const again = fc.property(fc.string(), (any) => {
      const [edit] = JSON.parse(normalisedPatch(patch(any))) as [string, string][];
      assert.equal(patchHash(patch(edit?.[1] ?? '')), patchHash(patch(any)));
      assert.equal(plainText(edit?.[1] ?? ''), edit?.[1]);
    });
    fc.assert(again);
  });
});
