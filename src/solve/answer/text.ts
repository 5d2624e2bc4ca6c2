import { diffArrays } from 'diff';

const byteOrderMark = '\uFEFF';

/** The text as models write it: without a byte order mark, lines ended by `\n` alone. */
export function plainText(text: string): string {
  const body = text.startsWith(byteOrderMark) ? text.slice(1) : text;
  return body.replaceAll('\r\n', '\n');
}

/** The lines of a plain text, its final line break not counted as an empty line. */
export function plainLines(plain: string): string[] {
  if (plain === '') return [];
  return (plain.endsWith('\n') ? plain.slice(0, -1) : plain).split('\n');
}

/** The inverse of `plainLines`: every line ended, the last one too. */
export function joinLines(lines: readonly string[]): string {
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

/**
 * Gives new content the clothes of the file it replaces: byte order mark, line ends and whether the
 * last line is ended. A new or empty file gets `\n` and an ended last line. Where line ends are
 * mixed, lines that stay keep theirs, and new ones get the more frequent kind.
 */
export function restyle(content: string, before: string | null): string {
  const lines = plainLines(plainText(content));
  if (before === null || before === '') return joinLines(lines);
  const mark = before.startsWith(byteOrderMark) ? byteOrderMark : '';
  const old = plainText(before);
  const plain = old.endsWith('\n') || old === '' ? joinLines(lines) : lines.join('\n');
  return mark + withLineEnds(plain, before);
}

function withLineEnds(plain: string, before: string): string {
  const ends = before.match(/\r?\n/g) ?? [];
  const windows = ends.filter((end) => end === '\r\n').length;
  if (windows === 0) return plain;
  if (windows === ends.length) return plain.replaceAll('\n', '\r\n');
  const usual = windows * 2 > ends.length ? '\r\n' : '\n';
  const lines = plain.split('\n');
  const kept = keptEnds(plainText(before).split('\n'), lines, ends);
  return lines
    .map((line, at) => (at + 1 < lines.length ? line + (kept.get(at) ?? usual) : line))
    .join('');
}

/**
 * The end of each line of `after` that came unchanged from `before`, by its index. Where all but
 * everything changed there is none: a diff costs the square of the lines edited.
 */
function keptEnds(before: string[], after: string[], ends: readonly string[]): Map<number, string> {
  const kept = new Map<number, string>();
  let from = 0;
  let to = 0;
  for (const part of diffArrays(before, after, { maxEditLength: 2000 }) ?? []) {
    if (!part.added && !part.removed) {
      for (let step = 0; step < part.value.length; step++) {
        const end = ends[from + step];
        if (end !== undefined) kept.set(to + step, end);
      }
    }
    if (!part.added) from += part.value.length;
    if (!part.removed) to += part.value.length;
  }
  return kept;
}
