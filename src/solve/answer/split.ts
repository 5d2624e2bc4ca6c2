/**
 * Where a piece of an answer stands: the words of its fence, and the prose before it, nearest last.
 */
export interface Place {
  /** What follows the opening fence, '' where there is none. */
  readonly info: string;
  readonly above: readonly string[];
}

/** A part of an answer that says something about files, in the order of the answer. */
export type Piece =
  | (Place & { readonly kind: 'block'; readonly lines: readonly string[] })
  | (Place & { readonly kind: 'search'; readonly lines: readonly string[] })
  | (Place & { readonly kind: 'diff'; readonly lines: readonly string[] });

const searchMark = /^<{5,9} ?SEARCH\b/;
const replaceMark = /^>{5,9} ?REPLACE\b/;
const fencePattern = /^(\s*)(`{3,}|~{3,})\s*([^`]*)$/;
const diffInfo = /^(?:diff|patch|udiff)\b/i;

/**
 * Cuts an answer (plain text) into fenced blocks, SEARCH/REPLACE blocks (their lines lie between
 * the marks, the divider among them) and unified diffs. Null where a fence or a block is not
 * closed: the model was cut off, and what is there must not be taken for the whole.
 */
export function splitAnswer(plain: string): Piece[] | null {
  return splitLines(plain.split('\n'), { info: '', above: [] });
}

function splitLines(lines: readonly string[], outer: Place): Piece[] | null {
  const pieces: Piece[] = [];
  let above = [...outer.above];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const place = { info: outer.info, above };
    let end: number;
    if (searchMark.test(line)) {
      end = endOfSearch(lines, at);
      if (end < 0) return null;
      pieces.push({ kind: 'search', lines: lines.slice(at + 1, end), ...place });
    } else if (fencePattern.test(line)) {
      const fence = readFence(lines, at);
      if (fence === 'stray') continue;
      const inner = fence && piecesOfFence(fence, above);
      if (!inner) return null;
      pieces.push(...inner);
      end = fence.end;
    } else if (startsDiff(lines, at)) {
      end = endOfDiff(lines, at);
      pieces.push({ kind: 'diff', lines: lines.slice(at, end + 1), ...place });
    } else {
      above.push(line);
      continue;
    }
    at = end;
    above = [];
  }
  return pieces;
}

interface Fence {
  readonly info: string;
  readonly body: readonly string[];
  /** Index of the closing line. */
  readonly end: number;
}

/**
 * The fence that opens at `at`. A fence with words inside it opens a nested one; fences between the
 * marks of a SEARCH/REPLACE block are its text. Null where it never closes, `stray` where nothing
 * follows (a closing fence too many at the very end).
 */
function readFence(lines: readonly string[], at: number): Fence | 'stray' | null {
  const [, indent = '', marks = '', words = ''] = fencePattern.exec(lines[at] ?? '') ?? [];
  const info = words.trim();
  // A context line of a diff may show a fence, one space in; elsewhere three are usual.
  const deepest = indent.length + (diffInfo.test(info) ? 0 : 3);
  let depth = 1;
  for (let end = at + 1; end < lines.length; end++) {
    const line = outdent(lines[end] ?? '', indent.length);
    if (searchMark.test(line)) {
      end = endOfSearch(lines, end);
      if (end < 0) return null;
      continue;
    }
    depth += fenceStep(lines[end] ?? '', marks, deepest);
    if (depth > 0) continue;
    const body = lines.slice(at + 1, end).map((text) => outdent(text, indent.length));
    return { info, body, end };
  }
  const empty = lines.slice(at + 1).every((line) => line.trim() === '');
  return empty && info === '' ? 'stray' : null;
}

/** 1 where a line opens a fence inside one of these marks, -1 where it closes one, else 0. */
function fenceStep(line: string, marks: string, deepest: number): number {
  const [, indent = '', own = '', info = ''] = fencePattern.exec(line) ?? [];
  if (!own.startsWith(marks) || indent.length > deepest) return 0;
  return info.trim() === '' ? -1 : 1;
}

function leading(line: string): number {
  return line.length - line.trimStart().length;
}

function outdent(line: string, columns: number): string {
  return line.slice(Math.min(columns, leading(line)));
}

function piecesOfFence(fence: Fence, above: string[]): Piece[] | null {
  const place = { info: fence.info, above };
  if (fence.body.some((line) => searchMark.test(line))) {
    const inner = splitLines(fence.body, place);
    return inner?.filter((piece) => piece.kind === 'search') ?? null;
  }
  const first = fence.body.findIndex((line) => line.trim() !== '');
  if (first < 0) return [];
  const isDiff =
    diffInfo.test(fence.info) || startsDiff(fence.body, first) || hunkStarts(fence.body[first]);
  return [{ kind: isDiff ? 'diff' : 'block', lines: fence.body, ...place }];
}

function endOfSearch(lines: readonly string[], at: number): number {
  for (let end = at + 1; end < lines.length; end++) {
    if (replaceMark.test((lines[end] ?? '').trimStart())) return end;
  }
  return -1;
}

function hunkStarts(line: string | undefined): boolean {
  return line !== undefined && /^@@( .*@@|\s*$)/.test(line);
}

function startsDiff(lines: readonly string[], at: number): boolean {
  const line = lines[at] ?? '';
  return (
    line.startsWith('diff --git ') ||
    (line.startsWith('--- ') &&
      (lines[at + 1] ?? '').startsWith('+++ ') &&
      hunkStarts(lines[at + 2]))
  );
}

const diffLine =
  /^(?:[ +\-\\]|@@|diff --git |index |(?:new|deleted|old) (?:file )?mode |rename |similarity |$)/;

/** The last line of an unfenced diff: prose ends it, and so do the empty lines before prose. */
function endOfDiff(lines: readonly string[], at: number): number {
  let end = at;
  while (end + 1 < lines.length && diffLine.test(lines[end + 1] ?? '')) end++;
  while (end > at && lines[end] === '') end--;
  return end;
}
