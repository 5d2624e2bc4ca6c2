import path from 'node:path';
import type { Translate } from '../translate.ts';

/** What the editor tells of a document. */
export interface DocumentKind {
  readonly scheme: string;
  /** Of its address; a notebook cell's is the notebook's. */
  readonly path: string;
  readonly language: string;
  /** It lies on a file system of an extension's, such as a repository that is not cloned. */
  readonly virtual: boolean;
}

/** Why a document is none that suggestions are made in. */
export type Off = 'no-code' | 'settings' | 'excluded' | 'virtual';

const schemes = new Set(['file', 'untitled', 'vscode-notebook-cell']);
/** What is written there is no code: output, messages, searches. */
const languages = new Set(['log', 'Log', 'scminput', 'search-result', 'git-commit', 'git-rebase']);
/** The editor's own settings, where a wrong word does harm. */
const settings = /(^|\/)((\.vscode|User)\/[^/]+\.json|[^/]+\.code-workspace)$/;

/**
 * Why no suggestions are made in a document; null where they are. `excluded`: the user hides it from
 * the editor's lists (`files.exclude`). Files with secrets are the ask gate's concern.
 */
export function whyOff(
  { scheme, path: address, language, virtual }: DocumentKind,
  excluded: boolean,
): Off | null {
  if (settings.test(address)) return 'settings';
  if (virtual && !schemes.has(scheme)) return 'virtual';
  if (!schemes.has(scheme) || languages.has(language)) return 'no-code';
  return excluded ? 'excluded' : null;
}

/** The same as a sentence. */
export function offWords(off: Off, t: Translate): string {
  switch (off) {
    case 'no-code':
      return t('No suggestions here: this is no code');
    case 'settings':
      return t('No suggestions in settings');
    case 'virtual':
      return t('No suggestions here: this file is on no disk that programs run on');
    case 'excluded':
      return t('No suggestions in files that files.exclude names');
  }
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
export function nameOf(
  { scheme, path: address, language }: Omit<DocumentKind, 'virtual'>,
  key: string,
): string {
  const known = scheme === 'file' && path.posix.extname(address) !== '';
  return known ? address : `${key}${extensions[language] ?? ''}`;
}
