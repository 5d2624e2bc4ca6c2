/*
 * The rival in a process of its own: node-llama-cpp's LlamaCompletion with one sequence, on the same
 * file, threads and context as ours.
 */
import { getLlama, LlamaCompletion, LlamaLogLevel } from 'node-llama-cpp';
import type { RivalReply, RivalRequest } from './rival.ts';

const maxTokens = 48;

const [file = '', threads = '1', contextSize = '2048'] = process.argv.slice(2);
const llama = await getLlama({
  gpu: false,
  build: 'never',
  skipDownload: true,
  maxThreads: Number(threads),
  logLevel: LlamaLogLevel.error,
});
const model = await llama.loadModel({ modelPath: file, gpuLayers: 0 });
const context = await model.createContext({
  contextSize: Number(contextSize),
  threads: Number(threads),
});
const sequence = context.getSequence();
const completion = new LlamaCompletion({ contextSequence: sequence });
let running = new AbortController();

const positions = () => {
  const { usedInputTokens, usedOutputTokens } = sequence.tokenMeter.getState();
  return usedInputTokens + usedOutputTokens;
};
const say = (reply: RivalReply) => process.send?.(reply);

async function answer({ id, prefix, suffix }: Extract<RivalRequest, { kind: 'ask' }>) {
  running.abort();
  const control = new AbortController();
  running = control;
  try {
    const text = await completion.generateInfillCompletion(prefix, suffix, {
      maxTokens,
      customStopTriggers: ['\n'],
      signal: control.signal,
    });
    say({ kind: 'answer', id, text, positions: positions() });
  } catch {
    say({ kind: 'answer', id, text: null, positions: positions() });
  }
}

process.on('message', (request: RivalRequest) => {
  if (request.kind === 'ask') void answer(request);
  else running.abort();
});
process.on('disconnect', () => {
  process.kill(process.pid, 'SIGKILL');
});
say({ kind: 'ready' });
