import { availableParallelism } from 'node:os';
import type { Llama } from 'node-llama-cpp';
import { FailureError } from '../../base/failure.ts';
import { lackOf, thisSystem } from './system.ts';

/** The one native library of the process, loaded at first use, and what it last complained of. */
export interface Library {
  readonly api: typeof import('node-llama-cpp');
  readonly llama: Llama;
  /** The first error line of llama.cpp since the last call: it names the cause; '' where none. */
  readonly complaint: () => string;
}

/** One core is left to the editor and to the tests that Solve runs. */
export const threads = Math.max(1, availableParallelism() - 1);

/**
 * The engine's build. For Apple's processors there is Metal's alone; it runs on the processor too,
 * where a model's layers are kept.
 */
const build = process.platform === 'darwin' && process.arch === 'arm64' ? 'metal' : false;

/** Loads the engine on the processor alone; throws `no-engine` where it does not run here. */
export async function loadLibrary(): Promise<Library> {
  let complaint = '';
  try {
    const api = await import('node-llama-cpp');
    const llama = await api.getLlama({
      gpu: build,
      build: 'never',
      skipDownload: true,
      progressLogs: false,
      maxThreads: threads,
      logLevel: api.LlamaLogLevel.error,
      logger: (_, message) => {
        complaint ||= message.trim();
      },
    });
    return {
      api,
      llama,
      complaint: () => {
        const first = complaint;
        complaint = '';
        return first;
      },
    };
  } catch (error) {
    const thrown = error instanceof Error ? error.message : String(error);
    const reason = lackOf(thisSystem()) ?? thrown;
    const system = `${process.platform} ${process.arch}`;
    const why = `No local engine runs on this system (${system}): ${reason}. Use a remote model.`;
    throw new FailureError('no-engine', why);
  }
}
