import { commands, type ExtensionContext, Selection, Uri, window, workspace } from 'vscode';

/** A function whose next line is plain: any model that completes can write it. */
const beginning = `"""Try it: a suggestion comes as you type. Tab accepts it."""


def add(a, b):
    return a + b


def multiply(a, b):
    `;

/** Opens a new file in which a suggestion is due, and asks for it. */
export async function trySuggestion(): Promise<void> {
  const document = await workspace.openTextDocument({ language: 'python', content: beginning });
  const editor = await window.showTextDocument(document, { preview: false });
  const end = document.positionAt(beginning.length);
  editor.selection = new Selection(end, end);
  await commands.executeCommand('editor.action.inlineSuggest.trigger');
}

/** Opens a folder with a failing test that the bundled model can solve, made anew at each call. */
export async function openExample({
  extensionUri,
  globalStorageUri,
}: Pick<ExtensionContext, 'extensionUri' | 'globalStorageUri'>): Promise<void> {
  const folder = Uri.joinPath(globalStorageUri, 'reckon-example');
  const shipped = Uri.joinPath(extensionUri, 'media', 'walkthrough', 'example');
  await workspace.fs.copy(shipped, folder, { overwrite: true });
  // A window that shows nothing yet is not worth a second one.
  const forceNewWindow = workspace.workspaceFolders !== undefined;
  await commands.executeCommand('vscode.openFolder', folder, { forceNewWindow });
}
