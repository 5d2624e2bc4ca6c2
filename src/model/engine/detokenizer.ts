/** The text of tokens, as it continues the tokens `after` which they come. */
export type TextOf = (tokens: readonly number[], after: readonly number[]) => string;

const replacement = '\ufffd';
/** The most bytes of one UTF-8 character, hence the most tokens it can be split into. */
const longestCharacter = 4;
/** Tokens before the current one by which a tokenizer decides on a leading space. */
const lookBack = 3;

/**
 * Gives each token's text as it is generated. A character split into several tokens comes whole
 * with the last of them; the tokens before it have no text.
 */
export class Detokenizer {
  readonly #textOf: TextOf;
  #before: readonly number[];
  #pending: number[] = [];

  /** `prompt`: the tokens that the first one will follow. */
  constructor(textOf: TextOf, prompt: readonly number[]) {
    this.#textOf = textOf;
    this.#before = prompt.slice(-lookBack);
  }

  push(token: number): string {
    this.#pending.push(token);
    const text = this.#textOf(this.#pending, this.#before);
    // Past the length of any character it is no split one: the model did write something broken.
    if (text.endsWith(replacement) && this.#pending.length < longestCharacter) return '';
    this.#before = [...this.#before, ...this.#pending].slice(-lookBack);
    this.#pending = [];
    return text;
  }
}
