import assert from 'node:assert/strict';
import { commands } from 'vscode';
import type { GenerateOptions, ModelEvent } from '../../src/model/model.ts';
import { openEditor } from '../../src/vscode/editor-model.ts';
import type { Asked } from './language-models.ts';

// Runs inside a real extension host: see companion.ts, which registers the models.

/** The requests that the companion's models got; null where this editor takes no models. */
const askedSoFar = () => commands.executeCommand<Asked[] | null>('reckonCompanion.asked');

const open = (family: string) => openEditor(`editor:${family}`, family);

async function chat(
  family: string,
  options: Partial<GenerateOptions> = {},
  onEvent: (event: ModelEvent) => void = () => undefined,
  signal?: AbortSignal,
) {
  const model = open(family);
  const messages = [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'Say the word ready.' },
  ] as const;
  const texts = { thinking: '', answer: '' };
  const events: ModelEvent[] = [];
  const all = { maxTokens: 1000, temperature: 0.8, ...options };
  for await (const event of model.generate({ kind: 'chat', messages }, all, signal)) {
    events.push(event);
    if (event.kind === 'token') texts[event.channel] += event.text;
    onEvent(event);
  }
  await model.dispose();
  const done = events.at(-1);
  assert.ok(done?.kind === 'done', 'a stream ends with done');
  assert.equal(done.failure !== undefined, done.finish === 'error');
  return { ...texts, done };
}

describe("the editor's language models", () => {
  before(async function () {
    // The editor asks an extension for its models when it hears of the vendor.
    if ((await askedSoFar()) === null) this.skip();
  });

  it('say what they can do', async () => {
    const able = await open('companion-answers').capabilities();
    assert.ok(!('code' in able), JSON.stringify(able));
    assert.deepEqual(
      [able.chat, able.fillInMiddle, able.logprobs, able.seed, able.contextTokens],
      [true, false, null, false, 8192],
    );
  });

  it('are missing where no extension gives them', async () => {
    const able = await open('no-such-family').capabilities();
    assert.ok('code' in able);
    assert.equal(able.code, 'unknown-model');
    const { done } = await chat('no-such-family');
    assert.equal(done.failure?.code, 'unknown-model');
  });

  it('answer in pieces, and the tokens are estimated', async () => {
    const { answer, done } = await chat('companion-answers');
    assert.ok(answer.length > 0);
    assert.equal(done.finish, 'stop');
    assert.deepEqual(
      [done.usage.tokens, done.usage.estimated],
      [Math.ceil(answer.length / 4), true],
    );
    const last = (await askedSoFar())?.at(-1);
    assert.deepEqual([last?.messages, last?.modelOptions], [2, { temperature: 0.8 }]);
  });

  it('think apart from the answer, by parts and by tags', async () => {
    const { thinking, answer } = await chat('companion-thinks');
    assert.equal(thinking, 'Let me see.Hmm.');
    assert.equal(answer, 'ready');
  });

  it('end before a stop, and at the limit of tokens', async () => {
    const stopped = await chat('companion-endless', { stop: ['and on'] });
    assert.deepEqual([stopped.answer, stopped.done.finish], ['on ', 'stop']);
    const limited = await chat('companion-endless', { maxTokens: 20 });
    assert.equal(limited.done.finish, 'length');
    assert.ok(limited.answer.length < 120, String(limited.answer.length));
    await becomesTrue(async () => (await askedSoFar())?.at(-1)?.cancelled === true);
  });

  it('are cancelled, and the provider hears of it', async () => {
    const ctrl = new AbortController();
    const abort = () => {
      ctrl.abort();
    };
    const { done } = await chat('companion-endless', {}, abort, ctrl.signal);
    assert.equal(done.finish, 'cancelled');
    await becomesTrue(async () => (await askedSoFar())?.at(-1)?.cancelled === true);
  });

  it('are left at once where a provider is deaf', async () => {
    const started = performance.now();
    const { done } = await chat('companion-deaf', {}, undefined, AbortSignal.timeout(500));
    assert.equal(done.finish, 'cancelled');
    assert.ok(performance.now() - started < 5000);
  });

  const failures = [
    ['companion-forbids', 'no-consent'],
    ['companion-blocks', 'blocked'],
    ['companion-spent', 'no-quota'],
    ['companion-breaks', 'editor-model-failed'],
  ] as const;
  for (const [family, code] of failures) {
    it(`fail with ${code}`, async () => {
      const { done } = await chat(family);
      assert.equal(done.failure?.code, code, JSON.stringify(done.failure));
    });
  }

  it('write no middles', async () => {
    const prompt = { kind: 'infill', prefix: 'a', suffix: 'b' } as const;
    const events = open('companion-answers').generate(prompt, { maxTokens: 1, temperature: 0 });
    for await (const event of events) {
      assert.ok(event.kind === 'done');
      assert.equal(event.failure?.code, 'no-infill');
    }
  });
});

async function becomesTrue(holds: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 5000;
  while (!(await holds())) {
    assert.ok(performance.now() < deadline, 'it does not become true');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
