import path from 'node:path';
import type { LlamaModel } from 'node-llama-cpp';
import { familyTokens, type GgufFacts } from '../descriptor.ts';
import { specialToken } from './tokens.ts';

/** Marks of reasoning, as a chat template has them. */
const thinking = /<(?:think|thinking|thought|reasoning)>/;

/** What the loaded file says of itself. */
export function readFacts(model: LlamaModel): GgufFacts {
  const { general, tokenizer } = model.fileInfo.metadata;
  const names = [general.name, general.basename, path.basename(model.filename ?? '')];
  const { infill } = model.tokens;
  return {
    names: names.filter((name): name is string => Boolean(name)),
    trainContextTokens: model.trainContextSize,
    chatTemplate: Boolean(tokenizer.chat_template),
    reasoning: thinking.test(tokenizer.chat_template ?? ''),
    fimTokens: {
      prefix: infill.prefixString,
      suffix: infill.suffixString,
      middle: infill.middleString,
    },
    vocabulary: familyTokens.filter((text) => specialToken(model, text) !== null),
  };
}
