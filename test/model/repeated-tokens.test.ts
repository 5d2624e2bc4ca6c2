import assert from 'node:assert/strict';
import path from 'node:path';
import { neverAborted } from '../../src/base/abort.ts';
import { generate } from '../../src/model/engine/generate.ts';
import { loadLibrary } from '../../src/model/engine/library.ts';
import { LoadedModel } from '../../src/model/engine/loaded-model.ts';
import type { EngineDone, EnginePrompt, EngineToken } from '../../src/model/engine/protocol.ts';
import { RightOfWay } from '../../src/model/engine/right-of-way.ts';
import { readDescriptor } from '../../src/model/gguf-file.ts';

const file = path.resolve(import.meta.dirname, '../fixtures/models/pico-8l.q8_0.gguf');
/** No line is like another: tokens left out or doubled show. */
const text = Array.from({ length: 20 }, (_, i) => `def f${i}(x):\n    return x * ${i * i}\n`).join(
  '',
);
const options = {
  maxTokens: 1,
  temperature: 0,
  topP: 1,
  seed: 0,
  alternatives: 0,
  priority: 'complete',
  lockstep: false,
} as const;

describe('the end of a prompt', () => {
  let model: LoadedModel;
  before(async () => {
    const spec = {
      file,
      descriptor: await readDescriptor(file),
      sequences: 1,
      contextTokens: null,
    };
    model = await LoadedModel.load(await loadLibrary(), spec);
  });
  after(() => model.dispose());

  /** An answer whose prompt is cut as `last` says: tokens fresh at the end, and again before them. */
  async function answer(prompt: string, last: { fresh: number; again: number }) {
    model.pace.lastPiece = () => last;
    const asked: EnginePrompt = { kind: 'segments', segments: [{ text: prompt }], ends: [] };
    const tokens: EngineToken[] = [];
    let done: EngineDone | undefined;
    const events = generate(model, asked, { ...options, stop: [] }, new RightOfWay(), neverAborted);
    for await (const event of events) {
      if (event.kind === 'token') tokens.push(event.token);
      else done = event.done;
    }
    return { tokens, done: done! };
  }

  for (const [fresh, again] of [
    [20, 44],
    [63, 1],
    [2, 62],
  ] as const) {
    it(`says the same with ${again} tokens taken again for the last ${fresh}`, async () => {
      await answer('another', { fresh: 1, again: 0 });
      const plain = await answer(text, { fresh, again: 0 });
      await answer('another', { fresh: 1, again: 0 });
      const repeated = await answer(text, { fresh, again });
      // How a prompt is cut shows in the numbers, by far less than a token left out or doubled.
      assert.equal(repeated.tokens[0]!.text, plain.tokens[0]!.text);
      assert.ok(Math.abs(repeated.tokens[0]!.logprob - plain.tokens[0]!.logprob) < 0.1);
      const { promptTokens, cachedTokens, evaluated } = repeated.done;
      assert.equal(promptTokens, plain.done.promptTokens);
      assert.equal(cachedTokens, plain.done.cachedTokens);
      assert.equal(evaluated, plain.done.evaluated + again);
      const { done } = await answer(text, { fresh: 1, again: 0 });
      assert.equal(done.cachedTokens, promptTokens - 1, 'the cache holds the prompt');
    });
  }
});
