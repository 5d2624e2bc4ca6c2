import {
  commands,
  ConfigurationTarget,
  type Disposable,
  l10n,
  type QuickPickItem,
  QuickPickItemKind,
  StatusBarAlignment,
  type StatusBarItem,
  type TextDocument,
  window,
  workspace,
  type WorkspaceConfiguration,
} from 'vscode';
import { type Eagerness, eagernesses } from '../../complete/eagerness.ts';
import { mayBeSent } from '../consent.ts';
import type { Shell } from '../solve-run.ts';
import { type Desk, modelOf } from './desk.ts';
import { type State, statusWords } from './status-words.ts';

/** An entry of the menu, and what it does; a group's heading does nothing. */
interface Entry extends QuickPickItem {
  readonly run?: () => unknown;
}

/** Most suggestions are there sooner: an icon that turns at every key would be a nuisance. */
const calmMs = 200;

/** The status bar's item: what completing is at and why nothing is shown; a menu behind it. */
export class Status implements Disposable {
  readonly #item: StatusBarItem;
  #later: NodeJS.Timeout | undefined;

  constructor() {
    this.#item = window.createStatusBarItem('reckon.status', StatusBarAlignment.Right, 100);
    this.#item.name = 'Reckon';
    this.#item.command = '_reckon.menu';
    this.show({ kind: 'idle', last: null });
    this.#item.show();
  }

  show(state: State): void {
    clearTimeout(this.#later);
    if (state.kind !== 'thinking') this.#put(state);
    else {
      this.#later = setTimeout(() => {
        this.#put(state);
      }, calmMs);
    }
  }

  #put(state: State): void {
    const { text, tooltip } = statusWords(state, l10n.t);
    this.#item.text = text;
    this.#item.tooltip = tooltip;
    const plain = text.replace(/\$\([^)]*\) /g, '');
    this.#item.accessibilityInformation = { label: `${plain}: ${tooltip}`, role: 'button' };
  }

  dispose(): void {
    clearTimeout(this.#later);
    this.#item.dispose();
  }
}

/** What can be changed about suggestions, in one list. */
export async function showMenu(desk: Desk, { context }: Shell): Promise<void> {
  const document = window.activeTextEditor?.document;
  const settings = workspace.getConfiguration('reckon', document);
  const model = modelOf(settings);
  const entries: Entry[] = [
    {
      label: desk.snoozed ? l10n.t('Suggest Again') : l10n.t('Snooze for Ten Minutes'),
      run: () => {
        desk.snooze(!desk.snoozed);
      },
    },
    ...(document ? [languageEntry(document)] : []),
    group(l10n.t('Show')),
    ...eagernesses.map((each) => eagernessEntry(each, settings)),
    group(l10n.t('Model')),
    {
      label: l10n.t('Choose Model…'),
      description: model,
      run: () => commands.executeCommand('workbench.action.openSettings', 'reckon.complete.model'),
    },
    ...(model.startsWith('remote:')
      ? [{ label: l10n.t('Allow Sending Code…'), run: () => mayBeSent(model, context) }]
      : []),
    {
      label: l10n.t('Doctor'),
      run: () => commands.executeCommand('reckon.doctor'),
    },
  ];
  const chosen = await window.showQuickPick(entries, { title: l10n.t('Reckon: Suggestions') });
  await chosen?.run?.();
}

function group(label: string): Entry {
  return { label, kind: QuickPickItemKind.Separator };
}

function languageEntry({ uri, languageId }: TextDocument): Entry {
  const settings = workspace.getConfiguration('reckon', { uri, languageId });
  const on = settings.get('complete.enabled') !== false;
  return {
    label: on ? l10n.t('Turn Off for {0}', languageId) : l10n.t('Turn On for {0}', languageId),
    run: () => settings.update('complete.enabled', !on, ConfigurationTarget.Global, true),
  };
}

function eagernessEntry(eagerness: Eagerness, settings: WorkspaceConfiguration): Entry {
  const [label, description] = eagernessWords(eagerness);
  const icon = settings.get('complete.eagerness') === eagerness ? '$(check)' : '$(blank)';
  return {
    label: `${icon} ${label}`,
    description,
    run: () => settings.update('complete.eagerness', eagerness, ConfigurationTarget.Global),
  };
}

function eagernessWords(eagerness: Eagerness): [label: string, description: string] {
  switch (eagerness) {
    case 'quiet':
      return [l10n.t('Quiet'), l10n.t('only what is very likely to be accepted')];
    case 'balanced':
      return [l10n.t('Balanced'), l10n.t('what is more help than interruption')];
    case 'eager':
      return [l10n.t('Eager'), l10n.t('whatever may help')];
  }
}
