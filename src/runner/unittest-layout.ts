import path from 'node:path';
import type { TestCommand } from './runner.ts';
import { splitSteps } from './words.ts';

/** Where a unittest command finds its modules. */
export interface UnittestLayout {
  /** The folder that module names start from, relative to the copy's root. */
  readonly top: string;
}

const valued = new Set(['-k', '--durations', '--locals']);

/** Reads `discover`'s start and top-level folder; without it names are modules of the folder. */
export function layoutOf(command: TestCommand): UnittestLayout {
  const words = command.args.map((raw) => splitSteps(raw)?.[0]?.[0]?.text ?? raw);
  const discover = words.indexOf('discover');
  if (discover < 0) return { top: command.cwd };
  const given = readDiscover(words.slice(discover + 1));
  // A dotted start is a package that is imported, from the folder itself.
  const imported = /^[A-Za-z_]\w*(\.\w+)+$/.test(given.start);
  const top = given.top ?? (imported ? '.' : given.start);
  const folder = path.posix.join(command.cwd, top);
  return { top: folder === '.' ? '' : folder.replace(/\/$/, '') };
}

/** The module of a file, as its tests' ids name it. */
export function moduleOf(file: string, layout: UnittestLayout): string {
  const relative = path.posix.relative(`/${layout.top}`, `/${file}`);
  return relative
    .replace(/\.py$/, '')
    .replace(/\/__init__$/, '')
    .split('/')
    .join('.');
}

function readDiscover(words: readonly string[]): { start: string; top: string | undefined } {
  const named = new Map<string, string>();
  const positional: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    const [, option, joined] =
      /^(-[spt]|--start-directory|--pattern|--top-level-directory)=?(.*)$/.exec(word) ?? [];
    if (option !== undefined)
      named.set(option.replace(/^--?(.).*/, '$1'), joined || (words[++at] ?? ''));
    else if (valued.has(word)) at++;
    else if (!word.startsWith('-')) positional.push(word);
  }
  return { start: named.get('s') ?? positional[0] ?? '.', top: named.get('t') ?? positional[2] };
}
