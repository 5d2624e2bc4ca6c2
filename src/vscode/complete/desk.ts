import { l10n, type TextDocument, workspace } from 'vscode';
import { toFailure } from '../../base/failure.ts';
import type { Completion } from '../../complete/complete.ts';
import { eagernesses } from '../../complete/show.ts';
import { isConsentedTo } from '../consent.ts';
import { placeOf } from '../keys.ts';
import type { Shell } from '../solve-run.ts';
import type { CompleteSettings, Opened } from './opened.ts';
import type { State } from './status-words.ts';
import { completesIn } from './where.ts';

const snoozeMs = 10 * 60_000;

/**
 * Where completing is on, and with which model. The model is opened at the first request, and
 * another one when the settings change.
 */
export class Desk {
  readonly #shell: Shell;
  readonly #onState: (state: State) => void;
  #opened: Opened | null = null;
  #opening: { readonly name: string; readonly opened: Promise<Opened | null> } | null = null;
  #snoozedUntil = 0;

  constructor(shell: Shell, onState: (state: State) => void) {
    this.#shell = shell;
    this.#onState = onState;
  }

  get opened(): Opened | null {
    return this.#opened;
  }

  get snoozed(): boolean {
    return Date.now() < this.#snoozedUntil;
  }

  snooze(on: boolean): void {
    this.#snoozedUntil = on ? Date.now() + snoozeMs : 0;
    this.#onState(on ? { kind: 'paused', why: l10n.t('Suggestions rest for ten minutes') } : fresh);
  }

  /** The completer for a document; null where it is off there, and the status says why. */
  async openFor(document: TextDocument, byHand: boolean): Promise<Opened | null> {
    const { scheme, path } = document.uri;
    if (!completesIn({ scheme, path, language: document.languageId })) return null;
    const settings = workspace.getConfiguration('reckon', document);
    const paused = this.#whyPaused(settings.get('complete.enabled') === false, byHand);
    const model = modelOf(settings);
    const place = placeOf(model);
    const unconsented = place !== null && !isConsentedTo(place, this.#shell.context);
    const why =
      paused ?? (unconsented ? l10n.t('Not yet allowed to send code to {0}', place) : null);
    if (why !== null) {
      this.#onState({ kind: 'paused', why });
      return null;
    }
    const eagerness = eagernesses.find((each) => each === settings.get('complete.eagerness'));
    return await this.#open({ model, eagerness: eagerness ?? 'balanced' });
  }

  /** Shows that a suggestion is on its way, and how it ended. */
  async follow(asked: Promise<Completion>): Promise<Completion> {
    this.#onState({ kind: 'thinking' });
    const completion = await asked;
    const { failure, code } = completion;
    if (failure) this.#onState({ kind: 'failed', why: failure.why });
    else if (code !== 'superseded') this.#onState({ kind: 'idle', last: completion });
    return completion;
  }

  async dispose(): Promise<void> {
    const { opened } = this.#opening ?? {};
    this.#opening = null;
    this.#opened = null;
    await (await opened)?.dispose();
  }

  #whyPaused(off: boolean, byHand: boolean): string | null {
    if (byHand) return null;
    if (off) return l10n.t('Suggestions are off for this language');
    return this.snoozed ? l10n.t('Suggestions rest for ten minutes') : null;
  }

  async #open(settings: CompleteSettings): Promise<Opened | null> {
    const name = JSON.stringify(settings);
    if (this.#opening?.name !== name) {
      await this.dispose();
      this.#opening = { name, opened: this.#begin(settings) };
    }
    return await this.#opening.opened;
  }

  async #begin(settings: CompleteSettings): Promise<Opened | null> {
    try {
      // Loaded at first use: activation stays free of models and grammars.
      const { openCompleting } = await import('./opened.ts');
      this.#opened = await openCompleting(settings, this.#shell);
      return this.#opened;
    } catch (error) {
      const { why } = toFailure(error);
      this.#shell.log.error(why);
      this.#onState({ kind: 'failed', why });
      return null;
    }
  }
}

const fresh: State = { kind: 'idle', last: null };

/** The model that completes: its own setting, else the one for everything. */
export function modelOf(settings: { get(name: string): unknown }): string {
  const [own, common] = ['complete.model', 'model'].map((name) => settings.get(name));
  const named = [own, common].find((name) => typeof name === 'string' && name.trim() !== '');
  return typeof named === 'string' ? named.trim() : 'bundled';
}
