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
import { isConsentedTo, mayBeSent } from '../consent.ts';
import { placeOf } from '../keys.ts';
import type { Shell } from '../solve-run.ts';
import { type Desk, modelOf } from './desk.ts';
import { type State, stateWords, statusWords } from './status-words.ts';

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
    this.show({ kind: 'idle', last: null }, 'bundled');
    this.#item.show();
  }

  /** `model`: as its setting names it. */
  show(state: State, model: string): void {
    clearTimeout(this.#later);
    if (state.kind !== 'thinking') this.#put(state, model);
    else {
      this.#later = setTimeout(() => {
        this.#put(state, model);
      }, calmMs);
    }
  }

  #put(state: State, model: string): void {
    const { text, tooltip } = statusWords(state, model, l10n.t);
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
  const place = placeOf(model);
  const { state } = desk;
  const doctor: Entry = {
    label: l10n.t('Doctor'),
    description: l10n.t('what works here, and what to do about what does not'),
    run: () => commands.executeCommand('reckon.doctor'),
  };
  const allow = async () => {
    if (await mayBeSent(model, context)) desk.look(document);
  };
  const entries: Entry[] = [
    ...(place !== null && !isConsentedTo(place, context)
      ? [{ label: l10n.t('Allow Sending Code…'), run: allow }]
      : []),
    ...(state.kind === 'failed' ? [doctor] : []),
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
      run: () => commands.executeCommand('reckon.chooseModel'),
    },
    ...(state.kind === 'failed' ? [] : [doctor]),
    {
      label: l10n.t('Show Trace'),
      description: l10n.t('the last suggestions, and the runs'),
      run: () => commands.executeCommand('reckon.showTrace'),
    },
  ];
  const title = l10n.t('Reckon: Suggestions');
  const placeHolder = stateWords(state, l10n.t);
  const chosen = await window.showQuickPick(entries, { title, placeHolder });
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
