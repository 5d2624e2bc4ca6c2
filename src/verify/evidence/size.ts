import { editsBetween, signs } from '../../base/closeness.ts';
import type { FileEdit } from '../../base/edit.ts';
import { count } from '../../trace/format.ts';
import { hunksOf, type Hunk } from './changes.ts';
import { piece, type Piece } from './kinds.ts';

/** How large the change to the sources is, and how far it leads from the original. Pure. */
export function measureSize(sources: readonly FileEdit[]): Piece[] {
  const hunks = sources.flatMap((edit) => hunksOf(edit));
  const lines = total(hunks, ({ before, after }) => before.length + after.length);
  const distance = total(hunks, distanceOf);
  const [places, files] = [hunks.length, sources.length];
  return [
    piece('lines-changed', lines, `It changes ${count(lines, 'line')}.`),
    piece('hunks-changed', places, `It changes ${count(places, 'place')}.`),
    piece('files-changed', files, `It changes ${count(files, 'source file')}.`),
    piece(
      'distance',
      distance,
      `From the original it is ${count(distance, 'edit')} of a word or sign.`,
    ),
  ];
}

/** Longer hunks are not compared sign by sign: that costs the square of their length. */
const mostSigns = 2000;

function distanceOf({ before, after }: Hunk): number {
  const [from, to] = [signs(before.join('\n')), signs(after.join('\n'))];
  const long = from.length > mostSigns || to.length > mostSigns;
  return long ? Math.max(from.length, to.length) : editsBetween(from, to);
}

function total<T>(items: readonly T[], size: (item: T) => number): number {
  return items.reduce((sum, item) => sum + size(item), 0);
}
