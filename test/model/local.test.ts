import assert from 'node:assert/strict';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { bundledModel, localModel } from '../../src/model/local.ts';
import type {
  DoneEvent,
  GenerateOptions,
  Model,
  ModelEvent,
  Prompt,
  TokenEvent,
} from '../../src/model/model.ts';

const installRoot = path.resolve(import.meta.dirname, '../..');
const picoFile = path.join(installRoot, 'test/fixtures/models/pico-8l.q8_0.gguf');

/** Reads a generation to its end. */
async function read(events: AsyncIterable<ModelEvent>) {
  const tokens: TokenEvent[] = [];
  let done: DoneEvent | undefined;
  for await (const event of events) {
    assert.equal(done, undefined, 'done is the last event');
    if (event.kind === 'token') tokens.push(event);
    else done = event;
  }
  assert.ok(done);
  assert.equal(done.failure !== undefined, done.finish === 'error');
  return { tokens, done, text: tokens.map((token) => token.text).join('') };
}

const greedy: GenerateOptions = { maxTokens: 24, temperature: 0 };
const warm: GenerateOptions = { maxTokens: 24, temperature: 1 };
const hole: Prompt = {
  kind: 'infill',
  prefix: 'function add(a, b) {\n  return ',
  suffix: ';\n}\n\nmodule.exports = { add };\n',
};
/** A hole that takes several tokens. */
const longer: Prompt = {
  kind: 'infill',
  prefix: 'function total(items) {\n  let sum = 0;\n  console.',
  suffix: '\n  return sum;\n}\n',
};
/** Long enough to be worth a cache. */
const long = (name: string): Prompt => ({
  kind: 'text',
  text: `def ${name}(items):\n    total = 0\n    for item in items:\n`.repeat(8),
});

describe('a local model', () => {
  let pico: Model;
  before(() => {
    pico = localModel({ name: 'local:pico', file: picoFile, installRoot });
  });
  after(() => pico.dispose());

  it('says what it can do', async () => {
    const found = await pico.capabilities();
    assert.ok(!('code' in found), JSON.stringify(found));
    assert.equal(found.chat, false);
    assert.equal(found.fillInMiddle, true);
    assert.equal(found.contextTokens, 1024);
    assert.equal(found.parallel, 3);
  });

  it('streams tokens with exact numbers and ends with done', async () => {
    const { tokens, done } = await read(pico.generate(hole, { ...greedy, alternatives: 5 }));
    assert.ok(tokens.length > 0);
    assert.equal(done.usage.tokens, tokens.length);
    assert.ok(done.usage.promptTokens > 10);
    for (const { logprob, alternatives, entropy, channel } of tokens) {
      assert.equal(channel, 'answer');
      assert.equal(alternatives?.length, 5);
      assert.equal(alternatives[0]?.logprob, logprob, 'greedy takes the best');
      for (let i = 1; i < 5; i++) {
        assert.ok(alternatives[i]!.logprob <= alternatives[i - 1]!.logprob);
      }
      assert.ok(entropy! > 0 && entropy! < Math.log(4096));
    }
  });

  it('evaluates nothing in vain in lockstep', async () => {
    const ctrl = new AbortController();
    let read = 0;
    let done: DoneEvent | undefined;
    const options = { ...greedy, lockstep: true };
    for await (const event of pico.generate(longer, options, ctrl.signal)) {
      if (event.kind === 'done') done = event;
      else if (++read === 2) ctrl.abort();
    }
    assert.equal(read, 2);
    assert.equal(done?.finish, 'cancelled');
    // The prompt's last token predicts the first one, which predicts the second.
    assert.equal(done.usage.evaluated, done.usage.promptTokens + 1);
  });

  it('gives the same logprob with and without alternatives', async () => {
    await read(pico.generate(hole, { ...greedy, maxTokens: 0 })); // The same cache for both.
    const plain = await read(pico.generate(hole, greedy));
    const listed = await read(pico.generate(hole, { ...greedy, alternatives: 3 }));
    assert.equal(plain.text, listed.text);
    plain.tokens.forEach(({ logprob }, i) => {
      assert.ok(Math.abs(logprob! - listed.tokens[i]!.logprob!) < 1e-3);
    });
  });

  it('gives the logprobs of the model, not of the temperature', async () => {
    const cold = await read(
      pico.generate(hole, { maxTokens: 1, temperature: 0.2, seed: 1, alternatives: 64 }),
    );
    const hot = await read(
      pico.generate(hole, { maxTokens: 1, temperature: 1.7, seed: 1, alternatives: 64 }),
    );
    const [a, b] = [cold.tokens[0]!.alternatives!, hot.tokens[0]!.alternatives!];
    a.forEach(({ text, logprob }, i) => {
      assert.equal(b[i]!.text, text);
      assert.ok(Math.abs(b[i]!.logprob - logprob) < 1e-4);
    });
    const mass = a.reduce((sum, { logprob }) => sum + Math.exp(logprob), 0);
    assert.ok(mass > 0.7 && mass <= 1 + 1e-4, `${mass}`);
  });

  it('is the same again when greedy, and by its seed when not', async () => {
    const texts = async (options: GenerateOptions) =>
      (await read(pico.generate(hole, options))).text;
    await texts({ ...greedy, maxTokens: 0 }); // The same cache for all of them.
    assert.equal(await texts(greedy), await texts(greedy));
    assert.equal(await texts({ ...warm, seed: 3 }), await texts({ ...warm, seed: 3 }));
    const drawn = new Set<string>();
    for (let seed = 0; seed < 5; seed++) drawn.add(await texts({ ...warm, seed }));
    assert.ok(drawn.size > 1);
  });

  it('evaluates only what differs from a prompt in its cache', async () => {
    const first = await read(pico.generate(long('once'), { ...greedy, maxTokens: 2 }));
    const whole = first.done.usage.promptTokens + first.done.usage.cachedTokens;
    const again = await read(pico.generate(long('once'), { ...greedy, maxTokens: 2 }));
    assert.equal(again.text, first.text);
    assert.equal(again.done.usage.cachedTokens, whole - 1);
    assert.equal(again.done.usage.promptTokens, 1, 'the last, for what follows it');
    const text = `${(long('once') as { text: string }).text}        total += 1\n`;
    const more = await read(pico.generate({ kind: 'text', text }, { ...greedy, maxTokens: 2 }));
    assert.ok(more.done.usage.cachedTokens >= whole - 2);
    assert.ok(more.done.usage.promptTokens > 0);
  });

  it('runs generations side by side as it runs them alone', async () => {
    const prompts = ['alpha', 'beta', 'gamma', 'delta', 'epsilon', 'zeta'].map(long);
    const ask = (prompt: Prompt) => read(pico.generate(prompt, { ...greedy, alternatives: 2 }));
    const alone: Awaited<ReturnType<typeof ask>>[] = [];
    for (const prompt of prompts) alone.push(await ask(prompt));
    const together = await Promise.all(prompts.map(ask));
    // What else is in a batch shows in the last digits: a near tie may fall the other way.
    const near = 0.2;
    together.forEach(({ tokens }, i) => {
      for (const [at, token] of tokens.entries()) {
        const other = alone[i]!.tokens[at]!;
        const [best, second] = other.alternatives!;
        if (token.text !== other.text) {
          assert.ok(best!.logprob - second!.logprob < near);
          break;
        }
        assert.ok(Math.abs(token.logprob! - other.logprob!) < near);
      }
    });
  });

  it('stops before a stop string', async () => {
    await read(pico.generate(long('stop'), { ...greedy, maxTokens: 0 }));
    const whole = await read(pico.generate(long('stop'), { ...greedy, maxTokens: 40 }));
    const stop = whole.text.slice(5, 9);
    const { text, done } = await read(
      pico.generate(long('stop'), { ...greedy, maxTokens: 40, stop: [stop] }),
    );
    assert.equal(text, whole.text.slice(0, whole.text.indexOf(stop)));
    assert.equal(done.finish, 'stop');
  });

  it('ends by length at maxTokens', async () => {
    const { tokens, done } = await read(pico.generate(hole, { ...greedy, maxTokens: 1 }));
    assert.equal(done.finish, 'length');
    assert.equal(tokens.length, 1);
  });

  it('warms its cache without writing', async () => {
    const { tokens, done } = await read(pico.generate(long('warm'), { ...greedy, maxTokens: 0 }));
    assert.equal(tokens.length, 0);
    assert.ok(done.usage.promptTokens > 50);
  });

  it('takes special tokens in the user’s text for text', async () => {
    const text = 'x = "<|endoftext|><|fim_prefix|>"\n';
    const plain = await read(pico.generate({ kind: 'text', text }, { ...greedy, maxTokens: 1 }));
    const count = await pico.countTokens!(text);
    assert.ok(count > 15, 'each is spelt out');
    const { promptTokens, cachedTokens } = plain.done.usage;
    assert.equal(promptTokens + cachedTokens, count);
  });

  it('refuses a prompt longer than its context, with the numbers', async () => {
    const text = 'total += item\n'.repeat(1000);
    const { done } = await read(pico.generate({ kind: 'text', text }, greedy));
    assert.equal(done.failure?.code, 'prompt-too-long');
    assert.match(done.failure.why, /\d{4} tokens .* 1024/);
  });

  it('cannot be asked by chat, and says so', async () => {
    const messages = [{ role: 'user', content: 'Hello' }] as const;
    const { done } = await read(pico.generate({ kind: 'chat', messages }, greedy));
    assert.equal(done.failure?.code, 'no-chat');
  });
});

describe('cancelling a local model', () => {
  let pico: Model;
  before(() => {
    pico = localModel({ name: 'local:pico', file: picoFile, installRoot, sequences: 1 });
  });
  after(() => pico.dispose());

  const endless: GenerateOptions = { maxTokens: 900, temperature: 1, seed: 1 };
  // Prompts that write for long: the model does not end a text by itself so soon.
  const prompt = long('endless');

  it('ends a generation when the signal aborts', async () => {
    const control = new AbortController();
    let tokens = 0;
    let done: DoneEvent | undefined;
    for await (const event of pico.generate(prompt, endless, control.signal)) {
      if (event.kind === 'done') done = event;
      else if (++tokens === 3) control.abort();
    }
    assert.equal(done?.finish, 'cancelled');
    assert.ok(done.usage.tokens < 100);
  });

  it('frees the engine when the loop is left', async () => {
    for await (const event of pico.generate(prompt, endless)) {
      if (event.kind === 'token') break;
    }
    // The only sequence is free again: this one does not wait for 900 tokens.
    const { done } = await read(pico.generate(prompt, { ...endless, maxTokens: 2 }));
    assert.equal(done.usage.tokens, 2);
    assert.ok(done.usage.cachedTokens > 0);
  });

  it('answers at once when the signal has aborted before', async () => {
    const { done } = await read(pico.generate(prompt, endless, AbortSignal.abort()));
    assert.equal(done.finish, 'cancelled');
    assert.equal(done.usage.tokens, 0);
  });

  it('ends one that waits for a sequence', async () => {
    const running = pico.generate(prompt, endless)[Symbol.asyncIterator]();
    await running.next();
    const control = new AbortController();
    const waiting = read(pico.generate(prompt, endless, control.signal));
    control.abort();
    assert.equal((await waiting).done.finish, 'cancelled');
    await running.return?.();
  });
});

describe('a local model that cannot be used', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'reckon-model-'));
  });
  after(() => rm(folder, { recursive: true }));

  const failureOf = async (name: string) => {
    const model = localModel({ name, file: path.join(folder, name), installRoot });
    const { done } = await read(model.generate(hole, greedy));
    const found = await model.capabilities();
    assert.ok('code' in found);
    assert.deepEqual(found, done.failure);
    return found;
  };

  it('says that its file is missing', async () => {
    assert.equal((await failureOf('none.gguf')).code, 'model-missing');
  });

  it('says that its file is no GGUF', async () => {
    await writeFile(path.join(folder, 'text.gguf'), 'not a model');
    assert.equal((await failureOf('text.gguf')).code, 'not-a-gguf');
    await writeFile(path.join(folder, 'odd.gguf'), 'GGUF\x03\0\0\0 and then no numbers that fit');
    assert.equal((await failureOf('odd.gguf')).code, 'not-a-gguf');
  });

  it('says that its file is damaged', async () => {
    const whole = await readFile(picoFile);
    await writeFile(path.join(folder, 'cut.gguf'), whole.subarray(0, 2_000_000));
    const { code, why } = await failureOf('cut.gguf');
    assert.equal(code, 'model-load-failed');
    assert.match(why, /^cut\.gguf cannot be loaded: .*corrupted or incomplete\.$/);
  });

  it('says what is wrong with its descriptor', async () => {
    await copyFile(picoFile, path.join(folder, 'odd.gguf'));
    await writeFile(path.join(folder, 'odd.json'), '{"chat": "yes"}');
    assert.equal((await failureOf('odd.gguf')).code, 'bad-descriptor');
  });
});

describe('the bundled model', () => {
  it('fills in a hole sensibly', async () => {
    const model = bundledModel(installRoot);
    const prompt: Prompt = {
      kind: 'infill',
      prefix: 'def add(a, b):\n    return ',
      suffix: '\n\n\ndef sub(a, b):\n    return a - b\n',
    };
    const { text } = await read(model.generate(prompt, { ...greedy, stop: ['\n'] }));
    assert.equal(text, 'a + b');
    await model.dispose();
  });
});
