import path from 'node:path';
import { languageOf, type LanguageName } from '../../base/syntax.ts';

const languages: Record<string, LanguageName> = {
  py: 'python',
  python: 'python',
  python3: 'python',
  js: 'javascript',
  javascript: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  jsx: 'javascript',
  ts: 'typescript',
  typescript: 'typescript',
  tsx: 'tsx',
  rs: 'rust',
  rust: 'rust',
  go: 'go',
  golang: 'go',
  java: 'java',
};

/** Languages whose words models use for one another. */
const script = new Set<LanguageName>(['javascript', 'typescript', 'tsx']);

const shells = /^(?:bash|sh|shell|zsh|fish|console|terminal|shell-session|powershell|cmd|bat)$/;
const shellFiles = /^(?:\.(?:sh|bash|zsh|fish|ps1|cmd|bat))?$/;
const notCode =
  /^(?:te?xt|plaintext|output|log|traceback|json|ya?ml|toml|html|css|sql|xml|markdown|md)$/;

/** Can a fence with these words hold the content of this file, or is it a command or its output? */
export function fitsFile(info: string, file: string): boolean {
  const word = /^[\w+#-]*/.exec(info)?.[0].toLowerCase() ?? '';
  const own = languageOf(file);
  const said = languages[word];
  if (said !== undefined)
    return own === null || own === said || (script.has(own) && script.has(said));
  if (shells.test(word)) return shellFiles.test(path.posix.extname(file));
  return own === null || !notCode.test(word);
}

const commentLine = /^\s*(?:#|\/\/|\/\*|\*|<!--|--)/;
const ellipsis = /\.{3}|…/;
const rest =
  /\b(?:rest|remaining|existing|unchanged|same|other|previous|before|keep|implementation|code|here)\b/i;

/**
 * The line of `content` that stands for code left out (`# ... rest of the code unchanged`), null
 * where there is none. A line that the file had before stands for nothing.
 */
export function elidedLine(content: string, before: string): string | null {
  const old = new Set(before.split('\n').map((line) => line.trim()));
  const isElided = (line: string) => {
    if (!commentLine.test(line) || !ellipsis.test(line) || old.has(line.trim())) return false;
    const words = line
      .replace(commentLine, '')
      .replace(/[*/\s>()-]+$/, '')
      .trim();
    return /^\(?(?:\.{3}|…)/.test(words) || (/(?:\.{3}|…)$/.test(words) && rest.test(words));
  };
  return content.split('\n').find(isElided)?.trim() ?? null;
}
