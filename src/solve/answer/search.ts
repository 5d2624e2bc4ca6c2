import type { Failure } from '../../base/failure.ts';
import { joinLines, plainLines } from './text.ts';

/** Lines to find, whole, and what to put there. */
export interface Replacement {
  readonly search: readonly string[];
  readonly replace: readonly string[];
}

/**
 * The ways to read the inside of a SEARCH/REPLACE block, the longest search first. There is one for
 * each line that may be the divider: a row of `=` can also underline a heading in the text itself.
 */
export function readings(lines: readonly string[]): Replacement[] {
  const all = lines.flatMap((line, at) =>
    /^={5,9}\s*$/.test(line) ? [{ search: lines.slice(0, at), replace: lines.slice(at + 1) }] : [],
  );
  return all.reverse();
}

type Found = { readonly text: string } | Failure;

/**
 * Replaces the lines of a plain text that a block names. They must be there once: letter for
 * letter, else but for white space at line ends, else but for one common shift of the indentation
 * (which the new lines then get too). The first reading whose lines are found stands.
 */
export function replaceOnce(plain: string, blocks: readonly Replacement[], path: string): Found {
  const lines = plainLines(plain);
  for (const block of blocks) {
    const found = locate(lines, block.search);
    if (found.length > 1) return ambiguous(path, found.length);
    const [at] = found;
    if (at === undefined) continue;
    const end = at + block.search.length;
    const put = reindented(block, lines.slice(at, end));
    return { text: joinLines([...lines.slice(0, at), ...put, ...lines.slice(end)]) };
  }
  return {
    code: 'search-not-found',
    why: `The text that the answer wants to replace is not in ${path}.`,
  };
}

function ambiguous(path: string, times: number): Failure {
  const why = `The text that the answer wants to replace is in ${path} ${times} times.`;
  return { code: 'search-ambiguous', why };
}

/** First lines of the places that match, by the strictest way of comparing that finds any. */
function locate(lines: readonly string[], search: readonly string[]): number[] {
  if (search.every((line) => line.trim() === '')) return [];
  const ways = [(text: readonly string[]) => text, trimmedEnds, withoutMargin];
  for (const way of ways) {
    const wanted = way(search).join('\n');
    const found: number[] = [];
    const firstWord = search.find((line) => line.trim() !== '')?.trim() ?? '';
    const offset = search.findIndex((line) => line.trim() !== '');
    for (let at = 0; at + search.length <= lines.length; at++) {
      // A cheap look at one line spares building a window at every place.
      if (lines[at + offset]?.trim() !== firstWord) continue;
      if (way(lines.slice(at, at + search.length)).join('\n') === wanted) found.push(at);
    }
    if (found.length > 0) return found;
  }
  return [];
}

function trimmedEnds(lines: readonly string[]): string[] {
  return lines.map((line) => line.trimEnd());
}

function withoutMargin(lines: readonly string[]): string[] {
  const width = margin(lines).length;
  return lines.map((line) => line.slice(width).trimEnd());
}

/** The white space that all lines but empty ones begin with. */
function margin(lines: readonly string[]): string {
  let common: string | null = null;
  for (const line of lines) {
    const own = /^\s*/.exec(line)?.[0] ?? '';
    if (own === line) continue;
    common ??= own;
    while (!own.startsWith(common)) common = common.slice(0, -1);
  }
  return common ?? '';
}

/** The new lines, moved from the margin of the block's old lines to that of the file's. */
function reindented({ search, replace }: Replacement, there: readonly string[]): readonly string[] {
  const written = margin(search);
  const real = margin(there);
  if (written === real) return replace;
  return replace.map((line) => {
    if (line.trim() === '') return line;
    const rest = line.startsWith(written) ? line.slice(written.length) : line.trimStart();
    return real + rest;
  });
}
