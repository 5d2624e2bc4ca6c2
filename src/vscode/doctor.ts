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
import { openEditor } from './editor-model.ts';
import { chooseFolder } from './folder.ts';
import { readSettings } from './settings.ts';

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
      openEditor,
    };
    const { model, test } = readSettings(folder);
    const subject = { workspace: folder.uri.fsPath, models: [model], test: test ?? undefined };
    return await examine(subject, means, signal);
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  } finally {
    dispose();
  }
}

async function showReport(content: string): Promise<void> {
  const document = await workspace.openTextDocument({ language: 'markdown', content });
  await window.showTextDocument(document, { preview: true });
}
