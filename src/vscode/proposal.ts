import { isDeepStrictEqual } from 'node:util';
import {
  commands,
  type Disposable,
  l10n,
  languages,
  TabInputTextDiff,
  Uri,
  window,
  workspace,
  type WorkspaceFolder,
} from 'vscode';
import type { Patch } from '../base/edit.ts';

/** A patch that a run gave, until it is applied or another run gives one. */
export interface Proposal {
  readonly folder: WorkspaceFolder;
  readonly patch: Patch;
  /** What it would solve, as people call it. */
  readonly title: string;
  /** False where nothing vouches for it. */
  readonly vouched: boolean;
}

/** Two texts of a file to show beside each other; null where there is no file. */
export interface Sides {
  readonly path: string;
  /** A file of the user's own, or a text. */
  readonly left: Uri | string | null;
  readonly right: string | null;
}

export const scheme = 'reckon';

/** Whether the button that applies a patch is shown. */
const contextKey = 'reckon.hasPatch';

/** Shows patches and reports: documents that nobody can write to, held in memory. */
export class Viewer implements Disposable {
  readonly #texts = new Map<string, string>();
  readonly #registration: Disposable;
  #proposal: Proposal | undefined;
  /** The patch that was on the screen last. */
  #seen: Patch | undefined;
  #shown = 0;

  constructor() {
    this.#registration = workspace.registerTextDocumentContentProvider(scheme, {
      provideTextDocumentContent: (uri) =>
        this.#texts.get(uri.toString()) ?? l10n.t('What was shown here is gone. Solve again.'),
    });
  }

  get proposal(): Proposal | undefined {
    return this.#proposal;
  }

  /** The patch that can be applied from now on; undefined: none. */
  propose(proposal: Proposal | undefined): void {
    this.#proposal = proposal;
    void commands.executeCommand('setContext', contextKey, proposal !== undefined);
  }

  /** Was this patch on the screen since one was applied last? */
  hasShown({ patch }: Proposal): boolean {
    return isDeepStrictEqual(patch, this.#seen);
  }

  /** Shows a patch as it was tested: each file as the run found it, beside what it becomes. */
  async showPatch({ patch, title }: Proposal): Promise<void> {
    this.#seen = patch;
    const sides = patch.map(({ path, before, after }) => ({ path, left: before, right: after }));
    await this.showSides(sides, l10n.t('Reckon: {0}', title));
  }

  /** Shows changed files: one as a diff, several as one multi-file diff. */
  async showSides(files: readonly Sides[], title: string): Promise<void> {
    const show = ++this.#shown;
    const shown = files.map(({ path, left, right }) => ({
      path,
      left: left instanceof Uri ? left : this.#hold(`${show}/before/${path}`, left ?? ''),
      right: this.#hold(`${show}/after/${path}`, right ?? ''),
    }));
    const [first] = shown;
    if (!first) return;
    if (shown.length > 1) {
      const resources = shown.map(({ path, left, right }) => [Uri.file(path), left, right]);
      await commands.executeCommand('vscode.changes', title, resources);
      return;
    }
    const name = first.path.split('/').at(-1) ?? first.path;
    await commands.executeCommand('vscode.diff', first.left, first.right, `${name} (${title})`);
  }

  /** Shows a run as text. Its language is one of ours, so that the editor does not mark its signs. */
  async showReport(name: string, text: string): Promise<void> {
    const uri = this.#hold(`${++this.#shown}/${name}`, text);
    const document = await workspace.openTextDocument(uri);
    await languages.setTextDocumentLanguage(document, 'reckon-report');
    await window.showTextDocument(document, { preview: true });
  }

  /** Closes the diffs of patches that are done with. */
  async close(): Promise<void> {
    const tabs = window.tabGroups.all.flatMap((group) => group.tabs);
    await window.tabGroups.close(tabs.filter(({ input }) => diffsOf(input).some(isOurs)));
    this.#texts.clear();
    this.#seen = undefined;
  }

  dispose(): void {
    this.#registration.dispose();
  }

  #hold(path: string, text: string): Uri {
    const uri = Uri.from({ scheme, path: `/${path}` });
    this.#texts.set(uri.toString(), text);
    return uri;
  }
}

/** The diffs of a tab: the editor names the type of those of several files to itself alone. */
function diffsOf(input: unknown): readonly TabInputTextDiff[] {
  if (input instanceof TabInputTextDiff) return [input];
  const { textDiffs = [] } = (input ?? {}) as { textDiffs?: readonly TabInputTextDiff[] };
  return textDiffs;
}

function isOurs({ modified }: TabInputTextDiff): boolean {
  return modified.scheme === scheme;
}
