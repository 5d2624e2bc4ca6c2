import type { ModelEvent, TokenEvent } from '../model.ts';
import { estimateTokens } from './meter.ts';

/**
 * Ends an answer before any of the texts of `stops`, for servers that refuse the parameter or take
 * only some. Tokens that may be the beginning of one are held back; thinking is not looked at.
 * `promptCharacters`: for the usage of a stream that is cut here.
 */
export async function* endBefore(
  events: AsyncIterable<ModelEvent>,
  stops: readonly string[],
  promptCharacters: number,
): AsyncIterable<ModelEvent> {
  let held: TokenEvent[] = [];
  let tokens = 0;
  let thinkingTokens = 0;
  for await (const event of events) {
    if (event.kind === 'done') {
      yield* held;
      yield event;
      return;
    }
    tokens++;
    if (event.channel === 'thinking') {
      thinkingTokens++;
      yield event;
      continue;
    }
    held.push(event);
    const text = held.map((token) => token.text).join('');
    const end = firstStop(text, stops);
    if (end !== null) {
      held = firstCharacters(held, end);
      break;
    }
    const certain = countCertain(held, text.length - longestStart(text, stops));
    yield* held.splice(0, certain);
  }
  yield* held;
  const promptTokens = estimateTokens(promptCharacters);
  const usage = { promptTokens, cachedTokens: 0, tokens, thinkingTokens, estimated: true };
  yield { kind: 'done', finish: 'stop', usage };
}

/** Where the stop begins that is complete first (the longest of those); null where none is. */
function firstStop(text: string, stops: readonly string[]): number | null {
  const found = stops
    .map((stop) => ({ start: text.indexOf(stop), length: stop.length }))
    .filter(({ start }) => start >= 0)
    .sort((a, b) => a.start + a.length - (b.start + b.length) || a.start - b.start);
  return found[0]?.start ?? null;
}

/** Length of the longest end of the text that begins one of the stops. */
function longestStart(text: string, stops: readonly string[]): number {
  let longest = 0;
  for (const stop of stops) {
    for (let length = stop.length - 1; length > longest; length--) {
      if (text.endsWith(stop.slice(0, length))) longest = length;
    }
  }
  return longest;
}

/** How many tokens end within the first `length` characters. */
function countCertain(tokens: readonly TokenEvent[], length: number): number {
  let end = 0;
  const beyond = tokens.findIndex((token) => (end += token.text.length) > length);
  return beyond < 0 ? tokens.length : beyond;
}

function firstCharacters(tokens: readonly TokenEvent[], length: number): TokenEvent[] {
  const out: TokenEvent[] = [];
  for (const token of tokens) {
    if (length === 0) break;
    const text = token.text.slice(0, length);
    out.push({ ...token, text });
    length -= text.length;
  }
  return out;
}
