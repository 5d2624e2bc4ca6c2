import type { Edit } from '../../complete/follow.ts';

/** A change as the editor tells it: offsets count the document's own line breaks. */
export interface Change {
  readonly range: {
    readonly start: { readonly line: number };
    readonly end: { readonly line: number };
  };
  readonly rangeOffset: number;
  readonly rangeLength: number;
  readonly text: string;
}

/** A text as completing reads it: with line feeds alone, whatever the file has. */
export function withLineFeeds(text: string): string {
  return text.replaceAll('\r\n', '\n');
}

/** An offset in a document, among line feeds alone. `wide`: its line breaks are two characters. */
export function offsetAmongLineFeeds(offset: number, line: number, wide: boolean): number {
  return wide ? offset - line : offset;
}

/**
 * The changes of one event as edits that are made one after the other: the last in the document
 * first, so that none moves the place of another. `before`: characters that stand before the
 * document's own (cells above).
 */
export function editsOf(changes: readonly Change[], wide: boolean, before: number): Edit[] {
  return [...changes]
    .sort((a, b) => b.rangeOffset - a.rangeOffset)
    .map(({ range: { start, end }, rangeOffset, rangeLength, text }) => ({
      offset: before + offsetAmongLineFeeds(rangeOffset, start.line, wide),
      delete: wide ? rangeLength - (end.line - start.line) : rangeLength,
      insert: withLineFeeds(text),
    }));
}
