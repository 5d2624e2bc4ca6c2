import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import {
  type CancellationToken,
  commands,
  Disposable,
  env,
  type ExtensionContext,
  l10n,
  ProgressLocation,
  Uri,
  version,
  ViewColumn,
  type WebviewPanel,
  window,
  workspace,
  type WorkspaceFolder,
} from 'vscode';
import { toFailure } from '../base/failure.ts';
import type { Check } from '../doctor/checks.ts';
import { signalOf } from './cancellation.ts';
import { modelOf } from './complete/desk.ts';
import { mayBeSent } from './consent.ts';
import { fixCommands, fixesOf, installCommand, ownCommands } from './doctor-fixes.ts';
import { doctorPage } from './doctor-report.ts';
import { chooseFolder } from './folder.ts';
import { noticeText } from './notice.ts';
import { readSettings } from './settings.ts';
import type { Shell } from './solve-run.ts';

/** `Reckon: Doctor`: what works here, and what to do about what does not, with links that do it. */
export function registerDoctor(shell: Shell): Disposable {
  const report = new Report(shell.context);
  return Disposable.from(
    report,
    commands.registerCommand('reckon.doctor', async () => {
      const folder = await chooseFolder();
      if (!folder) return;
      try {
        const checks = await examineWithProgress(folder, shell);
        if (checks) report.show(folder.uri.fsPath, checks);
      } catch (error) {
        void window.showErrorMessage(noticeText(toFailure(error).why));
      }
    }),
    commands.registerCommand(ownCommands.install, typeInstall),
    // The link names the model: what completes may be on another server than what solves.
    commands.registerCommand(ownCommands.key, async (model: unknown) => {
      if (typeof model !== 'string' || !(await shell.keys.enter(model))) return;
      await commands.executeCommand('reckon.doctor');
    }),
  );
}

/** The findings; undefined where the user cancelled. */
async function examineWithProgress(
  folder: WorkspaceFolder,
  shell: Shell,
): Promise<Check[] | undefined> {
  const title = l10n.t('Reckon looks at what works here');
  return await window.withProgress(
    { location: ProgressLocation.Notification, title, cancellable: true },
    (_, token) => examineFolder(folder, shell, token),
  );
}

async function examineFolder(
  folder: WorkspaceFolder,
  { context, keys }: Shell,
  token: CancellationToken,
): Promise<Check[] | undefined> {
  const { signal, dispose } = signalOf(token);
  try {
    // Loaded at first use: activation stays free of the sandbox, the runners and the models.
    const [{ examine }, { checkModel }, { openEditor }] = await Promise.all([
      import('../doctor/examine.ts'),
      import('../doctor/checks.ts'),
      import('./editor-model.ts'),
    ]);
    const { model, test, testCwd } = readSettings(folder);
    // Each model has an environment of its own: a server's key goes to no other.
    const meansOf = async (name: string) => ({
      installRoot: context.extensionPath,
      storage: context.globalStorageUri.fsPath,
      env: await keys.environmentFor(name),
      openEditor,
    });
    const tests = { workspace: folder.uri.fsPath, test: test ?? undefined, testCwd };
    const checks = await examine({ ...tests, models: [] }, await meansOf(model), signal);
    const completing = modelOf(workspace.getConfiguration('reckon', folder.uri));
    for (const name of new Set([model, completing])) {
      // Nor does a key go to a server that the workspace's settings name and the user never allowed.
      if (await mayBeSent(name, context))
        checks.push(...(await checkModel(name, await meansOf(name), signal)));
      else checks.push(notAllowed(name));
    }
    return checks;
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  } finally {
    dispose();
  }
}

function notAllowed(model: string): Check {
  const why = l10n.t('{0}: not asked, since nothing may be sent to it from this workspace.', model);
  return { name: 'model', state: 'weak', code: 'not-allowed', why, model };
}

/** The report as a tab, one for all calls. */
class Report implements Disposable {
  readonly #context: ExtensionContext;
  #tab: WebviewPanel | undefined;

  constructor(context: ExtensionContext) {
    this.#context = context;
  }

  show(folder: string, checks: readonly Check[]): void {
    const install = installCommand(isOnPath);
    const findings = checks.map((check) => ({
      ...check,
      fixes: fixesOf(check, install, l10n.t),
    }));
    const tab = (this.#tab ??= this.#open());
    const { webview } = tab;
    const style = webview.asWebviewUri(Uri.joinPath(this.#media, 'doctor.css')).toString();
    const place = { source: webview.cspSource, style, language: env.language };
    const parts = { folder, findings, versions: versions(this.#context), ...place };
    webview.html = doctorPage(parts, l10n.t);
    tab.reveal();
  }

  dispose(): void {
    this.#tab?.dispose();
  }

  get #media(): Uri {
    return Uri.joinPath(this.#context.extensionUri, 'media');
  }

  #open(): WebviewPanel {
    const options = { localResourceRoots: [this.#media], enableCommandUris: fixCommands };
    const title = l10n.t('Reckon: Doctor');
    const tab = window.createWebviewPanel('reckon.doctor', title, ViewColumn.Active, options);
    tab.onDidDispose(() => {
      this.#tab = undefined;
    });
    return tab;
  }
}

function versions({ extension }: ExtensionContext): string {
  const { version: own = '' } = extension.packageJSON as { version?: string };
  const system = `${process.platform} ${process.arch}, Node ${process.versions.node}`;
  return `Reckon ${own}, VS Code ${version}, ${system}`;
}

/** Types what installs a confinement into a terminal; the user runs it. */
function typeInstall(): void {
  const command = installCommand(isOnPath);
  if (command === null) return;
  const terminal = window.createTerminal('Reckon');
  terminal.show();
  terminal.sendText(command, false);
}

function isOnPath(program: string): boolean {
  return (process.env['PATH'] ?? '').split(path.delimiter).some((folder) => {
    try {
      accessSync(path.join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
