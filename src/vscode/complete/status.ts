import {
  commands,
  ConfigurationTarget,
  type Disposable,
  l10n,
  StatusBarAlignment,
  type StatusBarItem,
  type TextDocument,
  window,
  workspace,
} from 'vscode';
import { eagernesses } from '../../complete/eagerness.ts';
import { mayBeSent } from '../consent.ts';
import type { Shell } from '../solve-run.ts';
import { type Desk, modelOf } from './desk.ts';
import { type State, statusWords } from './status-words.ts';

/** An entry of the menu, and what it does. */
interface Entry {
  readonly label: string;
  readonly description?: string;
  readonly run: () => unknown;
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
    this.#item.command = 'reckon.menu';
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
  const eagerness = settings.get('complete.eagerness');
  const model = modelOf(settings);
  const entries: Entry[] = [
    {
      label: desk.snoozed ? l10n.t('Suggest Again') : l10n.t('Snooze for Ten Minutes'),
      run: () => {
        desk.snooze(!desk.snoozed);
      },
    },
    ...(document ? [languageEntry(document)] : []),
    ...eagernesses.map((each) => ({
      label: eagernessLabel(each),
      description: each === eagerness ? l10n.t('now') : '',
      run: () => settings.update('complete.eagerness', each, ConfigurationTarget.Global),
    })),
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
  const chosen = await window.showQuickPick(entries, { title: l10n.t('Reckon: suggestions') });
  await chosen?.run();
}

function languageEntry({ uri, languageId }: TextDocument): Entry {
  const settings = workspace.getConfiguration('reckon', { uri, languageId });
  const on = settings.get('complete.enabled') !== false;
  return {
    label: on ? l10n.t('Turn Off for {0}', languageId) : l10n.t('Turn On for {0}', languageId),
    run: () => settings.update('complete.enabled', !on, ConfigurationTarget.Global, true),
  };
}

function eagernessLabel(eagerness: (typeof eagernesses)[number]): string {
  switch (eagerness) {
    case 'quiet':
      return l10n.t('Quiet: Only What Is Very Likely');
    case 'balanced':
      return l10n.t('Balanced');
    case 'eager':
      return l10n.t('Eager: Whatever May Help');
  }
}
