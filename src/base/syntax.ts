import path from 'node:path';
import { Language, Parser, type Tree } from 'web-tree-sitter';

/** The languages that Reckon reads by syntax. */
export type LanguageName = 'python' | 'javascript' | 'typescript' | 'tsx' | 'rust' | 'go' | 'java';

const byExtension: Record<string, LanguageName> = {
  '.py': 'python',
  '.pyi': 'python',
  '.js': 'javascript',
  '.mjs': 'javascript',
  '.cjs': 'javascript',
  '.jsx': 'javascript',
  '.ts': 'typescript',
  '.mts': 'typescript',
  '.cts': 'typescript',
  '.tsx': 'tsx',
  '.rs': 'rust',
  '.go': 'go',
  '.java': 'java',
};

/** The language of a file by its name; null where none of ours. */
export function languageOf(file: string): LanguageName | null {
  return byExtension[path.posix.extname(file).toLowerCase()] ?? null;
}

/**
 * Parses source text by tree-sitter. Grammars are loaded once, at first use, from `grammars` (the
 * folder that holds `tree-sitter.wasm` and `tree-sitter-NAME.wasm`). Trees count UTF-16 code units, as the editor does.
 */
export class Syntax {
  readonly #grammars: string;
  readonly #languages = new Map<LanguageName, Promise<Language>>();

  constructor(grammars: string) {
    this.#grammars = grammars;
  }

  /** The syntax tree of `text`; never fails on broken code (`tree.rootNode.hasError` tells). */
  async parse(name: LanguageName, text: string): Promise<Tree> {
    let loading = this.#languages.get(name);
    if (!loading) {
      loading = this.#load(name);
      this.#languages.set(name, loading);
    }
    const language = await loading;
    const parser = new Parser();
    try {
      parser.setLanguage(language);
      const tree = parser.parse(text);
      if (!tree) throw new Error(`the ${name} parser gave up`);
      return tree;
    } finally {
      parser.delete();
    }
  }

  /** The line, from 1, of the first syntax error; null where there is none. */
  async firstError(name: LanguageName, text: string): Promise<number | null> {
    const tree = await this.parse(name, text);
    try {
      let node = tree.rootNode;
      if (!node.hasError) return null;
      for (;;) {
        const inner = node.children.find((child) => child?.hasError || child?.isMissing);
        if (!inner || node.isError) return node.startPosition.row + 1;
        node = inner;
      }
    } finally {
      tree.delete();
    }
  }

  async #load(name: LanguageName): Promise<Language> {
    await Parser.init({
      locateFile: () => path.join(this.#grammars, 'tree-sitter.wasm'),
    });
    return await Language.load(path.join(this.#grammars, `tree-sitter-${name}.wasm`));
  }
}
