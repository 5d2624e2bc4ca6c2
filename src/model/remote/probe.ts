import { z } from 'zod';
import type { Failure } from '../../base/failure.ts';
import type { Capabilities, DoneEvent, ModelEvent, Prompt, TokenEvent } from '../model.ts';
import type { Ask } from './request.ts';

/** What a probe found out about one model on one server. */
export interface Found {
  readonly capabilities: Capabilities;
  /** Does the server take plain completions for this model? */
  readonly completions: boolean;
}

/** All events of one request of a probe. */
export type Heard = readonly ModelEvent[];

/** Words that make a suffix long enough to be seen in the server's count of the prompt. */
const suffixWords = 40;

/** The requests of a probe: a short chat, and one token of a middle before a long suffix. */
export function probeAsks(model: string): { chat: Ask; infill: Ask } {
  const options = { temperature: 0, seed: 1, alternatives: 20 };
  const suffix = `\n${'one '.repeat(suffixWords)}`;
  return {
    chat: {
      endpoint: 'chat',
      model,
      prompt: { kind: 'chat', messages: [{ role: 'user', content: 'Write a line of verse.' }] },
      options: { ...options, maxTokens: 16 },
    },
    infill: {
      endpoint: 'completions',
      model,
      prompt: { kind: 'infill', prefix: 'a = ', suffix },
      options: { ...options, maxTokens: 1 },
    },
  };
}

/** Refusals of one way to ask, which say nothing about the other. */
const refusals = new Set(['unknown-model', 'bad-request', 'stream-malformed']);

/** What the answers to a probe show, the parts that no answer shows left to `assumed`. */
export function judgeProbe(
  chat: Heard,
  infill: Heard,
  assumed: { readonly parallel: number; readonly contextTokens: number; readonly seed: boolean },
): Found | Failure {
  const chatFailure = lastOf(chat).failure;
  const infillFailure = lastOf(infill).failure;
  if (chatFailure && (infillFailure || !refusals.has(chatFailure.code))) return chatFailure;
  const heard = chatFailure ? infill : chat;
  const { logprobs, note } = logprobsOf(heard);
  return {
    completions: !infillFailure,
    capabilities: {
      chat: !chatFailure,
      fillInMiddle: !infillFailure && sawSuffix(lastOf(infill)),
      logprobs,
      ...(note === null ? {} : { logprobsNote: note }),
      prefixContinuation: false,
      logitBias: false,
      reasoning: lastOf(chat).usage.thinkingTokens > 0,
      ...assumed,
    },
  };
}

/** Why a model cannot answer such a prompt; null where it can. */
export function lack(prompt: Prompt, found: Found, model: string): Failure | null {
  const { chat, fillInMiddle } = found.capabilities;
  if (prompt.kind === 'chat' && !chat) {
    return {
      code: 'no-chat',
      why: `${model} takes no messages on its server: choose a chat model.`,
    };
  }
  if (prompt.kind === 'infill' && !fillInMiddle) {
    const why = `${model} does not fill in the middle of a text on its server: choose another model for completions.`;
    return { code: 'no-infill', why };
  }
  if (prompt.kind === 'text' && !found.completions) {
    return { code: 'no-completions', why: `${model} takes no plain text on its server.` };
  }
  return null;
}

function lastOf(heard: Heard): DoneEvent {
  const last = heard.at(-1);
  if (last?.kind !== 'done') throw new Error('a stream of a model ends with done');
  return last;
}

/** Servers that do not know `suffix` pass over it: the count of the prompt tells. */
function sawSuffix({ usage }: DoneEvent): boolean {
  return !usage.estimated && usage.promptTokens + usage.cachedTokens >= suffixWords / 2;
}

function logprobsOf(heard: Heard): { logprobs: number | null; note: string | null } {
  const tokens = heard.filter((event): event is TokenEvent => event.kind === 'token');
  const known = tokens.flatMap(({ logprob }) => (logprob === undefined ? [] : [logprob]));
  if (known.length === 0) return { logprobs: null, note: null };
  const logprobs = Math.max(...tokens.map((token) => token.alternatives?.length ?? 0));
  // The probe asks greedily: where every token is certain, the numbers come after the sampler.
  const sampled = known.length >= 4 && known.every((logprob) => logprob > -1e-9);
  const note = 'The server gives the distribution after temperature and truncation.';
  return { logprobs, note: sampled ? note : null };
}

const size = z.number().int().positive().optional().catch(undefined);

/** What servers write beside a model in their list, where they state its context. */
const listing = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      max_model_len: size,
      context_length: size,
      context_window: size,
      max_context_length: size,
      meta: z.object({ n_ctx: size, n_ctx_train: size }).nullish().catch(null),
    }),
  ),
});

/** The context in tokens that the server's list of models states; null where it does not. */
export function listedContext(list: unknown, model: string): number | null {
  const parsed = listing.safeParse(list);
  const entry = parsed.success ? parsed.data.data.find(({ id }) => id === model) : undefined;
  if (!entry) return null;
  return (
    entry.max_model_len ??
    entry.context_length ??
    entry.context_window ??
    entry.max_context_length ??
    entry.meta?.n_ctx ??
    entry.meta?.n_ctx_train ??
    null
  );
}
