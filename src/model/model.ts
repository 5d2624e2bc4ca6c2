import type { Failure } from '../base/failure.ts';

/** Where a token belongs: the model's reasoning, or what it answers. */
export type Channel = 'thinking' | 'answer';

/** A token that could have come instead, with the model's own log-probability (natural). */
export interface Alternative {
  /** '' for a token that ends the answer. */
  readonly text: string;
  readonly logprob: number;
}

/**
 * A piece of text as it arrives. The numbers are there where the model gives them. A token that is
 * only a part of a character has the text ''; the character comes whole with its last token.
 */
export interface TokenEvent {
  readonly kind: 'token';
  readonly text: string;
  readonly channel: Channel;
  /** Of the model's own distribution: temperature 1, before penalties and truncation. */
  readonly logprob?: number;
  /** The likeliest tokens at this place, the chosen one among them if it is, best first. */
  readonly alternatives?: readonly Alternative[];
  /** Of the whole distribution, in nats; a lower bound where only the top k are known. */
  readonly entropy?: number;
}

/** How a generation ended. `thinking`: its budget of thinking tokens ran out. */
export type Finish = 'stop' | 'length' | 'thinking' | 'cancelled' | 'error';

export interface Usage {
  /** Tokens of the prompt that were evaluated, those found in a cache left out. */
  readonly promptTokens: number;
  readonly cachedTokens: number;
  /** Tokens written, thinking included. */
  readonly tokens: number;
  readonly thinkingTokens: number;
  /** Positions that the model evaluated, of prompt and answer; absent where only the server knows. */
  readonly evaluated?: number;
  /** True where the server did not say and the numbers are counted from the stream. */
  readonly estimated: boolean;
}

/** The last event of every stream, also of a failed or cancelled one. */
export interface DoneEvent {
  readonly kind: 'done';
  readonly finish: Finish;
  readonly usage: Usage;
  /** Of the token that ended the answer, where one did and the model tells. */
  readonly endLogprob?: number;
  /** Set exactly when `finish` is `error`. */
  readonly failure?: Failure;
}

export type ModelEvent = TokenEvent | DoneEvent;

export interface Message {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/**
 * What a model is asked. `infill`: the middle between `prefix` and `suffix`; `context` is text of
 * other files that goes before both; `begin` is a start of the middle that is given (the answer
 * goes on after it and does not repeat it).
 */
export type Prompt =
  | { readonly kind: 'chat'; readonly messages: readonly Message[] }
  | {
      readonly kind: 'infill';
      readonly prefix: string;
      readonly suffix: string;
      readonly context?: string;
      readonly begin?: string;
    }
  | { readonly kind: 'text'; readonly text: string };

export type InfillPrompt = Extract<Prompt, { kind: 'infill' }>;

export interface GenerateOptions {
  readonly maxTokens: number;
  /** Budget of thinking tokens; unlimited (within `maxTokens`) where absent. */
  readonly maxThinkingTokens?: number;
  /** 0 is greedy. */
  readonly temperature: number;
  readonly topP?: number;
  readonly seed?: number;
  /** Generation ends before any of these texts; they are not part of the answer. */
  readonly stop?: readonly string[];
  /** How many alternatives to give with each token (0: none). */
  readonly alternatives?: number;
  /** Completions go before Solve's next batch. */
  readonly priority?: 'complete' | 'solve';
  /**
   * Where the model can: nothing is evaluated after a token until the next one is asked for, so that
   * a reader who stops has spent nothing in vain.
   */
  readonly lockstep?: boolean;
}

/** What a model can do, as found by its descriptor or by a probe, never assumed. */
export interface Capabilities {
  readonly chat: boolean;
  readonly fillInMiddle: boolean;
  /** How many alternatives a token can carry; 0: only its own logprob; null: none at all. */
  readonly logprobs: number | null;
  /** Where the numbers are not the model's own distribution, what they are. */
  readonly logprobsNote?: string;
  readonly prefixContinuation: boolean;
  readonly logitBias: boolean;
  readonly reasoning: boolean;
  /** How many generations it is worth to run at once. */
  readonly parallel: number;
  readonly seed: boolean;
  readonly contextTokens: number;
}

/**
 * A model, wherever it runs. Failures before the first token and after it come as a `done` event
 * with `finish: 'error'`; the iterable itself never throws. Leaving the loop, or aborting the
 * signal, cancels the work at the engine or server.
 */
export interface Model {
  /** As the user names it: `bundled`, `local:FILE`, `remote:URL#MODEL`, `editor:FAMILY`. */
  readonly name: string;
  capabilities(signal?: AbortSignal): Promise<Capabilities | Failure>;
  generate(
    prompt: Prompt,
    options: GenerateOptions,
    signal?: AbortSignal,
  ): AsyncIterable<ModelEvent>;
  /**
   * Log-probability (natural) of each text as the whole middle of the prompt: its tokens, and that a
   * line break or the model's end follows. Absent where the model does not tell. Throws a
   * FailureError, `cancelled` where the signal fires.
   */
  score?(
    prompt: InfillPrompt,
    texts: readonly string[],
    signal?: AbortSignal,
  ): Promise<readonly number[]>;
  /**
   * A bound of each text's score from above, for the cost of the first text alone, whose own score is
   * exact: the log-probability of a text as far as the first token in which it leaves the first one.
   * Absent and throws as `score`.
   */
  glance?(
    prompt: InfillPrompt,
    texts: readonly string[],
    signal?: AbortSignal,
  ): Promise<readonly number[]>;
  /**
   * Evaluates a prompt into a cache, so that it is there when it is asked for; gives way to all other
   * work, and leaves the cache that was used last alone. Gives the positions evaluated, and whether
   * it came to its end. Absent where the model has no cache of its own.
   */
  prepare?(
    prompt: InfillPrompt,
    signal: AbortSignal,
  ): Promise<{ readonly evaluated: number; readonly whole: boolean }>;
  /** How many tokens a text has, to fit prompts; absent where only the server knows. Throws a FailureError. */
  countTokens?(text: string): Promise<number>;
  dispose(): Promise<void>;
}
