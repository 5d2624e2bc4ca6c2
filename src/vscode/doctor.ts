import {
  type CancellationToken,
  commands,
  type Disposable,
  type ExtensionContext,
  l10n,
  ProgressLocation,
  window,
  workspace,
  type WorkspaceFolder,
} from 'vscode';
import { toFailure } from '../base/failure.ts';
import type { Check } from '../doctor/checks.ts';
import { signalOf } from './cancellation.ts';
import { doctorReport } from './doctor-report.ts';

/** `Reckon: Doctor`: what works here, and what to do about what does not, as a document. */
export function registerDoctor(context: ExtensionContext): Disposable {
  return commands.registerCommand('reckon.doctor', async () => {
    const folder = await chooseFolder();
    if (!folder) return;
    try {
      const checks = await examineWithProgress(folder, context);
      if (checks) await showReport(doctorReport(folder.uri.fsPath, checks, context));
    } catch (error) {
      void window.showErrorMessage(toFailure(error).why);
    }
  });
}

/** The folder to look at; undefined where there is none, or the user names none. */
async function chooseFolder(): Promise<WorkspaceFolder | undefined> {
  const folders = workspace.workspaceFolders?.filter(({ uri }) => uri.scheme === 'file') ?? [];
  if (folders.length === 0) {
    void window.showInformationMessage(l10n.t('Open a folder: Reckon looks at its tests.'));
  }
  if (folders.length <= 1) return folders[0];
  const items = folders.map((folder) => ({
    label: folder.name,
    description: folder.uri.fsPath,
    folder,
  }));
  const placeHolder = l10n.t('Which folder should Reckon look at?');
  return (await window.showQuickPick(items, { placeHolder }))?.folder;
}

/** The findings; undefined where the user cancelled. */
async function examineWithProgress(
  folder: WorkspaceFolder,
  context: ExtensionContext,
): Promise<Check[] | undefined> {
  const title = l10n.t('Reckon looks at what works here');
  return await window.withProgress(
    { location: ProgressLocation.Notification, title, cancellable: true },
    (_, token) => examineFolder(folder, context, token),
  );
}

async function examineFolder(
  folder: WorkspaceFolder,
  context: ExtensionContext,
  token: CancellationToken,
): Promise<Check[] | undefined> {
  const { signal, dispose } = signalOf(token);
  try {
    // Loaded at first use: activation stays free of the sandbox, the runners and the models.
    const { examine } = await import('../doctor/examine.ts');
    const means = {
      installRoot: context.extensionPath,
      storage: context.globalStorageUri.fsPath,
      env: process.env,
    };
    const subject = {
      workspace: folder.uri.fsPath,
      models: ['bundled'],
      test: testCommand(folder),
    };
    return await examine(subject, means, signal);
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  } finally {
    dispose();
  }
}

function testCommand(folder: WorkspaceFolder): string | undefined {
  const command = workspace.getConfiguration('reckon', folder.uri).get('test.command', '');
  return command.trim() || undefined;
}

async function showReport(content: string): Promise<void> {
  const document = await workspace.openTextDocument({ language: 'markdown', content });
  await window.showTextDocument(document, { preview: true });
}
