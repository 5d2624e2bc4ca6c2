import assert from 'node:assert/strict';
import { neverAborted } from '../../../../src/base/abort.ts';
import type { InfillPrompt, Model } from '../../../../src/model/model.ts';
import { naturalness } from '../../../../src/verify/evidence/naturalness.ts';

/** Gives every text one nat for each sign, two signs to a token; keeps what it was asked. */
function countingModel(asked: { prompt: InfillPrompt; text: string }[]): Model {
  return {
    name: 'counting',
    capabilities: () => Promise.reject(new Error('not asked for')),
    generate: () => {
      throw new Error('not asked for');
    },
    score: (prompt, texts) => {
      asked.push(...texts.map((text) => ({ prompt, text })));
      return Promise.resolve(texts.map((text) => -text.length));
    },
    countTokens: (text) => Promise.resolve(text.length / 2),
    dispose: () => Promise.resolve(),
  };
}

const lines = (count: number) => Array.from({ length: count }, (_, at) => `line_${at}()`);
const edit = (before: readonly string[], after: readonly string[], path = 'a.py') => ({
  path,
  before: before.join('\n'),
  after: after.join('\n'),
});

describe('naturalness', () => {
  it('asks for each hunk in its place, whole lines of what is near it', async () => {
    const before = lines(400);
    const after = before.with(10, 'changed(1)').with(300, 'changed(22)');
    const asked: { prompt: InfillPrompt; text: string }[] = [];
    const found = await naturalness([edit(before, after)], countingModel(asked), neverAborted);
    assert.deepEqual(
      asked.map(({ text }) => text),
      ['changed(1)', 'changed(22)'],
    );
    const [first, second] = asked.map(({ prompt }) => prompt);
    assert.equal(first?.prefix, `${lines(10).join('\n')}\n`);
    assert.ok(second && second.prefix.startsWith('line_') && second.prefix.length <= 800);
    assert.ok(second.suffix.startsWith('\nline_301()') && second.suffix.length <= 300);
    // 10 and 11 nats over 5 and 5.5 tokens, and an end to each.
    assert.equal(found, -21 / 12.5);
  });

  it('reads a long hunk from its beginning, and no more hunks than a few', async () => {
    const asked: { prompt: InfillPrompt; text: string }[] = [];
    const long = [edit(['x'], ['x', ...lines(500)])];
    await naturalness(long, countingModel(asked), neverAborted);
    assert.ok(asked[0]?.text.startsWith('line_0()\nline_1()') && asked[0].text.length < 800);
    asked.length = 0;
    const before = lines(100);
    const many = before.map((line, at) => (at % 3 === 0 ? 'changed()' : line));
    await naturalness([edit(before, many)], countingModel(asked), neverAborted);
    assert.equal(asked.length, 8);
  });

  it('is not known of a change that writes no code, nor by a model that does not tell', async () => {
    const silent = Object.fromEntries(
      Object.entries(countingModel([])).filter(([part]) => part !== 'score'),
    ) as unknown as Model;
    const change = [edit(['a()', 'b()'], ['a()', 'c()'])];
    assert.equal(await naturalness(change, silent, neverAborted), null);
    const model = countingModel([]);
    assert.equal(await naturalness([edit(['a()', 'b()'], ['a()'])], model, neverAborted), null);
    assert.equal(await naturalness([edit(['a'], ['b'], 'a.txt')], model, neverAborted), null);
  });
});
