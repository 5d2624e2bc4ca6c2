import { languageOf } from '../../base/syntax.ts';
import type { Place } from './split.ts';

/** The files of a task by path. */
export type Files = ReadonlyMap<string, string>;

/**
 * The path that an answer gives a block: in the fence's words, on the line above, in a first
 * comment, or as the only known file that the prose above speaks of. Null where there is none.
 * `headed` says that the first line of the block is that comment.
 */
export function statedPath(
  place: Place,
  lines: readonly string[],
  files: Files,
): { path: string; headed: boolean } | null {
  const above = place.above.filter((line) => line.trim() !== '').slice(-3);
  const headed = pathInComment(lines[0] ?? '', files);
  const path =
    pathInInfo(place.info) ??
    pathInHeading(above.at(-1) ?? '', files) ??
    headed ??
    above.reduceRight<string | null>((found, line) => found ?? fileInProse(line, files), null);
  if (path === null) return null;
  const resolved = resolvePath(path, files);
  return {
    path: resolved,
    headed: headed !== null && resolvePath(headed, files) === resolved,
  };
}

/** The task's file that `raw` names, also by the end of its path; else the path as written. */
export function resolvePath(raw: string, files: Files): string {
  const path = raw.replaceAll('\\', '/').replace(/^(?:\.\/)+/, '');
  return knownFile(path, files) ?? path;
}

function knownFile(path: string, files: Files): string | null {
  if (files.has(path)) return path;
  if (path === '' || path.startsWith('/')) return null;
  const ending = [...files.keys()].filter((known) => known.endsWith(`/${path}`));
  return ending.length === 1 ? (ending[0] ?? null) : null;
}

/** ```python title="a.py", ```python a.py, ```python:a.py, ```a.py */
function pathInInfo(info: string): string | null {
  const named = /\b(?:title|file|filename|path|name)\s*=\s*["']?([^"'\s}]+)/i.exec(info)?.[1];
  if (named !== undefined) return named;
  const words = info.split(/\s+/).map((word) => word.replace(/^[\w+#-]{2,}:/, ''));
  return words.find(looksLikePath) ?? null;
}

const label = /^(?:(?:new|updated|modified)\s+)?(?:file(?:name)?|path)(?:\s*\d+)?\s*[:=]?\s*/i;
const remark = /\s*\((?:new|created?|updated?|modified|full|complete|after|fixed)\b[^)]*\)$/i;

/** A line that is a path and little else: `### \`a.py\``, `**a.py**`, `File: a.py`, `1. a.py:`. */
function pathInHeading(line: string, files: Files): string | null {
  const words = line
    .replace(/[`*"]/g, '')
    .trim()
    // Bold by underscores, which names such as `__init__.py` have of their own.
    .replace(/(^|\s)__(\S+)__(?=:?$)/, '$1$2')
    .replace(/^(?:#+|>|[-+]|\d+[.)]|\/\/)\s+/, '')
    .replace(label, '')
    .replace(/:$/, '')
    .replace(remark, '')
    .trim();
  return looksLikePath(words) || files.has(words) ? words : null;
}

const comment =
  /^\s*(?:#|\/\/|--|;|\/\*+|<!--)\s*((?:file(?:name)?|path)\s*:?\s+)?(\S+?)\s*(?:\*\/|-->)?\s*$/i;

/** A first comment that is a path: `# path: a.py`, `// src/a.ts`. */
function pathInComment(line: string, files: Files): string | null {
  const [, labelled, word = ''] = comment.exec(line) ?? [];
  if (!looksLikePath(word)) return null;
  const trusted = labelled !== undefined || languageOf(word) !== null;
  return trusted || knownFile(word, files) !== null ? word : null;
}

/** The one known file that a line of prose speaks of. */
function fileInProse(line: string, files: Files): string | null {
  const named = line
    .split(/[\s`*"'()[\]<>,;:=]+/)
    .map((word) => word.replace(/\.$/, ''))
    .filter(looksLikePath)
    .map((word) => knownFile(word.replace(/^\.\//, ''), files))
    .filter((path) => path !== null);
  return new Set(named).size === 1 ? (named[0] ?? null) : null;
}

/** A word with an extension, or with a folder and a dot, and nothing that no path has. */
function looksLikePath(word: string): boolean {
  if (!/^[^\s`'"<>|*?!,;=]+$/.test(word) || word.includes('://') || word.endsWith(')'))
    return false;
  if (/^(?:[/\\]|[A-Za-z]:)/.test(word)) return /[^/\\:]$/.test(word);
  return /\w\.[A-Za-z]\w{0,9}$/.test(word) || (/[/\\][^/\\]+$/.test(word) && word.includes('.'));
}
