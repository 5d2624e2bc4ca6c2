import assert from 'node:assert/strict';
import type { DoneEvent, GenerateOptions, Model, ModelEvent } from '../../src/model/model.ts';
import { remoteModel, type RemoteOptions } from '../../src/model/remote.ts';
import { startReplayServer, type ReplayServer, type Respond } from './replay-server.ts';

let models = 0;

/** A remote model on a replay server, with waits too short to notice; the server is closed after `use`. */
export async function withRemote(
  respond: Respond,
  use: (model: Model, server: ReplayServer) => Promise<void>,
  options: Partial<RemoteOptions> & { readonly scripted?: boolean } = {},
): Promise<void> {
  const server = await startReplayServer(respond, options);
  const model = remoteModel({
    name: 'remote:test',
    baseUrl: server.baseUrl,
    // What is found about a model is kept for the process: every test has its own.
    model: `model-${++models}`,
    apiKey: 'secret-key',
    retry: { tries: 3, firstMs: 1, maxMs: 2, patienceMs: 50 },
    ...options,
  });
  try {
    await use(model, server);
  } finally {
    await model.dispose();
    await server.close();
  }
}

/** Everything a chat gives. */
export async function chat(
  model: Model,
  options: Partial<GenerateOptions> = {},
  signal?: AbortSignal,
): Promise<{ events: ModelEvent[]; thinking: string; answer: string; done: DoneEvent }> {
  const events: ModelEvent[] = [];
  const texts = { thinking: '', answer: '' };
  const prompt = { kind: 'chat', messages: [{ role: 'user', content: 'Mend it.' }] } as const;
  const all = { maxTokens: 100, temperature: 0.7, ...options };
  for await (const event of model.generate(prompt, all, signal)) {
    events.push(event);
    if (event.kind === 'token') texts[event.channel] += event.text;
  }
  const done = events.at(-1);
  assert.ok(done?.kind === 'done', 'a stream ends with done');
  assert.equal(done.failure !== undefined, done.finish === 'error');
  return { events, ...texts, done };
}
