import {
  CancellationTokenSource,
  l10n,
  LanguageModelChatMessage,
  type LanguageModelChat,
  LanguageModelTextPart,
  lm,
} from 'vscode';
import { deriveAbort, neverAborted } from '../base/abort.ts';
import type { Failure } from '../base/failure.ts';
import type {
  Capabilities,
  Channel,
  DoneEvent,
  GenerateOptions,
  Message,
  Model,
  ModelEvent,
  Prompt,
} from '../model/model.ts';
import { splitReasoning } from '../model/reasoning.ts';
import { estimateTokens } from '../model/remote/meter.ts';
import { promptCharacters } from '../model/remote/request.ts';
import { endBefore } from '../model/remote/stop.ts';
import { editorFailure, missingModel } from './editor-failures.ts';

/** Requests count against a quota: few are under way that a pass would make useless. */
const parallel = 2;

/** Opens a model of the editor; see `OpenOptions`. */
export function openEditor(name: string, family: string): Model {
  return new EditorModel(name, family);
}

/**
 * A language model of the editor, by its family: it chats, and gives neither log-probabilities nor a
 * seed. The editor asks for a consent of its own where the model's provider wants one. An answer
 * comes in pieces of any size, so that counts of tokens are estimates.
 */
class EditorModel implements Model {
  readonly name: string;
  readonly #family: string;
  readonly #ending = new AbortController();

  constructor(name: string, family: string) {
    this.name = name;
    this.#family = family;
  }

  async capabilities(signal = neverAborted): Promise<Capabilities | Failure> {
    const chat = await this.#select(signal);
    if ('code' in chat) return chat;
    return {
      chat: true,
      fillInMiddle: false,
      logprobs: null,
      prefixContinuation: false,
      logitBias: false,
      reasoning: false,
      parallel,
      seed: false,
      contextTokens: chat.maxInputTokens,
    };
  }

  async *generate(
    prompt: Prompt,
    options: GenerateOptions,
    signal = neverAborted,
  ): AsyncIterable<ModelEvent> {
    const count = new Count(promptCharacters(prompt));
    if (prompt.kind !== 'chat') {
      const why = `${this.#family} only chats: choose another model for completions.`;
      yield count.done('error', { code: 'no-infill', why });
      return;
    }
    const { ctrl, dispose } = deriveAbort(signal, this.#ending.signal);
    try {
      const { promptTokens } = count;
      const raw = this.#answer(prompt.messages, options, count, ctrl.signal);
      const answer = splitReasoning(raw, { ...options, promptTokens });
      yield* options.stop?.length ? endBefore(answer, options.stop, count.prompt) : answer;
    } finally {
      ctrl.abort();
      dispose();
    }
  }

  dispose(): Promise<void> {
    this.#ending.abort();
    return Promise.resolve();
  }

  async #select(signal: AbortSignal): Promise<LanguageModelChat | Failure> {
    try {
      const [first] = await unlessAborted(lm.selectChatModels({ family: this.#family }), signal);
      return first ?? missingModel(this.#family);
    } catch (thrown) {
      if (!signal.aborted) return editorFailure(thrown, this.#family);
      return { code: 'cancelled', why: 'The request was cancelled.' };
    }
  }

  async *#answer(
    messages: readonly Message[],
    options: GenerateOptions,
    count: Count,
    signal: AbortSignal,
  ): AsyncIterable<ModelEvent> {
    const chat = await this.#select(signal);
    if ('code' in chat) {
      yield signal.aborted ? count.done('cancelled') : count.done('error', chat);
      return;
    }
    try {
      for await (const { text, channel } of ask(chat, messages, options, signal)) {
        count[channel] += text.length;
        yield { kind: 'token', text, channel };
        // The editor takes no limit that every provider would keep to.
        if (count.tokens < options.maxTokens) continue;
        yield count.done('length');
        return;
      }
      yield count.done('stop');
    } catch (thrown) {
      if (signal.aborted) yield count.done('cancelled');
      else yield count.done('error', editorFailure(thrown, this.#family));
    }
  }
}

/** Characters that came by, for estimates of tokens. */
class Count {
  readonly prompt: number;
  answer = 0;
  thinking = 0;

  constructor(prompt: number) {
    this.prompt = prompt;
  }

  get promptTokens(): number {
    return estimateTokens(this.prompt);
  }

  get tokens(): number {
    return estimateTokens(this.answer + this.thinking);
  }

  done(finish: DoneEvent['finish'], failure?: Failure): DoneEvent {
    const { promptTokens, tokens } = this;
    const thinkingTokens = estimateTokens(this.thinking);
    const usage = { promptTokens, cachedTokens: 0, tokens, thinkingTokens, estimated: true };
    return { kind: 'done', finish, usage, ...(failure ? { failure } : {}) };
  }
}

interface Piece {
  readonly text: string;
  readonly channel: Channel;
}

/** One request. It is cancelled where the loop is left or the signal fires; what fails is thrown. */
async function* ask(
  chat: LanguageModelChat,
  messages: readonly Message[],
  { temperature }: GenerateOptions,
  signal: AbortSignal,
): AsyncIterable<Piece> {
  const source = new CancellationTokenSource();
  try {
    const justification = l10n.t('Reckon asks it for patches that make your tests pass.');
    const options = { justification, modelOptions: { temperature } };
    const asked = chat.sendRequest(messages.map(messageOf), options, source.token);
    const { stream } = await unlessAborted(asked, signal);
    const parts = stream[Symbol.asyncIterator]();
    for (;;) {
      const next = await unlessAborted(parts.next(), signal);
      if (next.done) return;
      const piece = pieceOf(next.value);
      if (piece) yield piece;
    }
  } finally {
    source.cancel();
    source.dispose();
  }
}

/** The editor knows no system messages: they are said as the user's. */
function messageOf({ role, content }: Message): LanguageModelChatMessage {
  return role === 'assistant'
    ? LanguageModelChatMessage.Assistant(content)
    : LanguageModelChatMessage.User(content);
}

/** Newer editors give thinking as well: a part that is no text part and has a text all the same. */
function pieceOf(part: unknown): Piece | null {
  const { value } = part as { readonly value?: unknown };
  const text = Array.isArray(value) ? value.join('') : value;
  if (typeof text !== 'string' || text === '') return null;
  return { text, channel: part instanceof LanguageModelTextPart ? 'answer' : 'thinking' };
}

/** The promise's value; rejects once the signal fires, for a provider may not heed its token. */
function unlessAborted<T>(promise: PromiseLike<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const leave = () => {
      reject(new Error('aborted'));
    };
    if (signal.aborted) leave();
    signal.addEventListener('abort', leave, { once: true });
    promise.then(resolve, reject).then(() => {
      signal.removeEventListener('abort', leave);
    }, reject);
  });
}
