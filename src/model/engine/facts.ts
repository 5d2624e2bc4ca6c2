import path from 'node:path';
import type { ChatWrapper, LlamaModel } from 'node-llama-cpp';
import { familyTokens, type GgufFacts } from '../descriptor.ts';
import { specialToken } from './tokens.ts';

const thinking = /<(?:think|thinking|thought|reasoning)>/;
const thinkingAtEnd = new RegExp(`${thinking.source}\\s*$`);

/** What the loaded file says of itself; `wrapper` renders its chats. */
export function readFacts(model: LlamaModel, wrapper: ChatWrapper | null): GgufFacts {
  const { general, tokenizer } = model.fileInfo.metadata;
  const names = [general.name, general.basename, path.basename(model.filename ?? '')];
  const { infill } = model.tokens;
  return {
    names: names.filter((name): name is string => Boolean(name)),
    trainContextTokens: model.trainContextSize,
    chatTemplate: Boolean(tokenizer.chat_template),
    reasoning: readReasoning(tokenizer.chat_template ?? '', wrapper),
    fimTokens: {
      prefix: infill.prefixString,
      suffix: infill.suffixString,
      middle: infill.middleString,
    },
    vocabulary: familyTokens.filter((text) => specialToken(model, text) !== null),
  };
}

function readReasoning(template: string, wrapper: ChatWrapper | null): GgufFacts['reasoning'] {
  if (!wrapper || !thinking.test(template)) return 'none';
  const { contextText } = wrapper.generateContextState({
    chatHistory: [
      { type: 'user', text: 'Hello' },
      { type: 'model', response: [] },
    ],
  });
  return thinkingAtEnd.test(contextText.toString()) ? 'template-opens' : 'model-opens';
}
