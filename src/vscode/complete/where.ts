import path from 'node:path';

/** What the editor tells of a document. */
export interface DocumentKind {
  readonly scheme: string;
  /** Of its address; a notebook cell's is the notebook's. */
  readonly path: string;
  readonly language: string;
}

const schemes = new Set(['file', 'untitled', 'vscode-notebook-cell']);
/** What is written there is no code: output, messages, searches. */
const languages = new Set(['log', 'Log', 'scminput', 'search-result', 'git-commit', 'git-rebase']);
/** The editor's own settings, where a wrong word does harm. */
const settings = /(^|\/)((\.vscode|User)\/[^/]+\.json|[^/]+\.code-workspace)$/;

/** Is this a document that suggestions are made in? Files with secrets are the ask gate's concern. */
export function completesIn({ scheme, path: address, language }: DocumentKind): boolean {
  return schemes.has(scheme) && !languages.has(language) && !settings.test(address);
}

/** Extensions by the editor's names of languages, for documents that have no file name. */
const extensions: Readonly<Record<string, string>> = {
  python: '.py',
  javascript: '.js',
  javascriptreact: '.jsx',
  typescript: '.ts',
  typescriptreact: '.tsx',
  rust: '.rs',
  go: '.go',
  java: '.java',
};

/** A name for the document by whose end its language is known. */
export function nameOf({ scheme, path: address, language }: DocumentKind, key: string): string {
  const known = scheme === 'file' && path.posix.extname(address) !== '';
  return known ? address : `${key}${extensions[language] ?? ''}`;
}
