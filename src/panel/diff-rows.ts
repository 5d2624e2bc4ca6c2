import { diffWordsWithSpace, structuredPatch } from 'diff';
import { clippedText, longestLine } from './clipped.ts';
import type { SampleRow } from '../trace/rows.ts';
import { t } from './text.ts';

type Edit = SampleRow['edits'][number];

/** A run of characters of a line; `changed`: it differs from the line that stood there. */
export interface Span {
  readonly text: string;
  readonly changed: boolean;
}

export interface DiffRow {
  readonly kind: 'place' | 'same' | 'removed' | 'added' | 'note';
  readonly spans: readonly Span[];
}

/** Milliseconds after which a file counts as too different to compare. */
const patience = 200;

/** A file's change as rows: the lines around it, what went, what came, and within them what differs. */
export function diffRows({ path, before, after }: Edit): DiffRow[] {
  const options = { context: 3, timeout: patience };
  const patch = structuredPatch(path, path, before ?? '', after ?? '', '', '', options);
  if (!patch) return [plain('note', t('Too different to compare.'))];
  return patch.hunks.flatMap(({ oldStart, newStart, lines }) => [
    plain('place', `@@ -${oldStart} +${newStart} @@`),
    ...hunkRows(lines),
  ]);
}

function plain(kind: DiffRow['kind'], text: string): DiffRow {
  return { kind, spans: [{ text: clippedText(text, longestLine), changed: false }] };
}

/** A block of removed lines and the added lines after it are compared pair by pair. */
function hunkRows(lines: readonly string[]): DiffRow[] {
  const rows: DiffRow[] = [];
  for (let at = 0; at < lines.length;) {
    const removed = linesFrom(lines, at, '-');
    const added = linesFrom(lines, at + removed.length, '+');
    if (removed.length + added.length === 0) {
      const line = lines[at++] ?? '';
      rows.push(plain(line.startsWith('\\') ? 'note' : 'same', line.slice(1)));
      continue;
    }
    rows.push(...pairedRows(removed, added));
    at += removed.length + added.length;
  }
  return rows;
}

function linesFrom(lines: readonly string[], start: number, sign: string): string[] {
  const rest = lines.slice(start);
  const end = rest.findIndex((line) => !line.startsWith(sign));
  return (end === -1 ? rest : rest.slice(0, end)).map((line) => line.slice(1));
}

function pairedRows(removed: readonly string[], added: readonly string[]): DiffRow[] {
  const pairs = removed.length === added.length;
  const of = (kind: 'removed' | 'added', own: readonly string[], other: readonly string[]) =>
    own.map((line, index) => {
      const against = other[index];
      const short = line.length < 500 && (against?.length ?? 500) < 500;
      return pairs && short && against !== undefined
        ? { kind, spans: spansOf(line, against) }
        : plain(kind, line);
    });
  return [...of('removed', removed, added), ...of('added', added, removed)];
}

function spansOf(line: string, against: string): Span[] {
  return diffWordsWithSpace(against, line)
    .filter(({ removed }) => !removed)
    .map(({ value, added }) => ({ text: clippedText(value, longestLine), changed: added }));
}

/** A change of one line, as a completion model makes it. */
export interface LineChange {
  readonly path: string;
  /** Null where lines are put in and none goes. */
  readonly before: string | null;
  /** The first line that came; an ellipsis stands for more. */
  readonly after: string;
}

/** What a patch puts in the place of at most one line; null where more goes, or none comes. */
export function lineChange(edits: SampleRow['edits']): LineChange | null {
  const [edit, ...others] = edits;
  if (!edit || others.length > 0) return null;
  const rows = diffRows(edit);
  const lines = (kind: DiffRow['kind']) => rows.filter((row) => row.kind === kind).map(textOf);
  const [before = null, ...more] = lines('removed');
  const [after, ...rest] = lines('added');
  if (more.length > 0 || after === undefined) return null;
  return { path: edit.path, before, after: rest.length > 0 ? `${after} …` : after };
}

function textOf({ spans }: DiffRow): string {
  return spans
    .map(({ text }) => text)
    .join('')
    .trim();
}
