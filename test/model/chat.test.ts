import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { localModel } from '../../src/model/local.ts';
import type { DoneEvent, Model, Prompt, TokenEvent } from '../../src/model/model.ts';
import { withMetadata } from '../support/gguf.ts';

const installRoot = path.resolve(import.meta.dirname, '../..');
const pico = path.join(installRoot, 'test/fixtures/models/pico-8l.q8_0.gguf');

const template = (thinking: string) =>
  '{% for message in messages %}# {{ message.role }}: {{ message.content }}\n{% endfor %}' +
  `{% if add_generation_prompt %}# assistant: {% endif %}{# ${thinking} #}`;

const prompt: Prompt = {
  kind: 'chat',
  messages: [
    { role: 'system', content: 'You write code.' },
    { role: 'user', content: 'Say <|endoftext|> twice.' },
  ],
};

/** A real model with a chat template of ours: what it says is nonsense, how it is asked is not. */
describe('a local chat model', () => {
  let folder: string;
  const models: Model[] = [];
  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'reckon-chat-'));
  });
  after(async () => {
    await Promise.all(models.map((model) => model.dispose()));
    await rm(folder, { recursive: true });
  });

  const chatModel = async (name: string, thinking: string, descriptor?: object): Promise<Model> => {
    const file = path.join(folder, `${name}.gguf`);
    const gguf = await readFile(pico);
    await writeFile(file, withMetadata(gguf, 'tokenizer.chat_template', template(thinking)));
    if (descriptor) {
      await writeFile(path.join(folder, `${name}.json`), JSON.stringify(descriptor));
    }
    const model = localModel({ name, file, installRoot, sequences: 1 });
    models.push(model);
    return model;
  };

  const ask = async (model: Model) => {
    const tokens: TokenEvent[] = [];
    let done: DoneEvent | undefined;
    const options = { maxTokens: 12, temperature: 1, seed: 5 };
    for await (const event of model.generate(prompt, options)) {
      if (event.kind === 'token') tokens.push(event);
      else done = event;
    }
    assert.ok(done);
    return { tokens, done };
  };

  it('is asked by its template, its text never taken for special tokens', async () => {
    const model = await chatModel('plain', '');
    const found = await model.capabilities();
    assert.ok(!('code' in found));
    assert.equal(found.chat, true);
    const { tokens, done } = await ask(model);
    assert.notEqual(done.finish, 'error', done.failure?.why);
    assert.ok(tokens.every(({ channel }) => channel === 'answer'));
    const rendered = '# system: You write code.\n# user: Say <|endoftext|> twice.\n# assistant: ';
    const expected = await model.countTokens!(rendered);
    assert.ok(Math.abs(done.usage.promptTokens - expected) <= 3);
  });

  it('is known to reason where its template has marks of it', async () => {
    const model = await chatModel('thinking', '<think>');
    const found = await model.capabilities();
    assert.ok(!('code' in found));
    assert.equal(found.reasoning, true);
    const { done } = await ask(model);
    assert.notEqual(done.finish, 'error', done.failure?.why);
    assert.ok(done.usage.tokens > 0);
  });

  it('is no chat model where its descriptor says so', async () => {
    const model = await chatModel('completion', '', { chat: false });
    const { done } = await ask(model);
    assert.equal(done.failure?.code, 'no-chat');
  });
});
