import { diffArrays } from 'diff';
import type { FileEdit, Patch } from '../../base/edit.ts';

/** Lines next to one another that an edit changes, without any line of context. */
export interface Hunk {
  readonly path: string;
  /** The first changed line of the text after the edit, from 0; where lines only go, the next one. */
  readonly start: number;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** A diff costs the square of the lines edited; past this many, all lines go and all come. */
const mostEdits = 2000;

/** The hunks of an edit in the order of its lines. A file that comes or goes is one hunk. */
export function hunksOf({ path, before, after }: FileEdit): Hunk[] {
  const [from, to] = [linesOf(before), linesOf(after)];
  const changes =
    before === null || after === null
      ? undefined
      : diffArrays(from, to, { maxEditLength: mostEdits });
  if (!changes) return [{ path, start: 0, before: from, after: to }];
  const hunks: Hunk[] = [];
  let line = 0;
  let open: { start: number; before: string[]; after: string[] } | null = null;
  for (const { added, removed, value } of changes) {
    if (added || removed) {
      open ??= { start: line, before: [], after: [] };
      open[added ? 'after' : 'before'].push(...value);
    } else if (open) {
      hunks.push({ path, ...open });
      open = null;
    }
    if (!removed) line += value.length;
  }
  return open ? [...hunks, { path, ...open }] : hunks;
}

function linesOf(text: string | null): string[] {
  return text === null ? [] : text.split('\n');
}

/** The patch without one of its hunks. */
export function withoutHunk(patch: Patch, hunk: Hunk): Patch {
  return patch.flatMap((edit) => {
    if (edit.path !== hunk.path) return [edit];
    if (edit.before === null || edit.after === null) return [];
    const lines = edit.after.split('\n');
    lines.splice(hunk.start, hunk.after.length, ...hunk.before);
    const after = lines.join('\n');
    return after === edit.before ? [] : [{ ...edit, after }];
  });
}

/** Numbers, from 0, of the lines that an edit changes or adds, blank ones too. */
export function changedLines(edit: FileEdit): number[] {
  if (edit.after === null) return [];
  return hunksOf(edit).flatMap(({ start, after }) => after.map((_, index) => start + index));
}

/** How the text of one file becomes another in the patch. */
export function withText(patch: Patch, path: string, after: string): Patch {
  return patch.map((edit) => (edit.path === path ? { ...edit, after } : edit));
}

/** Lines `12`, `12 and 14` or `12 to 15` of a file, as a person counts them, from 1. */
export function lineNames(lines: readonly number[]): string {
  const [first, last] = [lines[0], lines.at(-1)];
  if (first === undefined || last === undefined) return 'no line';
  if (lines.length === 1) return `line ${first + 1}`;
  const whole = last - first + 1 === lines.length;
  if (whole) return `lines ${first + 1} to ${last + 1}`;
  return `lines ${lines.map((line) => line + 1).join(', ')}`;
}
