import { type ExtensionContext, l10n, window } from 'vscode';
import { parseModelName } from '../model/names.ts';
import { parseUrl } from '../model/remote/address.ts';

/**
 * Keys of servers: in the editor's secret storage, one for each origin, else from the environment
 * (`RECKON_API_KEY`, `OPENAI_API_KEY`). Where the storage does not work they last for the session.
 */
export class Keys {
  readonly #secrets: ExtensionContext['secrets'];
  readonly #session = new Map<string, string>();
  readonly #entered = new Map<string, number>();

  constructor({ secrets }: Pick<ExtensionContext, 'secrets'>) {
    this.#secrets = secrets;
  }

  /** The environment that a model is opened with: the stored key goes before the environment's. */
  async environmentFor(model: string): Promise<NodeJS.ProcessEnv> {
    const place = placeOf(model);
    const stored = place === null ? undefined : await this.#stored(place);
    return stored === undefined ? process.env : { ...process.env, RECKON_API_KEY: stored };
  }

  /**
   * Counts the keys entered for a model's server. One that is open keeps the key that it was opened
   * with: at another count it is to be opened anew.
   */
  countFor(model: string): number {
    return this.#entered.get(placeOf(model) ?? '') ?? 0;
  }

  /**
   * Asks for the key of a model's server and keeps it; false where the user gives none. `because`:
   * why it is asked for once more.
   */
  async enter(model: string, because = ''): Promise<boolean> {
    const place = placeOf(model);
    if (place === null) return false;
    const kept = l10n.t(
      'Kept in the secret storage of the editor. Empty: the stored key is removed.',
    );
    const key = await window.showInputBox({
      title: l10n.t('Key for {0}', place),
      prompt: `${because} ${kept}`.trim(),
      password: true,
      ignoreFocusOut: true,
    });
    if (key === undefined) return false;
    await this.#keep(place, key.trim());
    this.#entered.set(place, this.countFor(model) + 1);
    return true;
  }

  async #stored(place: string): Promise<string | undefined> {
    const session = this.#session.get(place);
    if (session !== undefined) return session;
    // Without a keyring some systems throw.
    return (await this.#secrets.get(nameOf(place)).then(undefined, () => undefined)) || undefined;
  }

  async #keep(place: string, key: string): Promise<void> {
    this.#session.delete(place);
    try {
      if (key === '') await this.#secrets.delete(nameOf(place));
      else await this.#secrets.store(nameOf(place), key);
    } catch {
      if (key !== '') this.#session.set(place, key);
      const why =
        key === ''
          ? l10n.t('The secret storage does not work here: no key was removed from it.')
          : l10n.t('The secret storage does not work here: the key lasts until the editor ends.');
      void window.showWarningMessage(why);
    }
  }
}

function nameOf(place: string): string {
  return `reckon.key:${place}`;
}

/** The origin of a remote model's server; null for other models. */
export function placeOf(model: string): string | null {
  const parsed = parseModelName(model);
  if ('code' in parsed || parsed.kind !== 'remote') return null;
  return parseUrl(parsed.baseUrl)?.origin ?? null;
}
