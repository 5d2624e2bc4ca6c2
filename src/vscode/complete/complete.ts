import { commands, Disposable, extensions, l10n, languages, window, workspace } from 'vscode';
import type { Shell } from '../solve-run.ts';
import { Desk } from './desk.ts';
import { acceptedCommand, Suggestions } from './provider.ts';
import { showMenu, Status } from './status.ts';

const selector = ['file', 'untitled', 'vscode-notebook-cell'].map((scheme) => ({ scheme }));

/** Ghost text, its item in the status bar, and what can be done about both. */
export function registerComplete(shell: Shell): Disposable {
  const status = new Status();
  const desk = new Desk(shell, (state, model) => {
    status.show(state, model);
  });
  const suggestions = new Suggestions(desk);
  desk.look(window.activeTextEditor?.document);
  void offerToKeepOne(shell);
  return Disposable.from(
    status,
    { dispose: () => void desk.dispose() },
    // What it learnt of the user is forgotten, too.
    { dispose: shell.live.onForget(() => void desk.close()) },
    languages.registerInlineCompletionItemProvider(selector, suggestions),
    workspace.onDidChangeTextDocument((event) => {
      suggestions.onChange(event);
    }),
    workspace.onDidCloseTextDocument((document) => {
      suggestions.onClose(document);
    }),
    window.onDidChangeTextEditorSelection((event) => {
      suggestions.onMove(event);
    }),
    window.onDidChangeActiveTextEditor((editor) => {
      desk.look(editor?.document);
    }),
    workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('reckon')) desk.look(window.activeTextEditor?.document);
    }),
    commands.registerCommand(acceptedCommand, () => {
      desk.opened?.recorder.accepted();
    }),
    commands.registerCommand('reckon.snooze', () => {
      desk.snooze(!desk.snoozed);
    }),
    commands.registerCommand('_reckon.menu', () => showMenu(desk, shell)),
  );
}

/** Extensions that write ghost text, too. */
const rivals = [
  'github.copilot',
  'github.copilot-chat',
  'codeium.codeium',
  'tabnine.tabnine-vscode',
  'supermaven.supermaven',
  'continue.continue',
  'amazonwebservices.amazon-q-vscode',
  'google.geminicodeassist',
  'sourcegraph.cody-ai',
  'ggml-org.llama-vscode',
  'rjmacarthy.twinny',
];

/** Two that suggest at one place get in each other's way: said once. */
async function offerToKeepOne({ context }: Shell): Promise<void> {
  const rival = rivals.map((id) => extensions.getExtension(id)).find((each) => each !== undefined);
  if (!rival || context.globalState.get('reckon.toldOfRival') === true) return;
  await context.globalState.update('reckon.toldOfRival', true);
  const { displayName = rival.id } = rival.packageJSON as { displayName?: string };
  const off = l10n.t("Turn Reckon's Off");
  const text = l10n.t('{0} suggests code as you type, and so does Reckon. Keep one.', displayName);
  const chosen = await window.showInformationMessage(text, off, l10n.t('Keep Both'));
  if (chosen !== off) return;
  await workspace.getConfiguration('reckon').update('complete.enabled', false, true);
}
