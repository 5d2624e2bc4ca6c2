import { commands, l10n, ProgressLocation, type Uri, window, workspace } from 'vscode';
import { type Failure, toFailure } from '../../base/failure.ts';
import { openModel } from '../../model/open.ts';
import { signalOf } from '../cancellation.ts';
import { mayBeSent } from '../consent.ts';
import { openEditor } from '../editor-model.ts';
import { noticeText } from '../notice.ts';
import type { Shell } from '../solve-run.ts';
import type { Choice } from './choices.ts';
import { keepChoice, usedModels } from './keep.ts';
import { pickChoice } from './pick.ts';
import { askAddress, askServerModel } from './server-model.ts';
import { type Use, usesOf } from './uses.ts';

/** Set once a model was chosen: the walkthrough's step is done then. */
const contextKey = 'reckon.modelChosen';

/**
 * `Reckon: Choose Model`: the model is asked what it can do before a setting is written. Gives the
 * chosen model's name; undefined where the user takes none.
 */
export async function chooseModel(shell: Shell): Promise<string | undefined> {
  const uri = window.activeTextEditor?.document.uri ?? workspace.workspaceFolders?.[0]?.uri;
  const name = await askName(shell, uri);
  return name === undefined ? undefined : await tryModel(name, shell, uri);
}

/** Takes a model into use if it answers. */
async function tryModel(
  name: string,
  shell: Shell,
  uri: Uri | undefined,
): Promise<string | undefined> {
  const uses = await askUses(name, shell);
  if (!uses) return undefined;
  if ('code' in uses) {
    const next = await offerHelp(uses);
    if (next === 'other') return await chooseModel(shell);
    const again = next === 'key' && (await shell.keys.enter(name));
    return again ? await tryModel(name, shell, uri) : undefined;
  }
  const use = await pickUse(uses);
  if (!use) return undefined;
  await keepChoice(use, name, uri);
  await commands.executeCommand('setContext', contextKey, true);
  // Asked now rather than at the first use: suggestions ask for nothing themselves.
  if (workspace.workspaceFolders && !(await mayBeSent(name, shell.context))) return name;
  void window.showInformationMessage(noticeText(keptWords(use, name)));
  return name;
}

async function askName({ keys }: Shell, uri: Uri | undefined): Promise<string | undefined> {
  let choice: Choice | undefined;
  do {
    choice = await pickChoice(usedModels(uri));
  } while (choice?.kind === 'again');
  switch (choice?.kind) {
    case undefined:
      return undefined;
    case 'model':
      return choice.name;
    case 'file':
      return await askFile();
    case 'server':
      return await askServerModel(choice.baseUrl, keys);
    case 'url': {
      const address = await askAddress();
      return address && (await askServerModel(address, keys));
    }
  }
}

async function askFile(): Promise<string | undefined> {
  const [file] =
    (await window.showOpenDialog({
      title: l10n.t('Reckon: which GGUF file?'),
      openLabel: l10n.t('Use This Model'),
      filters: { GGUF: ['gguf'] },
    })) ?? [];
  return file && `local:${file.fsPath}`;
}

/** What a model can be used for, as it says itself; undefined where the user cancelled. */
async function askUses(
  name: string,
  { context, keys }: Shell,
): Promise<readonly Use[] | Failure | undefined> {
  const env = await keys.environmentFor(name);
  const model = openModel(name, { installRoot: context.extensionPath, env, openEditor });
  if ('code' in model) return model;
  const title = l10n.t('Reckon asks {0} what it can do', noticeText(name));
  return await window.withProgress(
    { location: ProgressLocation.Notification, title, cancellable: true },
    async (_, token) => {
      const { signal, dispose } = signalOf(token);
      try {
        const able = await model.capabilities(signal);
        if (signal.aborted) return undefined;
        return 'code' in able ? able : usesOf(name, able);
      } catch (thrown) {
        return signal.aborted ? undefined : toFailure(thrown);
      } finally {
        dispose();
        await model.dispose();
      }
    },
  );
}

/** Says why a model cannot be used; gives what the user wants to do about it. */
async function offerHelp({ code, why }: Failure): Promise<'key' | 'other' | undefined> {
  const [key, other] = [l10n.t('Enter Key'), l10n.t('Choose Another')];
  const buttons = code === 'wrong-key' ? [key, other] : [other];
  const pressed = await window.showErrorMessage(noticeText(why), ...buttons);
  if (pressed === undefined) return undefined;
  return pressed === key ? 'key' : 'other';
}

async function pickUse(uses: readonly Use[]): Promise<Use | undefined> {
  if (uses.length === 1) return uses[0];
  const items = uses.map((use) => ({ label: useWords(use), use }));
  return (await window.showQuickPick(items, { title: l10n.t('Reckon: use it for what?') }))?.use;
}

function useWords(use: Use): string {
  switch (use) {
    case 'both':
      return l10n.t('Solve and suggestions');
    case 'solve':
      return l10n.t('Solve only');
    case 'complete':
      return l10n.t('Suggestions only');
  }
}

function keptWords(use: Use, name: string): string {
  switch (use) {
    case 'both':
      return l10n.t('Reckon uses {0} from now on.', name);
    case 'solve':
      return l10n.t('Reckon uses {0} for Solve from now on.', name);
    case 'complete':
      return l10n.t('Reckon uses {0} for suggestions from now on.', name);
  }
}
