import { z } from 'zod';
import type { Alternative, TokenEvent } from '../model.ts';

/** A token with its numbers, as any server gave them. */
export interface ScoredToken {
  readonly text: string;
  readonly logprob: number | null;
  /** Best first; empty where none were given. */
  readonly alternatives: readonly Alternative[];
}

const scored = z.object({ token: z.string(), logprob: z.number() });
const entry = scored.extend({ top_logprobs: z.array(scored).nullish() });
/** Legacy completions, also of vLLM: the first token of an echoed prompt has no number. */
const legacy = z.object({
  tokens: z.array(z.string()),
  token_logprobs: z.array(z.number().nullable()),
  top_logprobs: z.array(z.record(z.string(), z.number()).nullable()).nullish(),
});
const candidate = z.object({ token: z.string(), logProbability: z.number() });
const gemini = z.object({
  chosenCandidates: z.array(candidate),
  topCandidates: z.array(z.object({ candidates: z.array(candidate) })).nullish(),
});

const shapes = z.union([
  z.object({ content: z.array(entry).nullable() }).transform(({ content }) => content ?? []),
  z.array(entry),
  entry.transform((one) => [one]),
  legacy.transform((lists) =>
    lists.tokens.map((token, index) => ({
      token,
      logprob: lists.token_logprobs[index] ?? null,
      top_logprobs: Object.entries(lists.top_logprobs?.[index] ?? {}).map(([text, logprob]) => ({
        token: text,
        logprob,
      })),
    })),
  ),
  gemini.transform(({ chosenCandidates, topCandidates }) =>
    chosenCandidates.map((chosen, index) => ({
      token: chosen.token,
      logprob: chosen.logProbability,
      top_logprobs: topCandidates?.[index]?.candidates.map(({ token, logProbability }) => ({
        token,
        logprob: logProbability,
      })),
    })),
  ),
]);

/**
 * The tokens of a `logprobs` value in any of the shapes that servers give: chat completions
 * (`content`), legacy completions (`tokens`, `token_logprobs`, `top_logprobs`), a list or a single
 * one of chat's entries (Ollama, streams), Gemini's candidates. Empty for anything else.
 */
export function readLogprobs(value: unknown): ScoredToken[] {
  const parsed = shapes.safeParse(value);
  if (!parsed.success) return [];
  return parsed.data.map(({ token, logprob, top_logprobs: top }) => ({
    text: token,
    logprob: logprob === null ? null : asLogprob(logprob),
    alternatives: bestFirst(top ?? []),
  }));
}

/** Raw scores are above 0, which no log-probability is (rounding aside): they are no number to use. */
function asLogprob(value: number): number | null {
  return value > 1e-3 ? null : Math.min(value, 0);
}

function bestFirst(top: readonly z.infer<typeof scored>[]): Alternative[] {
  const alternatives = top.map(({ token, logprob }) => ({
    text: token,
    logprob: asLogprob(logprob),
  }));
  const usable = alternatives.filter((one): one is Alternative => one.logprob !== null);
  if (usable.length < alternatives.length) return [];
  return usable.sort((a, b) => b.logprob - a.logprob);
}

/** A scored token as an event of the stream. */
export function scoredEvent(token: ScoredToken, channel: TokenEvent['channel']): TokenEvent {
  const { text, logprob, alternatives } = token;
  const entropy = entropyBound(alternatives);
  return {
    kind: 'token',
    text,
    channel,
    ...(logprob === null ? {} : { logprob }),
    ...(alternatives.length === 0 ? {} : { alternatives }),
    ...(entropy === null ? {} : { entropy }),
  };
}

/**
 * A lower bound of the entropy (nats) of a distribution of which only the likeliest tokens are
 * known: their own terms, and for the mass r that is left, none of whose tokens is likelier than
 * the last one known, q: -Σ p ln p over it ≥ -r ln(min(r, q)). Null where nothing is known.
 */
export function entropyBound(bestFirst: readonly Alternative[]): number | null {
  const last = bestFirst.at(-1);
  if (!last) return null;
  let known = 0;
  let mass = 0;
  for (const { logprob } of bestFirst) {
    const p = Math.exp(logprob);
    mass += p;
    if (p > 0) known -= p * logprob;
  }
  const rest = Math.max(0, 1 - mass);
  const bound = Math.min(rest, Math.exp(last.logprob));
  return rest > 0 && bound > 0 ? known - rest * Math.log(bound) : known;
}
