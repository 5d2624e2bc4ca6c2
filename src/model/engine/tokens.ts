import type { ChatHistoryItem, ChatWrapper, LlamaModel, Token } from 'node-llama-cpp';
import { FailureError } from '../../base/failure.ts';
import type { Segment } from '../infill.ts';
import type { Message } from '../model.ts';

/** SentencePiece puts a space before a text; inside a prompt there is none. */
const leadingSpace = (model: LlamaModel) =>
  (model.vocabularyType as string) === 'spm' ? ('trimLeadingSpace' as const) : undefined;

/** The token that a special text stands for; null where the vocabulary has no such token. */
export function specialToken(model: LlamaModel, text: string): Token | null {
  const [token, ...more] = model.tokenize(text, true, leadingSpace(model));
  return token !== undefined && more.length === 0 ? token : null;
}

/** The token of a special text that must be there; throws `bad-descriptor`. */
export function requireSpecial(model: LlamaModel, text: string): Token {
  const token = specialToken(model, text);
  if (token !== null) return token;
  throw new FailureError(
    'bad-descriptor',
    `The model has no token ${text}, which its descriptor names: mend the descriptor.`,
  );
}

/** Tokens of a text that goes on inside a prompt. */
export function tokensInside(model: LlamaModel, text: string): Token[] {
  return model.tokenize(text, false, leadingSpace(model));
}

/** How lines may end and the next ones begin, where a tokenizer joins both into one token. */
const lineBreaks = [
  '\n',
  '\r\n',
  '\n\n',
  '\n\t',
  ...[1, 2, 3, 4, 8].map((n) => `\n${' '.repeat(n)}`),
];

/** The tokens that end a line. */
export function lineEnds(model: LlamaModel): Set<number> {
  return new Set(lineBreaks.flatMap((text) => tokensInside(model, text).slice(0, 1)));
}

/** A prompt as the engine evaluates it, and what ends its answer besides the model's end tokens. */
export interface EncodedPrompt {
  readonly tokens: readonly Token[];
  readonly endTokens: ReadonlySet<number>;
  readonly endTexts: readonly string[];
}

/** Tokens of a laid-out prompt. Text never becomes a special token. */
export function encodeSegments(
  model: LlamaModel,
  segments: readonly Segment[],
  ends: readonly string[],
): EncodedPrompt {
  const tokens = segments.flatMap((segment, at) =>
    'special' in segment
      ? [requireSpecial(model, segment.special)]
      : model.tokenize(segment.text, false, at === 0 ? undefined : leadingSpace(model)),
  );
  const endTokens = new Set(ends.map((end) => requireSpecial(model, end)));
  return { tokens: withBos(model, tokens), endTokens, endTexts: [] };
}

/** Tokens of a chat; an assistant's last message is gone on with. */
export function encodeChat(
  model: LlamaModel,
  wrapper: ChatWrapper,
  messages: readonly Message[],
): EncodedPrompt {
  const chatHistory = messages.map(historyItem);
  if (messages.at(-1)?.role !== 'assistant') chatHistory.push({ type: 'model', response: [] });
  const { contextText, stopGenerationTriggers } = wrapper.generateContextState({ chatHistory });
  const tokens = contextText.tokenize(model.tokenizer);
  const endTokens = new Set<number>();
  const endTexts: string[] = [];
  for (const trigger of stopGenerationTriggers) {
    const [token, ...more] = trigger.tokenize(model.tokenizer);
    if (token !== undefined && more.length === 0) endTokens.add(token);
    else if (trigger.values.every((value) => typeof value === 'string')) {
      endTexts.push(trigger.toString());
    }
  }
  return { tokens: withBos(model, tokens), endTokens, endTexts };
}

function historyItem({ role, content }: Message): ChatHistoryItem {
  switch (role) {
    case 'assistant':
      return { type: 'model', response: [content] };
    case 'system':
      return { type: 'system', text: content };
    case 'user':
      return { type: 'user', text: content };
  }
}

function withBos(model: LlamaModel, tokens: Token[]): Token[] {
  const { bos, shouldPrependBosToken } = model.tokens;
  const missing = shouldPrependBosToken && bos !== null && tokens[0] !== bos;
  return missing ? [bos, ...tokens] : tokens;
}
