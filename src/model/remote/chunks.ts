import { z } from 'zod';
import type { Channel, TokenEvent } from '../model.ts';
import { readLogprobs, scoredEvent, type ScoredToken } from './logprobs.ts';

const count = z.number().int().nonnegative();
const text = z.string().nullish();

const usageShape = z.object({
  prompt_tokens: count,
  completion_tokens: count,
  prompt_tokens_details: z.object({ cached_tokens: count.nullish() }).nullish().catch(null),
  completion_tokens_details: z.object({ reasoning_tokens: count.nullish() }).nullish().catch(null),
});

const chunkShape = z.object({
  choices: z
    .array(
      z.object({
        delta: z
          .object({
            content: text,
            refusal: text,
            reasoning_content: text,
            // Some servers send an object here besides the text in its own field.
            reasoning: text.catch(null),
          })
          .nullish(),
        text,
        logprobs: z.unknown().optional(),
        finish_reason: z.string().nullish(),
      }),
    )
    .nullish(),
  usage: usageShape.nullish().catch(null),
});

/** The server's own count of a request. */
export interface ServerUsage {
  readonly promptTokens: number;
  readonly cachedTokens: number;
  readonly tokens: number;
  /** Null where the server does not say. */
  readonly thinkingTokens: number | null;
}

/** One event of a stream: the tokens it brings, and what it says about the end. */
export interface Chunk {
  readonly tokens: readonly TokenEvent[];
  readonly finishReason: string | null;
  readonly usage: ServerUsage | null;
}

/** Reads an event of a chat or a plain completion. Throws a ZodError where it is neither. */
export function readChunk(value: unknown): Chunk {
  const { choices, usage } = chunkShape.parse(value);
  const choice = choices?.[0];
  const delta = choice?.delta;
  const thinking = delta?.reasoning_content ?? delta?.reasoning ?? '';
  const answer = (delta?.content ?? '') + (delta?.refusal ?? '') + (choice?.text ?? '');
  return {
    tokens: tokensOf(thinking, answer, readLogprobs(choice?.logprobs)),
    finishReason: choice?.finish_reason ?? null,
    usage: usage ? serverUsage(usage) : null,
  };
}

function tokensOf(thinking: string, answer: string, scored: ScoredToken[]): TokenEvent[] {
  if (thinking === '') return channelTokens(answer, 'answer', scored);
  if (answer === '') return channelTokens(thinking, 'thinking', scored);
  // Rare: the end of the reasoning and the start of the answer in one event; numbers go with both.
  const first = prefixOf(thinking, scored);
  return [
    ...channelTokens(thinking, 'thinking', scored.slice(0, first)),
    ...channelTokens(answer, 'answer', scored.slice(first)),
  ];
}

/** How many of the tokens make up `text`; 0 where none do exactly. */
function prefixOf(wanted: string, scored: readonly ScoredToken[]): number {
  let joined = '';
  for (const [index, token] of scored.entries()) {
    joined += token.text;
    if (joined === wanted) return index + 1;
  }
  return 0;
}

/**
 * The tokens of a piece of text. Their texts may differ from it (parts of a character are written
 * in escapes, some servers strip blanks): then the piece stays whole and carries the
 * log-probability of all of them.
 */
function channelTokens(piece: string, channel: Channel, scored: ScoredToken[]): TokenEvent[] {
  const joined = scored.map((token) => token.text).join('');
  if (scored.length > 0 && joined === piece) {
    return scored.map((token) => scoredEvent(token, channel));
  }
  if (piece === '' && scored.length === 0) return [];
  const [only] = scored;
  if (only && scored.length === 1) return [scoredEvent({ ...only, text: piece }, channel)];
  const known = scored.every((token) => token.logprob !== null) && scored.length > 0;
  const logprob = scored.reduce((sum, token) => sum + (token.logprob ?? 0), 0);
  return [{ kind: 'token', text: piece, channel, ...(known ? { logprob } : {}) }];
}

function serverUsage(usage: z.infer<typeof usageShape>): ServerUsage {
  const cachedTokens = usage.prompt_tokens_details?.cached_tokens ?? 0;
  return {
    promptTokens: Math.max(0, usage.prompt_tokens - cachedTokens),
    cachedTokens,
    tokens: usage.completion_tokens,
    thinkingTokens: usage.completion_tokens_details?.reasoning_tokens ?? null,
  };
}
