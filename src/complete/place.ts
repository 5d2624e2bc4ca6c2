import { languageOf, type LanguageName } from '../base/syntax.ts';

/** Where a completion is asked for: a document as it stands, and the cursor in it. */
export interface Place {
  /** The file's path, as the caller names it; its extension tells the language. */
  readonly file: string;
  readonly text: string;
  /** Of the cursor, in UTF-16 code units. */
  readonly offset: number;
}

/** The cursor's line, cut at the cursor, without its line break. */
export interface CursorLine {
  readonly before: string;
  readonly after: string;
}

export function cursorLine({ text, offset }: Place): CursorLine {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset);
  const after = text.slice(offset, end < 0 ? text.length : end);
  return { before: text.slice(start, offset), after: after.replace(/\r$/, '') };
}

/** The white space that a line begins with. */
export function indentationOf(line: string): string {
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}

/** The last line above the cursor's that is not blank; '' where there is none. */
export function lineAbove({ text, offset }: Place): string {
  const lines = text.slice(Math.max(0, offset - farthest), offset).split('\n');
  lines.pop();
  return lines.findLast((line) => line.trim() !== '')?.trimEnd() ?? '';
}

/** The first line below the cursor's that is not blank; '' where there is none. */
export function lineBelow({ text, offset }: Place): string {
  const [, ...lines] = text.slice(offset, offset + farthest).split('\n');
  return lines.find((line) => line.trim() !== '')?.trimEnd() ?? '';
}

/** Code units around the cursor that are looked through for a line. */
const farthest = 4000;

/** How many lines a completion may have. `block`: to the end of the block that the cursor opens. */
export type Shape = 'line' | 'block';

/**
 * A block is wanted where the cursor stands on an empty line, right below a line that opens one, and
 * nothing is in it yet. Everywhere else the rest of the line is.
 */
export function shapeOf(place: Place): Shape {
  const { before, after } = cursorLine(place);
  if (before.trim() !== '' || after.trim() !== '') return 'line';
  const above = lineAbove(place);
  if (!opensBlock(above, languageOf(place.file))) return 'line';
  const opener = indentationOf(above).length;
  const below = lineBelow(place);
  return below !== '' && indentationOf(below).length > opener ? 'line' : 'block';
}

function opensBlock(line: string, language: LanguageName | null): boolean {
  return line.endsWith('{') || (language === 'python' && line.endsWith(':'));
}
