import type { Failure } from '../../base/failure.ts';
import { applyHunks, type FileDiff, sides } from './diff.ts';
import type { Draft } from './draft.ts';
import { type Files, resolvePath } from './paths.ts';
import { joinLines } from './text.ts';

/**
 * Applies one file's part of a model's diff to the draft. `fallback` is the file that is meant
 * where the header names none that is known. Says which file it was.
 */
export function applyFileDiff(
  change: FileDiff,
  draft: Draft,
  files: Files,
  fallback: string | undefined,
): { path: string } | Failure {
  const from = located(change.from, files);
  const to = located(change.to, files);
  if (to === null && from) return removed(from, draft);
  const target = [from, to].find((path) => path && draft.read(path) !== null) ?? undefined;
  const isNew = change.hunks.every((hunk) => sides(hunk).search.length === 0);
  const path = target ?? (to && (from === null || isNew) ? to : fallback);
  if (path === undefined) {
    return { code: 'no-path', why: 'The diff does not say which file it changes.' };
  }
  const before = draft.read(path);
  if (before === null || (from === null && isNew)) {
    if (!isNew)
      return { code: 'diff-mismatch', why: `The diff changes ${path}, which is not there.` };
    draft.write(path, joinLines(change.hunks.flatMap((hunk) => sides(hunk).replace)));
    return { path };
  }
  const applied = applyHunks(before, change.hunks, path);
  if ('code' in applied) return applied;
  const renamed = path === from && to && !files.has(to) && to !== from;
  if (renamed) draft.write(path, null);
  draft.write(renamed ? to : path, applied.text);
  return { path: renamed ? to : path };
}

function removed(path: string, draft: Draft): { path: string } | Failure {
  if (draft.read(path) === null) {
    return { code: 'diff-mismatch', why: `The diff deletes ${path}, which is not there.` };
  }
  draft.write(path, null);
  return { path };
}

/** The known file that a header means, also under a prefix like `a/` that was not taken off. */
function located(path: string | null | undefined, files: Files): string | null | undefined {
  if (path === null || path === undefined) return path;
  const whole = resolvePath(path, files);
  const bare = resolvePath(path.replace(/^[abciow]\//, ''), files);
  return !files.has(whole) && files.has(bare) ? bare : whole;
}
