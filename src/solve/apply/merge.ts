import { diff3Merge, diffIndices } from 'node-diff3';
import type { FileEdit } from '../../base/edit.ts';

/**
 * One file of a patch beside the file as it is now. `text`: what the file becomes, null where it
 * goes; line ends are line feeds, and there is no byte order mark.
 */
export type MergedFile =
  /** As the snapshot has it: the patch's own text. */
  | { readonly kind: 'same'; readonly path: string; readonly text: string | null }
  /** Changed since, elsewhere: both changes in one text, which no test has seen. */
  | { readonly kind: 'merged'; readonly path: string; readonly text: string }
  /** It says already what the patch makes of it. */
  | { readonly kind: 'done'; readonly path: string; readonly text: string | null }
  /** Changed since, where the patch changes it. */
  | { readonly kind: 'overlap'; readonly path: string };

/** A three-way merge of an edit with the file as it is now (null: there is none). Pure. */
export function mergeFile({ path, before, after }: FileEdit, current: string | null): MergedFile {
  const plain = (text: string | null) => (text === null ? null : plainText(text));
  const [base, wanted, now] = [plain(before), plain(after), plain(current)];
  if (now === wanted) return { kind: 'done', path, text: wanted };
  if (now === base) return { kind: 'same', path, text: wanted };
  if (now === null || base === null || wanted === null) return { kind: 'overlap', path };
  const options = { excludeFalseConflicts: true };
  const regions = diff3Merge(linesOf(now), linesOf(base), linesOf(wanted), options);
  if (regions.some(({ conflict }) => conflict !== undefined)) return { kind: 'overlap', path };
  return { kind: 'merged', path, text: regions.flatMap(({ ok }) => ok ?? []).join('\n') };
}

/** The text as an editor holds it. */
export function plainText(text: string): string {
  return text.replace(/^\uFEFF/, '').replaceAll(/\r\n?/g, '\n');
}

/** A place in a text: line and column, from 0. */
export type Place = readonly [line: number, column: number];

/** Text that goes in place of a range. */
export interface RangeEdit {
  readonly from: Place;
  readonly to: Place;
  readonly text: string;
}

/** The edits of whole lines that make one plain text of another, from the first to the last. */
export function rangeEdits(from: string, to: string): RangeEdit[] {
  const [old, lines] = [linesOf(from), linesOf(to)];
  return diffIndices(old, lines).map(({ buffer1: [start, length], buffer2Content: added }) => {
    const end = start + length;
    if (end < old.length) {
      return { from: [start, 0], to: [end, 0], text: added.map((line) => `${line}\n`).join('') };
    }
    // The last line has no end of its own: the one before it goes and comes.
    const last: Place = [old.length - 1, old.at(-1)?.length ?? 0];
    if (start === 0) return { from: [0, 0], to: last, text: added.join('\n') };
    const before: Place = [start - 1, old[start - 1]?.length ?? 0];
    return { from: before, to: last, text: added.map((line) => `\n${line}`).join('') };
  });
}

function linesOf(text: string): string[] {
  return text.split('\n');
}
