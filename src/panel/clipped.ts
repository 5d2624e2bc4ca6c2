import { printable } from '../trace/format.ts';

/** Longer lines are cut: an editor lays out no line of a megabyte, and nobody reads one. */
export const longestLine = 5_000;

/** Longer texts are cut. */
export const longestText = 50_000;

/** A model's text for people: control characters spelt out, the end of what is too long cut. */
export function clippedText(text: string, most: number): string {
  const cut = text.length > most ? `${text.slice(0, most)}…` : text;
  return printable(cut);
}

/** The same of several lines: each is cut, and so is the whole. */
export function clippedLines(text: string): string {
  const lines = text.slice(0, longestText).split('\n');
  const cut = lines.map((line) => clippedText(line, longestLine)).join('\n');
  return text.length > longestText ? `${cut}…` : cut;
}
