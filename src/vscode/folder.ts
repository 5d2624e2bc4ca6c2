import path from 'node:path';
import { l10n, type Uri, window, workspace, type WorkspaceFolder } from 'vscode';
import { onDisk, whyNone } from './which-folder.ts';

/** The folder to work on; undefined where there is none on disk, or the user names none. */
export async function chooseFolder(): Promise<WorkspaceFolder | undefined> {
  const all = workspace.workspaceFolders ?? [];
  const none = whyNone(all, l10n.t);
  if (none) void window.showInformationMessage(none.why);
  const folders = onDisk(all);
  if (folders.length <= 1) return folders[0];
  const items = folders.map((folder) => ({
    label: folder.name,
    description: folder.uri.fsPath,
    folder,
  }));
  const placeHolder = l10n.t('Which folder should Reckon work on?');
  return (await window.showQuickPick(items, { placeHolder }))?.folder;
}

/** The folder on disk that holds a file. */
export function folderOf(uri: Uri | undefined): WorkspaceFolder | undefined {
  const folder = uri?.scheme === 'file' ? workspace.getWorkspaceFolder(uri) : undefined;
  return folder && onDisk([folder])[0];
}

/** A file's path relative to its folder, with `/`, as the core has it. */
export function relativePath(folder: WorkspaceFolder, uri: Uri): string {
  return path.relative(folder.uri.fsPath, uri.fsPath).replaceAll('\\', '/');
}
