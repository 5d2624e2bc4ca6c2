import { z } from 'zod';
import { descriptorSchema, ggufFactsSchema } from '../descriptor.ts';

/*
 * What the engine process and its owner say to each other. Both ends parse what they receive. A
 * request names its model in full, so that a restarted engine needs no history.
 */

const id = z.int().nonnegative();
const failure = z.object({ code: z.string(), why: z.string() });

const modelSpec = z.object({
  /** Absolute path of the GGUF. */
  file: z.string(),
  descriptor: descriptorSchema.nullable(),
  /** Generations that can run at once, each with a cache of its own. */
  sequences: z.int().positive(),
  /** Most tokens of prompt and answer together, for each sequence. */
  contextTokens: z.int().positive().nullable(),
});
export type ModelSpec = z.infer<typeof modelSpec>;

/** The same for specs that share a model in memory. */
export function modelKey({ file, sequences, contextTokens }: ModelSpec): string {
  return JSON.stringify([file, sequences, contextTokens]);
}

const segment = z.union([z.object({ special: z.string() }), z.object({ text: z.string() })]);

const enginePrompt = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('segments'),
    segments: z.array(segment),
    /** Special texts that end the answer, besides the model's own end tokens. */
    ends: z.array(z.string()),
  }),
  z.object({
    kind: z.literal('chat'),
    messages: z.array(
      z.object({ role: z.enum(['system', 'user', 'assistant']), content: z.string() }),
    ),
  }),
]);
export type EnginePrompt = z.infer<typeof enginePrompt>;

const engineOptions = z.object({
  maxTokens: z.int().nonnegative(),
  temperature: z.number().nonnegative(),
  topP: z.number().positive().max(1),
  seed: z.number(),
  stop: z.array(z.string()),
  alternatives: z.int().nonnegative(),
  priority: z.enum(['complete', 'solve', 'idle']),
  /** After each token, waits for `more` before anything else is evaluated. */
  lockstep: z.boolean(),
});
export type EngineOptions = z.infer<typeof engineOptions>;

/** How far a text is followed: to its end, or to where it leaves the first of all texts. */
const reach = z.enum(['whole', 'fork']);
export type Reach = z.infer<typeof reach>;

const request = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('describe'), id, model: modelSpec }),
  z.object({ kind: z.literal('count'), id, model: modelSpec, text: z.string() }),
  z.object({
    kind: z.literal('generate'),
    id,
    model: modelSpec,
    prompt: enginePrompt,
    options: engineOptions,
  }),
  /** How probable are these texts as answers? */
  z.object({
    kind: z.literal('score'),
    reach,
    id,
    model: modelSpec,
    prompt: enginePrompt,
    texts: z.array(z.string()),
  }),
  z.object({ kind: z.literal('unload'), id, model: modelSpec }),
  /** The token given last was taken: the next one is wanted. */
  z.object({ kind: z.literal('more'), id }),
  /** Ends the request of this id; it answers all the same. */
  z.object({ kind: z.literal('cancel'), id }),
]);
export type EngineRequest = z.infer<typeof request>;

const token = z.object({
  text: z.string(),
  logprob: z.number(),
  alternatives: z.array(z.object({ text: z.string(), logprob: z.number() })).exactOptional(),
  entropy: z.number().exactOptional(),
});
export type EngineToken = z.infer<typeof token>;

const done = z.object({
  finish: z.enum(['stop', 'length', 'cancelled', 'error']),
  promptTokens: z.int(),
  cachedTokens: z.int(),
  tokens: z.int(),
  /** Positions evaluated, of prompt and answer. */
  evaluated: z.int(),
  /** Of the token that ended the answer, where one did. */
  endLogprob: z.number().exactOptional(),
  failure: failure.exactOptional(),
});
export type EngineDone = z.infer<typeof done>;

/** What the engine loaded: the file's facts, and what fits into its context. */
const loaded = z.object({
  facts: ggufFactsSchema,
  sequences: z.int().positive(),
  contextTokens: z.int().positive(),
});
export type Loaded = z.infer<typeof loaded>;

const reply = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('described'), id, loaded }),
  z.object({ kind: z.literal('counted'), id, tokens: z.int() }),
  z.object({ kind: z.literal('scored'), id, logprobs: z.array(z.number()) }),
  z.object({ kind: z.literal('unloaded'), id }),
  z.object({ kind: z.literal('failed'), id, failure }),
  z.object({ kind: z.literal('token'), id, token }),
  z.object({ kind: z.literal('done'), id, done }),
]);
export type EngineReply = z.infer<typeof reply>;

export const parseRequest = (raw: unknown): EngineRequest => request.parse(raw);
export const parseReply = (raw: unknown): EngineReply => reply.parse(raw);
