import { splitSteps } from './words.ts';

/** One argument of a runner: an option with its value, or a word that stands for itself. */
export interface Argument {
  /** As written: one word, or an option and its values in the words after it. */
  readonly raw: readonly string[];
  /** The option's name (`--grep`); null where it is none. */
  readonly option: string | null;
  /** The option's first value, after `=` or in the next word, or the word itself; quotes taken away. */
  readonly value: string | null;
}

/**
 * Reads arguments, words as written. `valuesOf`: how many of the words that follow an option, none
 * of them an option, are its values.
 */
export function readOptions(
  args: readonly string[],
  valuesOf: (option: string, following: readonly string[]) => number,
): Argument[] {
  const words = args.map((raw) => ({ raw, text: splitSteps(raw)?.[0]?.[0]?.text ?? raw }));
  const read: Argument[] = [];
  for (let at = 0; at < words.length;) {
    const { raw, text } = words[at++] ?? { raw: '', text: '' };
    const [, option, joined] = /^(-[^=]+)(?:=([^]*))?$/.exec(text) ?? [];
    if (option === undefined || joined !== undefined) {
      read.push({ raw: [raw], option: option ?? null, value: joined ?? text });
      continue;
    }
    const end = words.findIndex((word, index) => index >= at && word.text.startsWith('-'));
    const following = words.slice(at, end < 0 ? undefined : end);
    const values = following.slice(
      0,
      valuesOf(
        option,
        following.map((word) => word.text),
      ),
    );
    at += values.length;
    const value = values[0]?.text ?? null;
    read.push({ raw: [raw, ...values.map((word) => word.raw)], option, value });
  }
  return read;
}

/** The words of arguments, as they were written. */
export function rawWords(args: readonly Argument[]): string[] {
  return args.flatMap((each) => each.raw);
}
