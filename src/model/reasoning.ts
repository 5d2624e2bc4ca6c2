import type { Channel, ModelEvent, TokenEvent, Usage } from './model.ts';

const names = ['think', 'thinking', 'thought', 'reasoning'];
const openings = names.map((name) => `<${name}>`);
const closings = names.map((name) => `</${name}>`);

export interface ReasoningOptions {
  /** The stream ends with finish `thinking` at the first thinking token past this many. */
  readonly maxThinkingTokens?: number;
  /** The model's template opens the reasoning itself: only the closing tag will come. */
  readonly startsThinking?: boolean;
  /** Tokens of the prompt, for the usage of a stream that the budget cuts short. */
  readonly promptTokens?: number;
}

/**
 * Moves what a model wrote between `<think>` and `</think>` (also thinking, thought, reasoning) from
 * the answer to the channel `thinking`, and drops the tags. Only blocks at the start of the answer
 * count, several one after another too: code that mentions a tag further down is left alone.
 * Tokens that come as thinking already pass untouched. The split does not depend on how the text is
 * cut into tokens; where a token is cut, its first piece keeps its numbers.
 *
 * A closing tag without an opening one stays in the answer, for the text before it has been
 * streamed by then: read such an answer with `answerText`, or state `startsThinking` beforehand.
 */
export async function* splitReasoning(
  events: AsyncIterable<ModelEvent>,
  options: ReasoningOptions = {},
): AsyncIterable<ModelEvent> {
  const budget = options.maxThinkingTokens ?? Infinity;
  const splitter = new Splitter(options.startsThinking ?? false);
  let tokens = 0;
  reading: for await (const event of events) {
    if (event.kind === 'done') {
      yield* splitter.end();
      const thinkingTokens = Math.max(event.usage.thinkingTokens, splitter.thinkingTokens);
      const usage = {
        ...event.usage,
        thinkingTokens: Math.min(thinkingTokens, event.usage.tokens),
      };
      yield { ...event, usage };
      return;
    }
    tokens++;
    for (const piece of splitter.push(event)) {
      if (splitter.thinkingTokens > budget && piece.channel === 'thinking') break reading;
      yield piece;
    }
  }
  // The loop was left, so that the work upstream has ended before this is said.
  const promptTokens = options.promptTokens ?? 0;
  const thinkingTokens = Math.min(splitter.thinkingTokens, tokens);
  const usage: Usage = { promptTokens, cachedTokens: 0, tokens, thinkingTokens, estimated: true };
  yield { kind: 'done', finish: 'thinking', usage };
}

/**
 * The answer of a whole stream. Where no reasoning was told apart, everything up to a closing tag
 * without an opening one was reasoning, and is dropped; a tag inside a fenced block or in quotes or
 * backticks is text.
 */
export function answerText(events: Iterable<ModelEvent>): string {
  let answer = '';
  let split = false;
  for (const event of events) {
    if (event.kind !== 'token') continue;
    if (event.channel === 'answer') answer += event.text;
    else split ||= event.text !== '';
  }
  const start = split ? 0 : loneClosing(answer);
  return start === 0 ? answer : answer.slice(start).trimStart();
}

/** Where the text after the first closing tag begins; 0 where there is none. */
function loneClosing(text: string): number {
  for (const match of text.matchAll(
    /(?<!["'`])<\/(?:think|thinking|thought|reasoning)>(?!["'`])/g,
  )) {
    const fences = text.slice(0, match.index).match(/^\s*```/gm) ?? [];
    if (fences.length % 2 === 0) return match.index + match[0].length;
  }
  return 0;
}

type Mode =
  | { readonly at: 'start' }
  | { readonly at: 'answer' }
  | { readonly at: 'thinking'; readonly until: readonly string[] };

/** The state machine of the split: text that may be a part of a tag is held back. */
class Splitter {
  readonly #held = new HeldTokens();
  #mode: Mode;
  thinkingTokens = 0;

  constructor(startsThinking: boolean) {
    this.#mode = startsThinking ? { at: 'thinking', until: closings } : { at: 'start' };
  }

  push(token: TokenEvent): TokenEvent[] {
    if (token.channel === 'thinking') {
      this.thinkingTokens++;
      return [...this.end(), token];
    }
    this.#held.push(token);
    const out: TokenEvent[] = [];
    for (let step = this.#step(); step; step = this.#step()) out.push(...step);
    return out;
  }

  /** What is held back, when no more text can make a tag of it. */
  end(): TokenEvent[] {
    const blank = this.#held.text.trim() === '';
    if (this.#mode.at === 'start' && !blank) this.#mode = { at: 'answer' };
    return this.#take(Infinity, this.#mode.at === 'thinking' ? 'thinking' : 'answer');
  }

  /** The next pieces that are certain; null where more text must come first. */
  #step(): TokenEvent[] | null {
    if (this.#held.empty) return null;
    const mode = this.#mode;
    if (mode.at === 'answer') return this.#take(Infinity, 'answer');
    return mode.at === 'start' ? this.#open() : this.#close(mode.until);
  }

  #open(): TokenEvent[] | null {
    const text = this.#held.text;
    const rest = text.trimStart();
    const tag = openings.find((opening) => rest.startsWith(opening));
    if (tag) {
      const blank = this.#take(text.length - rest.length, 'answer');
      this.#held.drop(tag.length);
      this.#mode = { at: 'thinking', until: [tag.replace('<', '</')] };
      return blank;
    }
    if (openings.some((opening) => opening.startsWith(rest))) return null;
    this.#mode = { at: 'answer' };
    return this.#take(Infinity, 'answer');
  }

  #close(until: readonly string[]): TokenEvent[] | null {
    const text = this.#held.text;
    const found = until
      .map((tag) => ({ tag, index: text.indexOf(tag) }))
      .filter(({ index }) => index >= 0)
      .sort((a, b) => a.index - b.index)[0];
    if (found) {
      const thought = this.#take(found.index, 'thinking');
      this.#held.drop(found.tag.length);
      this.#mode = { at: 'start' };
      return thought;
    }
    // A tag holds one '<', its first character: what follows the last one may become a tag.
    const last = text.lastIndexOf('<');
    const tail = last < 0 ? '' : text.slice(last);
    const held = tail !== '' && until.some((tag) => tag.startsWith(tail)) ? tail.length : 0;
    const certain = this.#take(text.length - held, 'thinking');
    return certain.length > 0 ? certain : null;
  }

  #take(length: number, channel: Channel): TokenEvent[] {
    const { pieces, tokens } = this.#held.take(length, channel);
    if (channel === 'thinking') this.thinkingTokens += tokens;
    return pieces;
  }
}

/** A queue of tokens that can be cut anywhere. */
class HeldTokens {
  #tokens: { token: TokenEvent; counted: boolean }[] = [];
  text = '';

  get empty(): boolean {
    return this.#tokens.length === 0;
  }

  push(token: TokenEvent): void {
    this.#tokens.push({ token, counted: false });
    this.text += token.text;
  }

  /** Takes a tag away: no token counts by its part of a tag alone. */
  drop(length: number): void {
    this.#cut(length, () => undefined);
  }

  /** The first `length` code units, and how many tokens they are of (a cut one counts once). */
  take(length: number, channel: Channel): { pieces: TokenEvent[]; tokens: number } {
    const pieces: TokenEvent[] = [];
    let tokens = 0;
    this.#cut(length, (piece, held) => {
      pieces.push({ ...piece, channel });
      if (!held.counted) tokens++;
      held.counted = true;
    });
    return { pieces, tokens };
  }

  #cut(length: number, visit: (piece: TokenEvent, held: { counted: boolean }) => void): void {
    let left = Math.min(length, this.text.length);
    this.text = this.text.slice(left);
    for (let held = this.#tokens[0]; held; held = this.#tokens[0]) {
      const { token } = held;
      if (token.text !== '' && left === 0) break;
      const text = token.text.slice(0, left);
      left -= text.length;
      visit({ ...token, text }, held);
      if (text.length === token.text.length) this.#tokens.shift();
      else held.token = { ...unscored, text: token.text.slice(text.length) };
    }
  }
}

/** What is left of a cut token: its numbers went with the first piece. */
const unscored = { kind: 'token', channel: 'answer' } as const;
