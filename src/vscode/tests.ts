import { type ExtensionContext, type TestItem, type TextDocument, workspace } from 'vscode';
import type { Syntax } from '../base/syntax.ts';
import { folderOf, relativePath } from './folder.ts';
import type { NamedTest } from './prefill.ts';

/** Finds the tests of open files by their syntax. Grammars, and the code that reads tests, are loaded at first use. */
export class TestFinder {
  readonly #installRoot: string;
  #syntax: Syntax | undefined;

  constructor({ extensionPath }: Pick<ExtensionContext, 'extensionPath'>) {
    this.#installRoot = extensionPath;
  }

  /** The test around a line of a document; null where there is none. */
  async testAt(document: TextDocument, line: number): Promise<NamedTest | null> {
    const folder = folderOf(document.uri);
    if (!folder) return null;
    const { testAt, targetName } = await import('../runner/places.ts');
    const path = relativePath(folder, document.uri);
    const place = testAt(await this.#places(path, document.getText()), line);
    if (!place) return null;
    return { target: targetName(path, place.names), name: place.names.at(-1) ?? path };
  }

  /** What an item of the test explorer stands for; null where it has no file in a folder. */
  async testOf(item: TestItem): Promise<NamedTest | null> {
    const folder = folderOf(item.uri);
    if (!folder || !item.uri) return null;
    const path = relativePath(folder, item.uri);
    const document = await workspace.openTextDocument(item.uri).then(undefined, () => undefined);
    const places = document ? await this.#places(path, document.getText()) : [];
    const { testOfItem } = await import('./test-items.ts');
    return testOfItem(item, path, places);
  }

  async #places(path: string, text: string) {
    const [{ findTests }, { Syntax: Reader }, { grammarsOf }] = await Promise.all([
      import('../runner/places.ts'),
      import('../base/syntax.ts'),
      import('../solve/run.ts'),
    ]);
    this.#syntax ??= new Reader(grammarsOf(this.#installRoot));
    return await findTests({ path, text }, this.#syntax);
  }
}
