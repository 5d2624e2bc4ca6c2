import type { Change } from './context.ts';
import type { Edit } from './follow.ts';

const kept = 8;
/** A change this near to the last one, in code units, is the same piece of work. */
const near = 300;

/** The last changes, newest first, after one more. Offsets follow the texts. */
export function withChange(changes: readonly Change[], file: string, edit: Edit): Change[] {
  const { offset, insert, delete: length } = edit;
  const moved = changes.map((change) =>
    change.file === file && change.offset > offset
      ? { file, offset: Math.max(offset, change.offset + insert.length - length) }
      : change,
  );
  const others = moved.filter(
    (change) => change.file !== file || Math.abs(change.offset - offset) > near,
  );
  return [{ file, offset }, ...others].slice(0, kept);
}
