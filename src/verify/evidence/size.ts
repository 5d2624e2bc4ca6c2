import { editsBetween, signs } from '../../base/closeness.ts';
import type { FileEdit } from '../../base/edit.ts';
import { count } from '../../trace/format.ts';
import { hunksOf, type Hunk } from './changes.ts';
import type { Finding } from './kinds.ts';

/** How large the change to the sources is, and how far it leads from the original. Pure. */
export function measureSize(sources: readonly FileEdit[]): Finding[] {
  const hunks = sources.flatMap((edit) => hunksOf(edit));
  const lines = total(hunks, ({ before, after }) => before.length + after.length);
  const distance = total(hunks, distanceOf);
  return [
    { kind: 'lines-changed', value: lines, why: `It changes ${count(lines, 'line')}.` },
    { kind: 'hunks-changed', value: hunks.length, why: `In ${count(hunks.length, 'place')}.` },
    {
      kind: 'files-changed',
      value: sources.length,
      why: `In ${count(sources.length, 'source file')}.`,
    },
    {
      kind: 'distance',
      value: distance,
      why: `From the original, ${count(distance, 'word')} or signs are edited.`,
    },
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
