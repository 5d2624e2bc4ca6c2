import assert from 'node:assert/strict';
import path from 'node:path';
import { getLlama, type Llama, LlamaLogLevel, type LlamaContextSequence } from 'node-llama-cpp';
import { CachedSequence } from '../../src/model/engine/sequence.ts';

const file = path.resolve(import.meta.dirname, '../fixtures/models/pico-8l.q8_0.gguf');

describe('the numbers of a sequence', () => {
  let llama: Llama;
  let sequence: LlamaContextSequence;
  let tokens: number[];

  before(async () => {
    llama = await getLlama({
      gpu: false,
      build: 'never',
      progressLogs: false,
      maxThreads: 1,
      logLevel: LlamaLogLevel.error,
    });
    const model = await llama.loadModel({ modelPath: file, gpuLayers: 0 });
    const context = await model.createContext({ contextSize: 256, batchSize: 64, threads: 1 });
    sequence = context.getSequence();
    tokens = model.tokenize('def add(a, b):\n    return a + b\n\nprint(add(1, ', false);
  });
  after(() => llama.dispose());

  /** The whole distribution after the tokens, at temperature 1 and without truncation. */
  async function softmax(): Promise<Map<number, number>> {
    await sequence.clearHistory();
    const options = { temperature: 1, topK: 0, topP: 1, minP: 0, seed: 1 };
    const generateNext = { token: true, probabilities: true, options };
    const outputs = await sequence.controlledEvaluate(
      tokens.map((token, at) =>
        at < tokens.length - 1
          ? (token as never)
          : ([token as never, { generateNext }] as [never, { generateNext: typeof generateNext }]),
      ),
    );
    return outputs.at(-1)!.next.probabilities!;
  }

  it('are those of the full softmax, to five digits', async () => {
    const probabilities = await softmax();
    assert.equal(probabilities.size, 4096);
    const cached = new CachedSequence(sequence);
    for (const top of [1, 5, 64]) {
      await sequence.clearHistory();
      await cached.feed(tokens.slice(0, -1), 'solve');
      const candidates = await cached.next(tokens.slice(-1), top, 'solve');
      assert.equal(candidates.length, top);
      const best = [...probabilities.keys()].slice(0, top);
      candidates.forEach(({ token, logprob }, rank) => {
        assert.equal(token, best[rank]);
        assert.ok(Math.abs(Math.exp(logprob) - probabilities.get(token)!) < 1e-5);
      });
    }
  });

  it('do not depend on how the prompt was cut or what the cache held', async () => {
    const cached = new CachedSequence(sequence);
    await sequence.clearHistory();
    await cached.feed(tokens.slice(0, -1), 'solve');
    const whole = await cached.next(tokens.slice(-1), 8, 'solve');
    await cached.feed(tokens.slice(0, 3), 'solve');
    assert.equal(await cached.keepOnly(tokens), tokens.length - 1);
    const again = await cached.next(tokens.slice(-1), 8, 'solve');
    await sequence.clearHistory();
    for (const token of tokens.slice(0, -1)) await cached.feed([token], 'solve');
    const cut = await cached.next(tokens.slice(-1), 8, 'solve');
    await sequence.clearHistory();
    const atOnce = await cached.next(tokens, 8, 'solve');
    for (const other of [again, cut, atOnce]) {
      other.forEach(({ token, logprob }, rank) => {
        assert.equal(token, whole[rank]!.token);
        assert.ok(Math.abs(logprob - whole[rank]!.logprob) < 0.02);
      });
    }
  });
});
