import { reason } from '../decision.ts';
import { indentationOf } from '../place.ts';
import type { StopRule } from './rule.ts';

/** Ends a block at the first line that is indented less than the cursor's: that line is left out. */
export function indentationLeft(before: string): StopRule {
  const least = indentationOf(before).length;
  return ({ text }) => {
    let start = text.indexOf('\n') + 1;
    while (start > 0) {
      const end = text.indexOf('\n', start);
      const line = text.slice(start, end < 0 ? undefined : end);
      const indentation = indentationOf(line).length;
      if (line.trim() !== '' && indentation < least) {
        const numbers = { indentation, least };
        return { ...reason('indentation-left', 'The indentation is left.', numbers), keep: start };
      }
      start = end + 1;
    }
    return null;
  };
}
