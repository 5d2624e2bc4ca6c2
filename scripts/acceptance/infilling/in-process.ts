import { describeModel, type Fim } from '../../../src/model/descriptor.ts';
import { generate } from '../../../src/model/engine/generate.ts';
import { loadLibrary } from '../../../src/model/engine/library.ts';
import { LoadedModel } from '../../../src/model/engine/loaded-model.ts';
import type { EnginePrompt } from '../../../src/model/engine/protocol.ts';
import { RightOfWay } from '../../../src/model/engine/right-of-way.ts';
import { readDescriptor } from '../../../src/model/gguf-file.ts';
import { infillEnds, infillSegments } from '../../../src/model/infill.ts';
import type { GenerateOptions, Model, ModelEvent, Prompt } from '../../../src/model/model.ts';

const never = new AbortController().signal;

/**
 * A GGUF run by the engine's own code in this process, with one sequence whose cache the measurement
 * sets. A reader pulls its tokens, so that nothing is evaluated that nobody asked for.
 */
export class InProcessModel implements Model {
  readonly name = 'in-process';
  readonly #model: LoadedModel;
  readonly #fim: Fim;
  readonly #rightOfWay = new RightOfWay();

  private constructor(model: LoadedModel, fim: Fim) {
    this.#model = model;
    this.#fim = fim;
  }

  static async load(file: string): Promise<InProcessModel> {
    const descriptor = await readDescriptor(file);
    const spec = { file, descriptor, sequences: 1, contextTokens: null };
    const model = await LoadedModel.load(await loadLibrary(), spec);
    const { fim } = describeModel(descriptor, model.loaded.facts);
    if (!fim) throw new Error(`${file} does not fill in the middle`);
    return new InProcessModel(model, fim);
  }

  /**
   * Evaluates a prompt but for its last `left` tokens, or takes back what was evaluated after them.
   * Gives the milliseconds, and the tokens of the whole prompt.
   */
  async warmUp(prompt: Prompt, left: number): Promise<{ ms: number; tokens: number }> {
    const { tokens } = this.#model.encode(this.#layOut(prompt));
    const wanted = tokens.slice(0, Math.max(0, tokens.length - left));
    const sequence = await this.#model.pool.acquire([], 'complete', never);
    if (!sequence) throw new Error('no sequence');
    try {
      // The placeholder after the wanted tokens is never evaluated: they themselves are kept.
      const cached = await sequence.keepOnly([...wanted, -1]);
      const start = performance.now();
      const rest = wanted.slice(cached);
      if (rest.length > 0) await sequence.feed(rest, 'complete');
      return { ms: performance.now() - start, tokens: tokens.length };
    } finally {
      this.#model.pool.release(sequence);
    }
  }

  async *generate(
    prompt: Prompt,
    options: GenerateOptions,
    signal: AbortSignal = never,
  ): AsyncGenerator<ModelEvent> {
    const engineOptions = {
      maxTokens: options.maxTokens,
      temperature: options.temperature,
      topP: options.topP ?? 1,
      seed: options.seed ?? 0,
      stop: [...(options.stop ?? [])],
      alternatives: options.alternatives ?? 0,
      priority: 'complete' as const,
      lockstep: true,
    };
    const laid = this.#layOut(prompt);
    for await (const event of generate(
      this.#model,
      laid,
      engineOptions,
      this.#rightOfWay,
      signal,
    )) {
      if (event.kind === 'token') yield { kind: 'token', channel: 'answer', ...event.token };
      else {
        const { finish, failure, endLogprob, ...counts } = event.done;
        yield {
          kind: 'done',
          finish,
          usage: { ...counts, thinkingTokens: 0, estimated: false },
          ...(endLogprob === undefined ? {} : { endLogprob }),
          ...(failure ? { failure } : {}),
        };
      }
    }
  }

  capabilities(): Promise<{ code: string; why: string }> {
    return Promise.resolve({ code: 'in-process', why: 'Nothing asks a measured model for these.' });
  }

  async dispose(): Promise<void> {
    await this.#model.dispose();
  }

  #layOut(prompt: Prompt): EnginePrompt {
    if (prompt.kind !== 'infill') throw new Error('only infilling is measured');
    const segments = infillSegments(prompt, this.#fim);
    return { kind: 'segments', segments, ends: infillEnds(this.#fim) };
  }
}
