import path from 'node:path';
import { neverAborted } from '../base/abort.ts';
import { type Failure, FailureError, toFailure } from '../base/failure.ts';
import { type Descriptor, describeModel, type ModelDescription } from './descriptor.ts';
import { type EngineProcess, engineOf } from './engine-process.ts';
import { poolSize } from './engine/distribution.ts';
import type { EngineOptions, EnginePrompt, Loaded, ModelSpec, Reach } from './engine/protocol.ts';
import { doneEvent, engineOptions, failed, layOut, nothing } from './engine-terms.ts';
import { checkGguf, readDescriptor } from './gguf-file.ts';
import type {
  Capabilities,
  GenerateOptions,
  InfillPrompt,
  Model,
  ModelEvent,
  Prompt,
} from './model.ts';
import { splitReasoning } from './reasoning.ts';

export interface LocalModelOptions {
  /** As the user names it. */
  readonly name: string;
  /** Path of the GGUF. */
  readonly file: string;
  /** The folder that holds dist/ and media/. */
  readonly installRoot: string;
  /** Generations that can run at once (4): each has a cache of its own in memory. */
  readonly sequences?: number;
  /** Most tokens of prompt and answer together (2048, for chat models 8192). */
  readonly contextTokens?: number;
  /** What the file is described by, where it is not the text beside it. */
  readonly descriptor?: Descriptor;
}

const defaultSequences = 4;
const bundledFile = 'smollm2-135m-fim.q4_0.gguf';

/** The model that comes with Reckon. */
export function bundledModel(installRoot: string): Model {
  return localModel({ name: 'bundled', file: bundledPath(installRoot), installRoot });
}

/** Where the bundled model lies. */
export function bundledPath(installRoot: string): string {
  return path.join(installRoot, 'media', 'models', bundledFile);
}

/** A model of a GGUF file, run by the engine that all local models of this process share. */
export function localModel(options: LocalModelOptions): Model {
  return new LocalModel(options);
}

/** What is known of the model once the engine has loaded it. */
interface Known {
  readonly spec: ModelSpec;
  readonly loaded: Loaded;
  readonly description: ModelDescription;
}

class LocalModel implements Model {
  readonly name: string;
  readonly #options: LocalModelOptions;
  readonly #engine: EngineProcess;
  #knowing: Promise<Known> | undefined;

  constructor(options: LocalModelOptions) {
    this.name = options.name;
    this.#options = options;
    this.#engine = engineOf(options.installRoot);
  }

  async capabilities(): Promise<Capabilities | Failure> {
    try {
      const { description, loaded } = await this.#known();
      return {
        chat: description.chat,
        fillInMiddle: description.fim !== null,
        logprobs: poolSize,
        prefixContinuation: true,
        logitBias: false,
        reasoning: description.reasoning,
        // One sequence is kept for completions.
        parallel: Math.max(1, loaded.sequences - 1),
        seed: true,
        contextTokens: loaded.contextTokens,
      };
    } catch (error) {
      return toFailure(error);
    }
  }

  async *generate(
    prompt: Prompt,
    options: GenerateOptions,
    signal: AbortSignal = neverAborted,
  ): AsyncGenerator<ModelEvent> {
    try {
      if (signal.aborted) {
        yield doneEvent({ finish: 'cancelled', ...nothing });
        return;
      }
      const { spec, description } = await this.#known();
      const laid = layOut(prompt, description);
      const events = this.#generate(spec, laid, engineOptions(options), signal);
      if (prompt.kind !== 'chat' || !description.reasoning) yield* events;
      else {
        const { maxThinkingTokens } = options;
        yield* splitReasoning(events, maxThinkingTokens === undefined ? {} : { maxThinkingTokens });
      }
    } catch (error) {
      yield failed(toFailure(error));
    }
  }

  score(
    prompt: InfillPrompt,
    texts: readonly string[],
    signal: AbortSignal = neverAborted,
  ): Promise<readonly number[]> {
    return this.#score(prompt, texts, 'whole', signal);
  }

  glance(
    prompt: InfillPrompt,
    texts: readonly string[],
    signal: AbortSignal = neverAborted,
  ): Promise<readonly number[]> {
    return this.#score(prompt, texts, 'fork', signal);
  }

  async #score(
    prompt: InfillPrompt,
    texts: readonly string[],
    reach: Reach,
    signal: AbortSignal,
  ): Promise<readonly number[]> {
    const { spec, description } = await this.#known();
    if (signal.aborted) throw new FailureError('cancelled', 'The request was cancelled.');
    const laid = layOut(prompt, description);
    const work = { kind: 'score' as const, reach, model: spec, prompt: laid, texts: [...texts] };
    for await (const reply of this.#engine.ask(work, signal)) {
      if (reply.kind === 'scored') return reply.logprobs;
      if ('failure' in reply) throw new FailureError(reply.failure.code, reply.failure.why);
    }
    throw new FailureError('engine-error', 'The engine did not score the texts.');
  }

  async prepare(
    prompt: InfillPrompt,
    signal: AbortSignal,
  ): Promise<{ evaluated: number; whole: boolean }> {
    const { spec, description } = await this.#known();
    if (signal.aborted) return { evaluated: 0, whole: false };
    const laid = layOut(prompt, description);
    const options = engineOptions({ maxTokens: 0, temperature: 0 }, 'idle');
    for await (const event of this.#generate(spec, laid, options, signal)) {
      if (event.kind !== 'done') continue;
      return { evaluated: event.usage.evaluated ?? 0, whole: event.finish === 'length' };
    }
    return { evaluated: 0, whole: false };
  }

  async countTokens(text: string): Promise<number> {
    const { spec } = await this.#known();
    for await (const reply of this.#engine.ask(
      { kind: 'count', model: spec, text },
      neverAborted,
    )) {
      if (reply.kind === 'counted') return reply.tokens;
      if ('failure' in reply) throw new FailureError(reply.failure.code, reply.failure.why);
    }
    throw new FailureError('engine-error', 'The engine did not count the tokens.');
  }

  /** Frees the model's memory, if no other model is of its file; the engine ends when idle. */
  async dispose(): Promise<void> {
    const known = await this.#knowing?.catch(() => undefined);
    this.#knowing = undefined;
    if (!known || !this.#engine.letGo(known.spec) || this.#engine.pid === undefined) return;
    const replies = this.#engine.ask({ kind: 'unload', model: known.spec }, neverAborted);
    for await (const _ of replies) return;
  }

  #known(): Promise<Known> {
    const knowing = (this.#knowing ??= this.#describe());
    // A failure is not kept: the file may be there, or the engine run, the next time.
    knowing.catch(() => {
      if (this.#knowing === knowing) this.#knowing = undefined;
    });
    return knowing;
  }

  async #describe(): Promise<Known> {
    const { file, sequences, contextTokens, descriptor: given } = this.#options;
    await checkGguf(file);
    const descriptor: Descriptor | null = given ?? (await readDescriptor(file));
    const spec: ModelSpec = {
      file: path.resolve(file),
      descriptor,
      sequences: sequences ?? defaultSequences,
      contextTokens: contextTokens ?? null,
    };
    for await (const reply of this.#engine.ask({ kind: 'describe', model: spec }, neverAborted)) {
      if (reply.kind === 'described') {
        const { loaded } = reply;
        this.#engine.hold(spec);
        return { spec, loaded, description: describeModel(descriptor, loaded.facts) };
      }
      if ('failure' in reply) throw new FailureError(reply.failure.code, reply.failure.why);
    }
    throw new FailureError('engine-error', 'The engine did not describe the model.');
  }

  async *#generate(
    model: ModelSpec,
    prompt: EnginePrompt,
    options: EngineOptions,
    signal: AbortSignal,
  ): AsyncGenerator<ModelEvent> {
    const work = { kind: 'generate', model, prompt, options } as const;
    for await (const reply of this.#engine.ask(work, signal)) {
      if (reply.kind === 'token') yield { kind: 'token', channel: 'answer', ...reply.token };
      else if (reply.kind === 'done') yield doneEvent(reply.done);
      else if ('failure' in reply) yield failed(reply.failure);
    }
  }
}
