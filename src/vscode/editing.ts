import {
  TabInputText,
  TabInputTextDiff,
  type Uri,
  window,
  workspace,
  type WorkspaceFolder,
} from 'vscode';
import { folderOf, relativePath } from './folder.ts';

/** Texts that the user has not saved, by path relative to the folder. */
export function unsavedTexts(folder: WorkspaceFolder): Map<string, string> {
  const unsaved = workspace.textDocuments.filter(
    ({ isDirty, uri }) => isDirty && folderOf(uri) === folder,
  );
  return new Map(
    unsaved.map((document) => [relativePath(folder, document.uri), document.getText()]),
  );
}

/** Files that are open, the active one first, then the other visible ones, relative to the folder. */
export function openFiles(folder: WorkspaceFolder): string[] {
  const active = window.activeTextEditor?.document.uri;
  const visible = window.visibleTextEditors.map(({ document }) => document.uri);
  const tabs = window.tabGroups.all.flatMap(({ tabs: inGroup }) => inGroup).flatMap(fileOfTab);
  const own = [...(active ? [active] : []), ...visible, ...tabs].filter(
    (uri) => folderOf(uri) === folder,
  );
  return [...new Set(own.map((uri) => relativePath(folder, uri)))];
}

function fileOfTab({ input }: { readonly input: unknown }): Uri[] {
  if (input instanceof TabInputText) return [input.uri];
  return input instanceof TabInputTextDiff ? [input.modified] : [];
}
