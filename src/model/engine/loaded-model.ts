import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ChatWrapper, LlamaContext, LlamaModel, Token } from 'node-llama-cpp';
import { FailureError } from '../../base/failure.ts';
import { describeModel } from '../descriptor.ts';
import { readFacts } from './facts.ts';
import type { Library } from './library.ts';
import { threads } from './library.ts';
import { mostTokens, Pace } from './pace.ts';
import { Pool } from './pool.ts';
import type { EnginePrompt, Loaded, ModelSpec } from './protocol.ts';
import { CachedSequence } from './sequence.ts';
import {
  encodeChat,
  encodeSegments,
  type EncodedPrompt,
  lineEnds,
  tokensInside,
} from './tokens.ts';

/** Context sizes where nobody asks for one: memory grows with them, for each sequence. */
const defaultContext = { completion: 2048, chat: 8192 };

/** llama.cpp's log lines may arrive after the error that they explain. */
const logLagMs = 50;

/** A model in memory, with its context and the sequences that generations run in. */
export class LoadedModel {
  readonly loaded: Loaded;
  readonly pool: Pool<CachedSequence>;
  readonly pace = new Pace();
  readonly #model: LlamaModel;
  readonly #wrapper: ChatWrapper | null;
  readonly #texts = new Map<number, string>();
  readonly #lineEnds: ReadonlySet<number>;

  private constructor(
    model: LlamaModel,
    wrapper: ChatWrapper | null,
    context: LlamaContext,
    facts: Loaded['facts'],
  ) {
    this.#model = model;
    this.#wrapper = wrapper;
    this.#lineEnds = lineEnds(model);
    const sequences = context.totalSequences;
    this.loaded = { facts, sequences, contextTokens: context.contextSize };
    this.pool = new Pool(
      Array.from({ length: sequences }, () => new CachedSequence(context.getSequence())),
    );
  }

  /** Throws a FailureError: `unsupported-model`, `out-of-memory`, `model-load-failed`. */
  static async load(library: Library, spec: ModelSpec): Promise<LoadedModel> {
    const { llama, api, complaint } = library;
    complaint();
    try {
      const model = await llama.loadModel({
        modelPath: spec.file,
        gpuLayers: 0,
        defaultContextSwaFullCache: true,
      });
      const wrapper = chatWrapper(library, model, spec.descriptor?.chat);
      const facts = readFacts(model);
      const { chat, contextTokens } = describeModel(spec.descriptor, facts);
      const wanted = spec.contextTokens ?? (chat ? defaultContext.chat : defaultContext.completion);
      const contextSize = Math.min(contextTokens, wanted);
      const isShort = (error: unknown) => error instanceof api.InsufficientMemoryError;
      const context = await createContext(model, contextSize, spec.sequences, isShort);
      return new LoadedModel(model, wrapper, context, facts);
    } catch (error) {
      await delay(logLagMs);
      throw loadFailure(library, spec.file, error);
    }
  }

  encode(prompt: EnginePrompt): EncodedPrompt {
    if (prompt.kind === 'segments') {
      return encodeSegments(this.#model, prompt.segments, prompt.ends);
    }
    if (this.#wrapper) return encodeChat(this.#model, this.#wrapper, prompt.messages);
    throw new FailureError('no-chat', 'This model completes text: it cannot be asked by chat.');
  }

  /** Tokens of an answer's text. */
  encodeAnswer(text: string): readonly number[] {
    return tokensInside(this.#model, text);
  }

  /** The tokens that end an answer of one line: a line break, or the model's own end. */
  endsOfLine({ endTokens }: EncodedPrompt): number[] {
    const { eos, eot } = this.#model.tokens;
    const own = [eos, eot].filter((token) => token !== null);
    return [...new Set([...own, ...endTokens, ...this.#lineEnds])];
  }

  /** Tokens of plain text. */
  count(text: string): number {
    return this.#model.tokenize(text, false).length;
  }

  isEnd(token: number): boolean {
    return this.#model.isEogToken(token as Token);
  }

  /** The text that tokens add after others; special tokens have none. */
  textOf = (tokens: readonly number[], after: readonly number[]): string =>
    this.#model.detokenize(tokens as Token[], false, after as Token[]);

  /** A token as an alternative shows it: special ones by name. */
  nameOf(token: number): string {
    let text = this.#texts.get(token);
    if (text === undefined) {
      text = this.#model.detokenize([token as Token], true);
      this.#texts.set(token, text);
    }
    return text;
  }

  async dispose(): Promise<void> {
    await this.#model.dispose();
  }
}

/** Renders chats: by the file's template, or as the library thinks best where `chat` is promised. */
function chatWrapper(
  { api }: Library,
  model: LlamaModel,
  chat = Boolean(model.fileInfo.metadata.tokenizer.chat_template),
): ChatWrapper | null {
  return chat ? api.resolveChatWrapper(model, { warningLogs: false }) : null;
}

/** Fewer sequences where the memory does not suffice for all. */
async function createContext(
  model: LlamaModel,
  contextSize: number,
  sequences: number,
  isShort: (error: unknown) => boolean,
): Promise<LlamaContext> {
  try {
    return await model.createContext({ sequences, contextSize, batchSize: mostTokens, threads });
  } catch (error) {
    if (sequences === 1 || !isShort(error)) throw error;
    return await createContext(model, contextSize, Math.floor(sequences / 2), isShort);
  }
}

function loadFailure({ api, complaint }: Library, file: string, error: unknown): FailureError {
  const name = path.basename(file);
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof api.InsufficientMemoryError) {
    return new FailureError('out-of-memory', `The memory does not suffice for ${name}.`);
  }
  // llama.cpp puts the names of its functions before what it says.
  const said = (complaint() || message).replace(/^(?:[\w ]+: )+(?=\S)/, '');
  const architecture = /unknown (?:model )?architecture: '([^']*)'/.exec(said)?.[1];
  if (architecture !== undefined) {
    const why = `${name} is of the architecture ${architecture}, which this engine does not know.`;
    return new FailureError('unsupported-model', why);
  }
  return new FailureError('model-load-failed', `${name} cannot be loaded: ${said}.`);
}
