import { isDeepStrictEqual } from 'node:util';
import { l10n, Range, Uri, window, workspace, WorkspaceEdit } from 'vscode';
import type { FileEdit } from '../base/edit.ts';
import { type MergedFile, mergeFile, plainText, rangeEdits } from '../solve/apply/merge.ts';
import { linkOnTheWay, linksBelow } from '../solve/patch/links.ts';
import { pathFault } from '../solve/patch/paths.ts';
import { noticeText } from './notice.ts';
import type { Proposal, Sides, Viewer } from './proposal.ts';

/** What became of an apply. */
export type Applied = 'applied' | 'refused' | 'declined';

/** A file of a patch, and what is to become of it now. */
interface Planned {
  readonly edit: FileEdit;
  readonly uri: Uri;
  /** As the editor has it, unsaved changes included; null where there is no file. */
  readonly current: string | null;
  readonly merged: MergedFile;
}

/**
 * Changes the user's files as one edit that can be undone at once: what is as the run found it takes
 * the patch; what changed elsewhere is merged, shown, and asked about; where both changed one place,
 * nothing is applied and both versions are shown.
 */
export async function applyProposal(proposal: Proposal, viewer: Viewer): Promise<Applied> {
  if (!proposal.vouched && !(await applyAnyway())) return 'declined';
  for (;;) {
    const files = await planFiles(proposal);
    if (typeof files === 'string') return refuse(files);
    const overlapping = files.filter(({ merged }) => merged.kind === 'overlap');
    if (overlapping.length > 0) return await refuseOverlap(overlapping, viewer);
    if (!(await agreeToMerge(files, viewer))) return 'declined';
    // The user may have typed while looking.
    if (!isDeepStrictEqual(await planFiles(proposal), files)) continue;
    const done = await workspace.applyEdit(editOf(files), { isRefactoring: true });
    if (!done) return refuse(l10n.t('The editor did not take the change. No file was changed.'));
    await viewer.close();
    await reveal(files);
    return 'applied';
  }
}

/** A sentence where a path leads where a patch may not go. */
async function planFiles({ folder, patch }: Proposal): Promise<Planned[] | string> {
  const files: Planned[] = [];
  for (const edit of patch) {
    const fault = pathFault(edit.path);
    if (fault) return fault.why;
    const link = await linkOnTheWay(edit.path, linksBelow(folder.uri.fsPath));
    if (link !== null) return l10n.t('The patch goes through {0}, which is a link.', link);
    const uri = Uri.joinPath(folder.uri, edit.path);
    const current = await textOf(uri);
    files.push({ edit, uri, current, merged: mergeFile(edit, current) });
  }
  return files;
}

async function textOf(uri: Uri): Promise<string | null> {
  const there = await workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
  return there ? (await workspace.openTextDocument(uri)).getText() : null;
}

async function applyAnyway(): Promise<boolean> {
  const question = l10n.t('Apply a patch that nothing vouches for?');
  const detail = l10n.t('Read it first. The change can be undone.');
  const anyway = l10n.t('Apply Anyway');
  return (await window.showWarningMessage(question, { modal: true, detail }, anyway)) === anyway;
}

/** Shows what is merged and asks; true at once where nothing is. */
async function agreeToMerge(files: readonly Planned[], viewer: Viewer): Promise<boolean> {
  const merged = files.filter(({ merged: { kind } }) => kind === 'merged');
  if (merged.length === 0) return true;
  await viewer.showSides(
    files.flatMap(({ edit: { path }, uri, current, merged: now }): Sides[] =>
      now.kind === 'overlap'
        ? []
        : [{ path, left: current === null ? null : uri, right: now.text }],
    ),
    l10n.t('your version and the merge'),
  );
  const names = merged.map(({ edit }) => edit.path).join(', ');
  const question = l10n.t(
    '{0} changed since the run. The merge keeps both changes; no test has run on it.',
    names,
  );
  const go = l10n.t('Apply Merge');
  return (await window.showWarningMessage(noticeText(question), go)) === go;
}

async function refuseOverlap(files: readonly Planned[], viewer: Viewer): Promise<Applied> {
  await viewer.showSides(
    files.map(({ edit: { path, after }, uri, current }) => ({
      path,
      left: current === null ? null : uri,
      right: after,
    })),
    l10n.t('your version and the patch'),
  );
  const names = files.map(({ edit }) => edit.path).join(', ');
  return refuse(
    l10n.t(
      '{0} changed since the run in the lines that the patch changes. Nothing was applied: solve again from your version.',
      names,
    ),
  );
}

function refuse(why: string): Applied {
  void window.showWarningMessage(noticeText(why));
  return 'refused';
}

function editOf(files: readonly Planned[]): WorkspaceEdit {
  const edit = new WorkspaceEdit();
  for (const {
    edit: { after },
    uri,
    current,
    merged,
  } of files) {
    if (merged.kind === 'done' || merged.kind === 'overlap') continue;
    if (merged.text === null) edit.deleteFile(uri);
    else if (current === null) edit.createFile(uri, { contents: Buffer.from(after ?? '') });
    else {
      for (const { from, to, text } of rangeEdits(plainText(current), merged.text)) {
        edit.replace(uri, new Range(...from, ...to), text);
      }
    }
  }
  return edit;
}

/** Shows the first changed place. */
async function reveal(files: readonly Planned[]): Promise<void> {
  const file = files.find(({ merged }) => merged.kind !== 'overlap' && merged.text !== null);
  if (!file || file.merged.kind === 'overlap' || file.merged.text === null) return;
  const [first] = rangeEdits(plainText(file.current ?? ''), file.merged.text);
  const line = first ? first.from[0] : 0;
  await window.showTextDocument(file.uri, { selection: new Range(line, 0, line, 0) });
}
