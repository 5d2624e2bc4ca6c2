import { toFailure } from '../../base/failure.ts';
import { type Generated, generate } from './generate.ts';
import { type Library, loadLibrary } from './library.ts';
import { LoadedModel } from './loaded-model.ts';
import {
  type EngineDone,
  type EngineReply,
  type EngineRequest,
  modelKey,
  type ModelSpec,
} from './protocol.ts';
import { RightOfWay } from './right-of-way.ts';
import { score } from './score.ts';
import { Steps } from './steps.ts';

type Generate = Extract<EngineRequest, { kind: 'generate' }>;
type Score = Extract<EngineRequest, { kind: 'score' }>;

/** A request under way. */
interface Running {
  readonly control: AbortController;
  readonly steps: Steps;
}

/** Answers the requests of the engine process; models are loaded at first use and kept. */
export class EngineServer {
  readonly #send: (reply: EngineReply) => void;
  readonly #models = new Map<string, Promise<LoadedModel>>();
  readonly #running = new Map<number, Running>();
  readonly #rightOfWay = new RightOfWay();
  #library: Promise<Library> | undefined;

  constructor(send: (reply: EngineReply) => void) {
    this.#send = send;
  }

  /** Never rejects: what goes wrong is answered. */
  async handle(request: EngineRequest): Promise<void> {
    const { id } = request;
    try {
      switch (request.kind) {
        case 'cancel':
          this.#running.get(id)?.control.abort();
          return;
        case 'more':
          this.#running.get(id)?.steps.allow();
          return;
        case 'describe':
          this.#send({ kind: 'described', id, loaded: (await this.#model(request.model)).loaded });
          return;
        case 'count':
          this.#send({
            kind: 'counted',
            id,
            tokens: (await this.#model(request.model)).count(request.text),
          });
          return;
        case 'generate':
          await this.#generate(request);
          return;
        case 'score':
          await this.#score(request);
          return;
        case 'unload':
          await this.#unload(request.model);
          this.#send({ kind: 'unloaded', id });
      }
    } catch (error) {
      this.#send({ kind: 'failed', id, failure: toFailure(error, 'engine-error') });
    }
  }

  async #generate({ id, model, prompt, options }: Generate): Promise<void> {
    const { control, steps } = this.#begin(id);
    const counts = { promptTokens: 0, cachedTokens: 0, tokens: 0, evaluated: 0 };
    const end = (done: EngineDone) => {
      this.#send({ kind: 'done', id, done });
    };
    try {
      const loaded = await unlessAborted(this.#model(model), control.signal);
      if (!loaded) {
        end({ finish: 'cancelled', ...counts });
        return;
      }
      const events = generate(loaded, prompt, options, this.#rightOfWay, control.signal);
      for await (const event of events) {
        this.#send(answer(id, event));
        if (options.lockstep && event.kind === 'token') await steps.taken(control.signal);
      }
    } catch (error) {
      end({ finish: 'error', ...counts, failure: toFailure(error, 'engine-error') });
    } finally {
      this.#running.delete(id);
    }
  }

  async #score({ id, model, prompt, texts, reach }: Score): Promise<void> {
    const { control } = this.#begin(id);
    try {
      const loaded = await this.#model(model);
      const logprobs = await score(loaded, prompt, texts, reach, this.#rightOfWay, control.signal);
      this.#send({ kind: 'scored', id, logprobs });
    } finally {
      this.#running.delete(id);
    }
  }

  #begin(id: number): Running {
    const running = { control: new AbortController(), steps: new Steps() };
    this.#running.set(id, running);
    return running;
  }

  #model(spec: ModelSpec): Promise<LoadedModel> {
    const key = modelKey(spec);
    let loading = this.#models.get(key);
    if (!loading) {
      loading = this.#load(spec);
      this.#models.set(key, loading);
      // A failed load is tried anew by the next request: the file may be mended by then.
      loading.catch(() => this.#models.delete(key));
    }
    return loading;
  }

  async #load(spec: ModelSpec): Promise<LoadedModel> {
    this.#library ??= loadLibrary();
    return await LoadedModel.load(await this.#library, spec);
  }

  async #unload(spec: ModelSpec): Promise<void> {
    const loading = this.#models.get(modelKey(spec));
    this.#models.delete(modelKey(spec));
    await (await loading)?.dispose();
  }
}

function answer(id: number, event: Generated): EngineReply {
  return event.kind === 'token'
    ? { kind: 'token', id, token: event.token }
    : { kind: 'done', id, done: event.done };
}

/** What `work` gives; null where `signal` aborts first. The work itself goes on. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | null> {
  const aborted = new Promise<null>((resolve) => {
    signal.addEventListener('abort', () => {
      resolve(null);
    });
  });
  return await Promise.race([work, aborted]);
}
