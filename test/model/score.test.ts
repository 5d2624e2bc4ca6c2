import assert from 'node:assert/strict';
import path from 'node:path';
import { FailureError } from '../../src/base/failure.ts';
import { localModel } from '../../src/model/local.ts';
import type { Model } from '../../src/model/model.ts';

const installRoot = path.resolve(import.meta.dirname, '../..');
const file = path.join(installRoot, 'test/fixtures/models/pico-8l.q8_0.gguf');
const hole = {
  kind: 'infill' as const,
  prefix: 'function add(a, b) {\n  return ',
  suffix: ';\n}\n\nmodule.exports = { add };\n',
};

describe('the score of a text', () => {
  let pico: Model;
  before(() => {
    pico = localModel({ name: 'local:pico', file, installRoot });
  });
  after(() => pico.dispose());

  const score = (texts: readonly string[], signal?: AbortSignal) =>
    pico.score!(hole, texts, signal);

  /** What the model writes greedily, with the numbers that it streams. */
  async function greedy() {
    let text = '';
    let logprob = 0;
    const options = { maxTokens: 12, temperature: 0, stop: ['\n'] };
    for await (const event of pico.generate(hole, options)) {
      if (event.kind !== 'token') continue;
      text += event.text;
      logprob += event.logprob!;
    }
    return { text, logprob };
  }

  it('is the sum of what the tokens stream, and of the end', async () => {
    const { text, logprob } = await greedy();
    assert.ok(text.length > 0);
    const [whole = NaN] = await score([text]);
    assert.ok(whole <= logprob + 0.02, `${whole} is more than ${logprob}`);
    // The same place by another way: the end alone, after the text.
    const [end = NaN] = await pico.score!({ ...hole, begin: text }, ['']);
    assert.ok(Math.abs(whole - (logprob + end)) < 0.05, `${whole} is not ${logprob} + ${end}`);
  });

  it('is that of each text itself: texts that exclude each other share one probability', async () => {
    const { text } = await greedy();
    const texts = [text, 'a', 'b', 'a + b', 'b + a', 'a - b', 'zz', 'return', ''];
    const scores = await score([...new Set(texts)]);
    const sum = scores.reduce((total, logprob) => total + Math.exp(logprob), 0);
    assert.ok(sum < 1.01, `together ${sum}`);
    const [likely = NaN, unlikely = NaN] = await score([text, `${text} zz zz`]);
    assert.ok(unlikely < likely - 3, `${unlikely} is not far below ${likely}`);
  });

  it('is bounded by a glance, exactly for the first text', async () => {
    const texts = ['a + b', 'a + c', 'a - b', 'a', 'b + a', 'a + b + c', 'a + b'];
    const scores = await score(texts);
    const bounds = await pico.glance!(hole, texts);
    assert.ok(Math.abs(bounds[0]! - scores[0]!) < 0.05, `${bounds[0]} is not ${scores[0]}`);
    for (const [index, bound] of bounds.entries())
      assert.ok(bound >= scores[index]! - 0.05, `${texts[index]}: ${bound} < ${scores[index]}`);
    // Where only the end is missing, the bound is the score.
    assert.ok(Math.abs(bounds[3]! - scores[3]!) < 0.05, `${bounds[3]} is not ${scores[3]}`);
  });

  it('is the same whatever is scored beside it, in whatever order', async () => {
    const texts = ['a + b', 'a - b', 'a', '', 'a + b', 'b.length + a', 'a + b + c'];
    const together = await score(texts);
    const reversed = (await score([...texts].reverse())).toReversed();
    for (const [index, text] of texts.entries()) {
      const [alone = NaN] = await score([text]);
      assert.ok(alone < 0);
      assert.ok(Math.abs(alone - together[index]!) < 0.05, `${text}: ${alone}, ${together[index]}`);
      assert.ok(Math.abs(alone - reversed[index]!) < 0.05, `${text}: ${alone}, ${reversed[index]}`);
    }
  });

  it('ends with the signal, and says what does not fit', async () => {
    const control = new AbortController();
    control.abort();
    const code = (wanted: string) => (error: unknown) =>
      error instanceof FailureError && error.failure.code === wanted;
    await assert.rejects(score(['a'], control.signal), code('cancelled'));
    await assert.rejects(score(['a '.repeat(4000)]), code('prompt-too-long'));
    assert.deepEqual(await score([]), []);
  });
});
