import { z } from 'zod';
import type { Failure } from '../base/failure.ts';

/**
 * How a model is asked for the middle. `spm`: suffix token, suffix, prefix token, prefix, and the
 * middle goes right on. `psm`: prefix token, prefix, suffix token, suffix, middle token.
 */
export const fimSchema = z
  .object({
    order: z.enum(['spm', 'psm']),
    tokens: z.object({
      prefix: z.string().min(1),
      suffix: z.string().min(1),
      middle: z.string().min(1).exactOptional(),
      /** Ends the middle, besides the model's own end tokens. */
      end: z.string().min(1).exactOptional(),
    }),
  })
  .refine((fim) => fim.order === 'spm' || fim.tokens.middle !== undefined, {
    message: 'the order psm needs a middle token',
  })
  .readonly();
export type Fim = z.infer<typeof fimSchema>;

/** What may lie beside a GGUF as `NAME.json`: what the file itself cannot say. */
export const descriptorSchema = z
  .object({
    chat: z.boolean(),
    fim: fimSchema.exactOptional(),
    contextTokens: z.int().positive().exactOptional(),
    exits: z
      .array(
        z.object({
          /** Layers of the model that come before the exit. */
          layers: z.int().positive(),
          file: z.string().min(1),
          kind: z.enum(['model', 'layer']),
        }),
      )
      .default([]),
    licence: z.string().default('unknown'),
    source: z.string().default('unknown'),
  })
  .readonly();
export type Descriptor = z.infer<typeof descriptorSchema>;

/** What a GGUF says of itself, as the engine reads it. */
export const ggufFactsSchema = z
  .object({
    /** `general.name` and the like, for the table of families. */
    names: z.array(z.string()),
    /** The context the model was trained on, in tokens. */
    trainContextTokens: z.int().positive(),
    chatTemplate: z.boolean(),
    /** The chat template knows marks of reasoning. */
    reasoning: z.boolean(),
    fimTokens: z.object({
      prefix: z.string().nullable(),
      suffix: z.string().nullable(),
      middle: z.string().nullable(),
    }),
    /** Which of `familyTokens` are single tokens of the vocabulary. */
    vocabulary: z.array(z.string()),
  })
  .readonly();
export type GgufFacts = z.infer<typeof ggufFactsSchema>;

/** A model as it will be used: its descriptor, completed by its file and the known families. */
export interface ModelDescription {
  readonly chat: boolean;
  readonly fim: Fim | null;
  readonly contextTokens: number;
  readonly reasoning: boolean;
  readonly exits: Descriptor['exits'];
  readonly licence: string;
  readonly source: string;
}

/** Reads a descriptor's text; a Failure `bad-descriptor` names the first thing amiss. */
export function parseDescriptor(file: string, text: string): Descriptor | Failure {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { code: 'bad-descriptor', why: `${file} is not JSON: mend or remove it.` };
  }
  const parsed = descriptorSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue?.path.join('.') || 'its top';
  const what = issue?.message ?? 'unknown';
  return { code: 'bad-descriptor', why: `${file} is no model descriptor: ${where}: ${what}.` };
}

interface Family {
  readonly name: RegExp;
  readonly fim: Fim;
}

const psm = (prefix: string, suffix: string, middle: string): Fim => ({
  order: 'psm',
  tokens: { prefix, suffix, middle },
});

/** Families whose files may not say how they fill in. A name alone is not enough: the tokens must be there. */
const families: readonly Family[] = [
  {
    name: /qwen[\s._-]?(2\.5|3)[\s._-]?coder/i,
    fim: psm('<|fim_prefix|>', '<|fim_suffix|>', '<|fim_middle|>'),
  },
  { name: /starcoder[\s._-]?2/i, fim: psm('<fim_prefix>', '<fim_suffix>', '<fim_middle>') },
  { name: /code[\s._-]?llama/i, fim: psm('▁<PRE>', '▁<SUF>', '▁<MID>') },
  {
    name: /deepseek[\s._-]?coder/i,
    fim: psm('<｜fim▁begin｜>', '<｜fim▁hole｜>', '<｜fim▁end｜>'),
  },
  {
    name: /codestral/i,
    fim: { order: 'spm', tokens: { prefix: '[PREFIX]', suffix: '[SUFFIX]' } },
  },
];

const textsOf = ({ tokens }: Fim): string[] =>
  [tokens.prefix, tokens.suffix, tokens.middle, tokens.end].filter((text) => text !== undefined);

/** Every special text of the known families, for the engine to look up in a vocabulary. */
export const familyTokens: readonly string[] = [
  ...new Set(families.flatMap(({ fim }) => textsOf(fim))),
];

/**
 * The descriptor wins, also with `chat: false` over a chat template; then the file's metadata (a
 * suffix and a prefix token but no middle token means suffix first); then the table of families.
 */
export function describeModel(descriptor: Descriptor | null, facts: GgufFacts): ModelDescription {
  const train = facts.trainContextTokens;
  return {
    chat: descriptor?.chat ?? facts.chatTemplate,
    fim: descriptor?.fim ?? fimOfMetadata(facts) ?? fimOfFamily(facts),
    contextTokens: Math.min(descriptor?.contextTokens ?? train, train),
    reasoning: facts.reasoning,
    exits: descriptor?.exits ?? [],
    licence: descriptor?.licence ?? 'unknown',
    source: descriptor?.source ?? 'unknown',
  };
}

function fimOfMetadata({ fimTokens: { prefix, suffix, middle } }: GgufFacts): Fim | null {
  if (prefix === null || suffix === null) return null;
  if (middle === null) return { order: 'spm', tokens: { prefix, suffix } };
  return psm(prefix, suffix, middle);
}

function fimOfFamily({ names, vocabulary }: GgufFacts): Fim | null {
  const known = new Set(vocabulary);
  const family = families.find(
    ({ name, fim }) =>
      names.some((given) => name.test(given)) && textsOf(fim).every((text) => known.has(text)),
  );
  return family?.fim ?? null;
}
