import { applyPatch, type StructuredPatchHunk } from 'diff';
import type { Failure } from '../../base/failure.ts';
import { unquotePath } from './quote.ts';
import { replaceOnce } from './search.ts';

/** What a diff does to one file. `undefined`: the diff does not say which; null: there is none. */
export interface FileDiff {
  from: string | null | undefined;
  to: string | null | undefined;
  hunks: Hunk[];
}

export interface Hunk {
  /** First old line, counted from 1; null where the header has no numbers. */
  readonly start: number | null;
  /** Each begins with ` `, `+`, `-` or `\`. */
  readonly lines: readonly string[];
}

/**
 * How far the line counts of hunk headers are believed. `git`: to the letter, for diffs that tools
 * wrote. `model`: a hunk goes on to the next header, for models count badly and drop the space
 * before context lines.
 */
export type Trust = 'git' | 'model';

/** Reads a unified diff. A binary one is a failure, `diff-binary`. */
export function parseDiff(lines: readonly string[], trust: Trust): FileDiff[] | Failure {
  const files: FileDiff[] = [];
  const begin = (): FileDiff => {
    const file: FileDiff = { from: undefined, to: undefined, hunks: [] };
    files.push(file);
    return file;
  };
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const current = files.at(-1);
    if (/^(?:GIT binary patch|Binary files .* differ)/.test(line)) {
      return { code: 'diff-binary', why: 'The diff changes a binary file; only text can be read.' };
    }
    if (line.startsWith('diff --git ')) {
      Object.assign(begin(), gitPaths(line));
    } else if (startsHeader(lines, at)) {
      const file = current?.hunks.length === 0 ? current : begin();
      Object.assign(file, headerPaths(line, lines[at + 1] ?? ''));
      at++;
    } else if (line.startsWith('@@')) {
      const hunk = readHunk(lines, at, trust);
      (current ?? begin()).hunks.push(hunk);
      at = hunk.end;
    } else if (current) {
      readExtendedHeader(current, line);
    }
  }
  return files;
}

/** A diff without any header, as some models write it: one hunk, at a place that its lines name. */
export function bareHunk(lines: readonly string[]): FileDiff {
  const body = lines.map((line) => (/^[ +\-\\]/.test(line) ? line : ` ${line}`));
  return { from: undefined, to: undefined, hunks: [{ start: null, lines: body }] };
}

function startsHeader(lines: readonly string[], at: number): boolean {
  return (lines[at] ?? '').startsWith('--- ') && (lines[at + 1] ?? '').startsWith('+++ ');
}

/**
 * Both paths of `diff --git a/x b/x`: its halves, for those of renames are given again below it.
 */
function gitPaths(line: string): Partial<FileDiff> {
  const names = line.slice('diff --git '.length).trimEnd();
  const half = (names.length - 1) / 2;
  const [from, to] = [names.slice(0, half), names.slice(half + 1)].map(unquotePath);
  const path = from?.slice(2);
  return path !== undefined && path === to?.slice(2) ? { from: path, to: path } : {};
}

function headerPaths(oldLine: string, newLine: string): Pick<FileDiff, 'from' | 'to'> {
  const from = headerPath(oldLine);
  const to = headerPath(newLine);
  const prefixed = /^[abciow]\//;
  const sameSide = from?.slice(0, 2) === to?.slice(0, 2);
  const strip = [from, to].every((path) => path === null || prefixed.test(path)) && !sameSide;
  return strip ? { from: from?.slice(2) ?? null, to: to?.slice(2) ?? null } : { from, to };
}

function headerPath(line: string): string | null {
  const name = line.slice(4).trimEnd();
  const path = name.startsWith('"') ? unquotePath(name) : (name.split('\t')[0] ?? '').trim();
  return path === '/dev/null' ? null : path;
}

/** git's lines between `diff --git` and the first hunk. */
function readExtendedHeader(file: FileDiff, line: string): void {
  const [, way, name = ''] = /^rename (from|to) (.+)$/.exec(line.trimEnd()) ?? [];
  if (way === 'from') file.from = unquotePath(name);
  else if (way === 'to') file.to = unquotePath(name);
  else if (line.startsWith('new file mode')) file.from = null;
  else if (line.startsWith('deleted file mode')) file.to = null;
}

const hunkHeader = /^@@+ -(\d+)(?:,(\d+))? \+(?:\d+)(?:,(\d+))? @@/;

/** The hunk whose header is at `at`; `end` is the index of its last line. */
function readHunk(lines: readonly string[], at: number, trust: Trust): Hunk & { end: number } {
  const [header, first, olds = '1', news = '1'] = hunkHeader.exec(lines[at] ?? '') ?? [];
  const left = { old: Number(olds), new: Number(news) };
  const body: string[] = [];
  let end = at;
  while (end + 1 < lines.length) {
    const line = lines[end + 1] ?? '';
    const satisfied = left.old <= 0 && left.new <= 0 && !line.startsWith('\\');
    if (trust === 'git' ? satisfied : endsModelHunk(lines, end + 1)) break;
    const read = /^[ +\-\\]/.test(line) ? line : ` ${line}`;
    if (read.startsWith(' ') || read.startsWith('-')) left.old--;
    if (read.startsWith(' ') || read.startsWith('+')) left.new--;
    body.push(read);
    end++;
  }
  if (trust === 'model') dropPadding(body, lines, end);
  const start = header === undefined ? null : Number(first) + (olds === '0' ? 1 : 0);
  return { start, lines: body, end };
}

function endsModelHunk(lines: readonly string[], at: number): boolean {
  const line = lines[at] ?? '';
  if (line.startsWith('@@') || line.startsWith('diff --git ')) return true;
  // `-- x` taken out beside `++ y` put in looks like a header, but no hunk follows it.
  return startsHeader(lines, at) && (lines[at + 2] ?? '').startsWith('@@');
}

/** Empty lines before the next header are layout, not context. */
function dropPadding(body: string[], lines: readonly string[], end: number): void {
  for (let at = end; lines[at] === '' && body.length > 0; at--) body.pop();
}

/**
 * Applies hunks to a plain text, strictly first, then with up to two context lines that differ,
 * then (as always where a header has no numbers) each hunk as the replacement of its old lines by
 * its new ones, at the one place that has them.
 */
export function applyHunks(
  plain: string,
  hunks: readonly Hunk[],
  path: string,
): { text: string } | Failure {
  const numbered = structured(hunks);
  if (numbered) {
    const patch = { oldFileName: path, newFileName: path, oldHeader: '', newHeader: '' };
    const text = applyPatch(
      plain === '' || plain.endsWith('\n') ? plain : `${plain}\n`,
      { ...patch, hunks: numbered },
      { fuzzFactor: 2, compareLine: (_at, line, _operation, wanted) => sameLine(line, wanted) },
    );
    if (text !== false) return { text };
  }
  let text = plain;
  for (const hunk of hunks) {
    const replaced = replaceOnce(text, [sides(hunk)], path);
    if ('code' in replaced) return mismatch(path, replaced);
    text = replaced.text;
  }
  return { text };
}

// The library calls this past the end of the file too, with no line.
function sameLine(line: string | undefined, wanted: string): boolean {
  return line?.trimEnd() === wanted.trimEnd();
}

function mismatch(path: string, found: Failure): Failure {
  if (found.code === 'search-ambiguous') return found;
  return { code: 'diff-mismatch', why: `The diff does not fit ${path}: its lines are not there.` };
}

/** Old and new lines of a hunk. */
export function sides(hunk: Hunk): { search: string[]; replace: string[] } {
  const pick = (marks: string) =>
    hunk.lines.filter((line) => marks.includes(line.charAt(0))).map((line) => line.slice(1));
  return { search: pick(' -'), replace: pick(' +') };
}

/** The hunks as the library wants them, recounted; null where one has no place. */
function structured(hunks: readonly Hunk[]): StructuredPatchHunk[] | null {
  const out: StructuredPatchHunk[] = [];
  for (const hunk of hunks) {
    if (hunk.start === null) return null;
    const { search, replace } = sides(hunk);
    const lines = hunk.lines.filter((line) => !line.startsWith('\\'));
    const counts = { oldLines: search.length, newLines: replace.length };
    out.push({ oldStart: hunk.start, newStart: hunk.start, ...counts, lines });
  }
  return out.sort((one, other) => one.oldStart - other.oldStart);
}
