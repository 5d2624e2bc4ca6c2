import { applyPatch, formatPatch, OMIT_HEADERS, structuredPatch, type StructuredPatch } from 'diff';
import type { FileEdit, Patch } from '../../base/edit.ts';
import type { Failure } from '../../base/failure.ts';
import { type FileDiff, parseDiff, sides } from './diff.ts';
import { quotePath } from './quote.ts';

/**
 * A patch as git would write it; `git apply` takes it, and so does `readUnified`. '' for no edit.
 */
export function formatUnified(patch: Patch): string {
  return patch.map(formatEdit).join('');
}

function formatEdit({ path, before, after }: FileEdit): string {
  const [old, now] = [quotePath(`a/${path}`), quotePath(`b/${path}`)];
  const head = [`diff --git ${old} ${now}`];
  if (before === null) head.push('new file mode 100644');
  if (after === null) head.push('deleted file mode 100644');
  const hunks = hunksOf(before ?? '', after ?? '');
  if (hunks.hunks.length === 0) return `${head.join('\n')}\n`;
  // git ends a path that holds a space with a tab, so that readers do not take the rest for a date.
  const tab = path.includes(' ') ? '\t' : '';
  head.push(before === null ? '--- /dev/null' : `--- ${old}${tab}`);
  head.push(after === null ? '+++ /dev/null' : `+++ ${now}${tab}`);
  return `${head.join('\n')}\n${formatPatch(hunks, OMIT_HEADERS)}`;
}

/** A diff costs the square of the lines edited; past this many, all lines go and all come. */
const mostEdits = 2000;

function hunksOf(before: string, after: string): StructuredPatch {
  const bounded = { context: 3, maxEditLength: mostEdits };
  const small = structuredPatch('', '', before, after, '', '', bounded);
  if (small) return small;
  const removed = structuredPatch('', '', before, '', '', '', { context: 0 });
  const added = structuredPatch('', '', '', after, '', '', { context: 0 });
  const [from, to] = [removed.hunks[0], added.hunks[0]];
  const lines = [...(from?.lines ?? []), ...(to?.lines ?? [])];
  const counts = { oldLines: from?.oldLines ?? 0, newLines: to?.newLines ?? 0 };
  return { ...removed, hunks: [{ oldStart: 1, newStart: 1, ...counts, lines }] };
}

/** The patch that undoes `patch`. */
export function reversed(patch: Patch): Patch {
  return patch.map(({ path, before, after }) => ({ path, before: after, after: before }));
}

/**
 * Reads a unified diff that a tool wrote, against the files it changes. Hunks must fit to the
 * letter, if need be a few lines off; renames become a deletion and a new file. Codes:
 * `diff-mismatch`, `diff-binary`, `no-patch`.
 */
export function readUnified(
  text: string,
  files: ReadonlyMap<string, string>,
): { patch: Patch } | Failure {
  const parsed = parseDiff(text.split('\n'), 'git');
  if ('code' in parsed) return parsed;
  const after = new Map<string, string | null>();
  for (const change of parsed) {
    const { from = null, to = null } = change;
    const before = from === null ? '' : (after.get(from) ?? files.get(from));
    const now = before === undefined ? false : applyExactly(before, change);
    const leftOver = to === null && now !== '';
    if (now === false || leftOver) return mismatch(from ?? to ?? '');
    if (from !== null && from !== to) after.set(from, null);
    if (to !== null) after.set(to, now);
  }
  const patch = [...after]
    .map(([path, now]) => ({ path, before: files.get(path) ?? null, after: now }))
    .filter((edit) => edit.before !== edit.after)
    .sort((one, other) => (one.path < other.path ? -1 : 1));
  if (patch.length > 0) return { patch };
  return { code: 'no-patch', why: 'The diff changes no file.' };
}

function mismatch(path: string): Failure {
  const why = `The diff does not fit ${path} as it is now.`;
  return { code: 'diff-mismatch', why };
}

function applyExactly(before: string, change: FileDiff): string | false {
  const hunks = change.hunks.map((hunk) => {
    const { search, replace } = sides(hunk);
    const start = hunk.start ?? 1;
    const counts = { oldLines: search.length, newLines: replace.length };
    return { oldStart: start, newStart: start, ...counts, lines: [...hunk.lines] };
  });
  const header = { oldFileName: '', newFileName: '', oldHeader: '', newHeader: '' };
  return applyPatch(before, { ...header, hunks }, { autoConvertLineEndings: false });
}
