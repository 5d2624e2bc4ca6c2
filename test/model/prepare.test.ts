import assert from 'node:assert/strict';
import path from 'node:path';
import { localModel } from '../../src/model/local.ts';
import type { DoneEvent, InfillPrompt, Model } from '../../src/model/model.ts';

const installRoot = path.resolve(import.meta.dirname, '../..');
const file = path.join(installRoot, 'test/fixtures/models/pico-8l.q8_0.gguf');
const lines = (name: string) =>
  Array.from({ length: 25 }, (_, at) => `const ${name}${at} = items[${at}];\n`).join('');
const prompt = (name: string): InfillPrompt => ({
  kind: 'infill',
  prefix: lines(name),
  suffix: '\n',
});

describe('preparing a prompt', () => {
  let model: Model;
  before(() => {
    // A number of sequences that no other test has: caches of its own.
    model = localModel({ name: 'local:pico', file, installRoot, sequences: 3 });
  });
  after(() => model.dispose());

  async function ask(name: string): Promise<DoneEvent> {
    const options = { maxTokens: 1, temperature: 0, priority: 'complete' } as const;
    for await (const event of model.generate(prompt(name), options)) {
      if (event.kind === 'done') return event;
    }
    throw new Error('no end');
  }

  it('spares its evaluation, and leaves the cache that was used last', async () => {
    await ask('used');
    const done = await model.prepare?.(prompt('wanted'), new AbortController().signal);
    assert.ok(done?.whole && done.evaluated > 100, JSON.stringify(done));
    for (const name of ['wanted', 'used']) {
      const { usage } = await ask(name);
      assert.ok(usage.promptTokens < 3, `${name}: ${usage.promptTokens} evaluated`);
    }
  });

  it('evaluates nothing once it is told off', async () => {
    const control = new AbortController();
    control.abort();
    const done = await model.prepare?.(prompt('later'), control.signal);
    assert.deepEqual(done, { evaluated: 0, whole: false });
  });
});
