import type { DoneEvent, Finish, TokenEvent, Usage } from '../model.ts';
import type { Failure } from '../../base/failure.ts';
import type { Chunk, ServerUsage } from './chunks.ts';

/** Code and prose have about four characters to a token; used only where the server is silent. */
const charactersPerToken = 4;

/** Tokens of a text of this length, roughly. */
export function estimateTokens(characters: number): number {
  return Math.ceil(characters / charactersPerToken);
}

/** Counts one generation: the server's own usage where it gives one, else what came by. */
export class Meter {
  readonly #promptCharacters: number;
  #thinkingTokens = 0;
  #server: ServerUsage | null = null;
  tokens = 0;
  /** Why the server said it stopped; null until it did. */
  finishReason: string | null = null;

  constructor(promptCharacters: number) {
    this.#promptCharacters = promptCharacters;
  }

  hear(chunk: Chunk): void {
    this.finishReason = chunk.finishReason ?? this.finishReason;
    this.#server = chunk.usage ?? this.#server;
  }

  count(token: TokenEvent): void {
    this.tokens++;
    if (token.channel === 'thinking') this.#thinkingTokens++;
  }

  done(finish: Finish, failure?: Failure): DoneEvent {
    return { kind: 'done', finish, usage: this.#usage(), ...(failure ? { failure } : {}) };
  }

  #usage(): Usage {
    const { tokens, thinkingTokens } = {
      tokens: this.tokens,
      thinkingTokens: this.#thinkingTokens,
    };
    if (this.#server) {
      const told = this.#server.thinkingTokens ?? thinkingTokens;
      return { ...this.#server, thinkingTokens: told, estimated: false };
    }
    const promptTokens = estimateTokens(this.#promptCharacters);
    return { promptTokens, cachedTokens: 0, tokens, thinkingTokens, estimated: true };
  }
}
