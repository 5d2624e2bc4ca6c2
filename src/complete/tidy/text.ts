import { controlAt } from '../control.ts';
import { onText } from './filter.ts';

/** Cuts at control characters, lone surrogates and special tokens that were written out as text. */
export const withoutControl = onText((text) => {
  const at = controlAt(text);
  return at < 0 ? text : text.slice(0, at);
});

/** The code of an answer that came as prose with a fenced block, as chat models give it. */
export const withoutFences = onText((text) => {
  const fenced = /(?:^|\n)```[\w+-]*\n([\s\S]*?)(?:\n```|$)/.exec(text);
  return fenced?.[1] ?? text;
});

/** Line breaks by line feed alone, while the filters run. */
export const plainBreaks = onText((text) => text.replaceAll('\r\n', '\n').replaceAll('\r', '\n'));

/** The file's own line breaks. */
export const fileBreaks = onText((text, { crlf }) => (crlf ? text.replaceAll('\n', '\r\n') : text));

/** Tabs where the file indents by tabs; lines below the first alone. */
export const fileIndentation = onText((text, { tabs }) =>
  tabs ? text.replace(/\n( {4})+/g, (run) => `\n${'\t'.repeat((run.length - 1) / 4)}`) : text,
);

/** No white space at the end; none at all where nothing else is left. */
export const withoutTrailingSpace = onText((text) => text.trimEnd());

/** A text that was cut in the middle of a word ends before that word, where it has another. */
export const wholeWords = onText((text, { whole }) => {
  if (whole || !/\w$/.test(text)) return text;
  const kept = text.replace(/\w+$/, '');
  return kept.trim() === '' ? text : kept;
});
