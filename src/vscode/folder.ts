import path from 'node:path';
import { l10n, type Uri, window, workspace, type WorkspaceFolder } from 'vscode';

/** The folder to work on; undefined where there is none on disk, or the user names none. */
export async function chooseFolder(): Promise<WorkspaceFolder | undefined> {
  const folders = workspace.workspaceFolders?.filter(isOnDisk) ?? [];
  if (folders.length === 0) {
    void window.showInformationMessage(l10n.t('Open a folder: Reckon works with its tests.'));
  }
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
  return folder && isOnDisk(folder) ? folder : undefined;
}

function isOnDisk({ uri }: WorkspaceFolder): boolean {
  return uri.scheme === 'file';
}

/** A file's path relative to its folder, with `/`, as the core has it. */
export function relativePath(folder: WorkspaceFolder, uri: Uri): string {
  return path.relative(folder.uri.fsPath, uri.fsPath).replaceAll('\\', '/');
}
