import { randomBytes } from 'node:crypto';
import { lstat } from 'node:fs/promises';
import path from 'node:path';
import type { FileEdit, Patch } from '../../base/edit.ts';
import type { Failure } from '../../base/failure.ts';
import { formatUnified, reversed } from '../answer/unified.ts';
import { linkOnTheWay, linksBelow } from '../patch/links.ts';
import { pathFault } from '../patch/paths.ts';
import { hashOf, readPlain } from './files.ts';
import { type Journal, type JournalFile, thisOwner } from './journal.ts';

/** The name of the patch that undoes an apply, beside the run's trace. */
export const undoName = 'reckon-undo.patch';

/** An apply, looked at and not begun. */
export interface Plan {
  readonly journal: Journal;
  readonly undoText: string;
}

/**
 * Compares every file of a patch with the workspace and says what an apply would do. Codes: those
 * of `pathFault`, `path-link`, `tree-changed` (a file is not as the snapshot has it), `not-utf-8`
 * (its bytes would not survive).
 */
export async function planApply(
  workspace: string,
  patch: Patch,
  traceDir: string,
): Promise<Plan | Failure> {
  const id = randomBytes(6).toString('hex');
  const files: JournalFile[] = [];
  const folders = new Set<string>();
  for (const [at, edit] of patch.entries()) {
    const file = await planFile(workspace, edit, `.reckon-${id}-${at}.tmp`);
    if ('code' in file) return file;
    files.push(file);
    if (edit.after === null) continue;
    for (const folder of await missingFolders(workspace, edit.path)) folders.add(folder);
  }
  const undoText = formatUnified(reversed(patch));
  const undoFile = path.join(traceDir, undoName);
  const undo = { file: undoFile, temp: `${undoFile}.${id}.tmp`, hash: hashOf(undoText) };
  const journal = {
    v: 1 as const,
    owner: thisOwner(),
    workspace,
    folders: [...folders],
    files,
    undo,
  };
  return { journal, undoText };
}

async function planFile(
  workspace: string,
  edit: FileEdit,
  temp: string,
): Promise<JournalFile | Failure> {
  const fault = pathFault(edit.path);
  if (fault) return fault;
  const link = await linkOnTheWay(edit.path, linksBelow(workspace));
  if (link !== null) {
    return { code: 'path-link', why: `The patch goes through ${link}, which is a link.` };
  }
  const found = await readPlain(path.join(workspace, edit.path));
  const content = found && found !== 'other' ? found.content : null;
  const beforeHash = hashOf(edit.before);
  if (found === 'other' || hashOf(content) !== beforeHash) {
    if (content?.toString('utf8') === edit.before) {
      return { code: 'not-utf-8', why: `${edit.path} is not UTF-8, so it cannot be written back.` };
    }
    return treeChanged(edit.path);
  }
  return {
    path: edit.path,
    temp: path.posix.join(path.posix.dirname(edit.path), temp),
    before: edit.before,
    like: found && { mode: found.mode, uid: found.uid, gid: found.gid },
    beforeHash,
    afterHash: hashOf(edit.after),
  };
}

/** The failure of an apply that meets a file which is not as the snapshot has it. */
export function treeChanged(file: string): Failure {
  const why = `${file} was changed since the run began, so the patch was not applied. Solve again.`;
  return { code: 'tree-changed', why };
}

/** The folders above a file that are not there yet, outer ones first. */
async function missingFolders(workspace: string, file: string): Promise<string[]> {
  const missing: string[] = [];
  for (let at = file.indexOf('/'); at >= 0; at = file.indexOf('/', at + 1)) {
    const folder = file.slice(0, at);
    const found = await lstat(path.join(workspace, folder)).catch(() => null);
    if (!found) missing.push(folder);
  }
  return missing;
}
