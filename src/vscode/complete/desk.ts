import {
  env,
  l10n,
  languages,
  RelativePattern,
  type TextDocument,
  workspace,
  type WorkspaceConfiguration,
} from 'vscode';
import { type Failure, toFailure } from '../../base/failure.ts';
import type { Completion } from '../../complete/complete.ts';
import { eagernesses } from '../../complete/eagerness.ts';
import { isConsentedTo } from '../consent.ts';
import { placeOf } from '../keys.ts';
import { asRemote } from '../remote-words.ts';
import type { Shell } from '../solve-run.ts';
import type { CompleteSettings, Opened } from './opened.ts';
import type { State } from './status-words.ts';
import { offWords, whyOff } from './where.ts';

const snoozeMs = 10 * 60_000;
/** A model that could not be opened is tried again after so long, or by hand. */
const retryMs = 30_000;

/** A completer that is there, or on its way; null where its model cannot be opened. */
interface Opening {
  readonly name: string;
  readonly opened: Promise<Opened | null>;
}

/**
 * Where completing is on, and with which model. The model is opened at the first request, and
 * anew when the settings change or its server's key was entered.
 */
export class Desk {
  readonly #shell: Shell;
  readonly #onState: (state: State, model: string) => void;
  #state: State = { kind: 'idle', last: null };
  /** As its setting names it, for what is looked at. */
  #model = 'bundled';
  #opened: Opened | null = null;
  #opening: Opening | null = null;
  #failedAt = 0;
  #snooze: { readonly end: NodeJS.Timeout } | null = null;
  /** What is looked at, for the status. */
  #document: TextDocument | undefined;

  constructor(shell: Shell, onState: (state: State, model: string) => void) {
    this.#shell = shell;
    this.#onState = onState;
  }

  get opened(): Opened | null {
    return this.#opened;
  }

  /** What was told last. */
  get state(): State {
    return this.#state;
  }

  get snoozed(): boolean {
    return this.#snooze !== null;
  }

  snooze(on: boolean): void {
    clearTimeout(this.#snooze?.end);
    const wake = () => {
      this.snooze(false);
    };
    this.#snooze = on ? { end: setTimeout(wake, snoozeMs).unref() } : null;
    this.look(this.#document);
  }

  /** Says of a document that is looked at whether suggestions are made in it. */
  look(document: TextDocument | undefined): void {
    this.#document = document;
    const settings = workspace.getConfiguration('reckon', document);
    this.#model = modelOf(settings);
    const why = document ? this.#whyOff(document, settings, false) : null;
    this.#tell(why === null ? { kind: 'idle', last: null } : { kind: 'paused', why });
  }

  /** The completer for a document; null where it is off there, and the status says why. */
  async openFor(document: TextDocument, byHand: boolean): Promise<Opened | null> {
    const settings = workspace.getConfiguration('reckon', document);
    this.#model = modelOf(settings);
    const why = this.#whyOff(document, settings, byHand);
    if (why !== null) {
      this.#tell({ kind: 'paused', why });
      return null;
    }
    const chosen = settings.get('complete.eagerness');
    const eagerness = eagernesses.find((each) => each === chosen) ?? 'balanced';
    return await this.#open({ model: this.#model, eagerness }, byHand);
  }

  /** Shows that a suggestion is on its way, and how it ended. */
  async follow(asked: Promise<Completion>): Promise<Completion> {
    this.#tell({ kind: 'thinking' });
    const completion = await asked;
    const { failure, code, decision, msTotal } = completion;
    this.#shell.log.debug(`complete: ${decision} (${code}) after ${msTotal} ms`);
    if (failure) this.#tell(this.#failed(failure));
    else if (code !== 'superseded') this.#tell({ kind: 'idle', last: completion });
    return completion;
  }

  async dispose(): Promise<void> {
    clearTimeout(this.#snooze?.end);
    await this.close();
  }

  /** Lets go of the completer; the next request opens one anew. */
  async close(): Promise<void> {
    const opening = this.#opening;
    this.#opening = null;
    this.#opened = null;
    await (await opening?.opened)?.dispose();
  }

  #tell(state: State): void {
    this.#state = state;
    this.#onState(state, this.#model);
  }

  #whyOff(
    document: TextDocument,
    settings: WorkspaceConfiguration,
    byHand: boolean,
  ): string | null {
    const { scheme, path } = document.uri;
    // An extension's file system; views of the editor's own are read-only, or none at all.
    const virtual = workspace.fs.isWritableFileSystem(scheme) === true;
    const kind = { scheme, path, language: document.languageId, virtual };
    const off = whyOff(kind, isExcluded(document));
    if (off !== null) return offWords(off, l10n.t);
    const place = placeOf(modelOf(settings));
    if (place !== null && !isConsentedTo(place, this.#shell.context)) {
      return l10n.t('Not yet allowed to send code to {0}', place);
    }
    if (byHand) return null;
    if (settings.get('complete.enabled') === false) {
      return l10n.t('Suggestions are off for this language');
    }
    return this.snoozed ? l10n.t('Suggestions rest for ten minutes') : null;
  }

  async #open(settings: CompleteSettings, byHand: boolean): Promise<Opened | null> {
    const name = JSON.stringify([settings, this.#shell.keys.countFor(settings.model)]);
    const failed = this.#failedAt > 0 && (byHand || performance.now() - this.#failedAt > retryMs);
    if (this.#opening?.name !== name || failed) {
      const former = this.#opening?.opened;
      this.#failedAt = 0;
      this.#opening = { name, opened: this.#begin(settings, former) };
    }
    return await this.#opening.opened;
  }

  async #begin(
    settings: CompleteSettings,
    former: Opening['opened'] | undefined,
  ): Promise<Opened | null> {
    this.#tell({ kind: 'loading' });
    try {
      const last = await former;
      // What is typed while it ends no longer goes there.
      this.#opened = null;
      await last?.dispose();
      // Loaded at first use: activation stays free of models and grammars.
      const { openCompleting } = await import('./opened.ts');
      this.#opened = await openCompleting(settings, this.#shell);
      this.#tell({ kind: 'idle', last: null });
      return this.#opened;
    } catch (error) {
      const failed = this.#failed(toFailure(error));
      this.#shell.log.error(failed.why);
      this.#failedAt = performance.now();
      this.#tell(failed);
      return null;
    }
  }

  #failed(failure: Failure) {
    const { why } = asRemote(failure, this.#model, env.remoteName, l10n.t);
    return { kind: 'failed', why } as const;
  }
}

/** Does the user hide this file from the editor's lists? Such files enter no prompt. */
function isExcluded(document: TextDocument): boolean {
  const folder = workspace.getWorkspaceFolder(document.uri);
  if (!folder) return false;
  const globs = workspace.getConfiguration('files', document).get<object>('exclude') ?? {};
  const excluding = Object.entries(globs).flatMap(([glob, on]) =>
    on === true ? [glob, `${glob}/**`] : [],
  );
  const selector = excluding.map((glob) => ({ pattern: new RelativePattern(folder, glob) }));
  return languages.match(selector, document) > 0;
}

/** The model that completes: its own setting, else the one for everything; the editor's only chat. */
export function modelOf(settings: { get(name: string): unknown }): string {
  const names = [settings.get('complete.model'), settings.get('model')];
  const named = names.filter((name) => typeof name === 'string').map((name) => name.trim());
  return named.find((name) => name !== '' && !name.startsWith('editor:')) ?? 'bundled';
}
