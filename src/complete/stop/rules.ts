import { languageOf, type Syntax } from '../../base/syntax.ts';
import { cursorLine, lineBelow, type Place, type Shape } from '../place.ts';
import { bounds, controlText } from './bounds.ts';
import { type StopHead, stopHead } from './head.ts';
import { indentationLeft } from './indentation.ts';
import { blockOpened, lineBreak } from './line.ts';
import { lineMet, repetition } from './repetition.ts';
import type { StopRule } from './rule.ts';
import { blockEnd, statementEnd } from './statement.ts';

/** What the rules know of a place; what is null is not asked. */
export interface Knowledge {
  readonly syntax: Syntax | null;
  readonly head: StopHead | null;
  /** The part of the file before the cursor that is parsed. */
  readonly prefix: string;
}

/** The rules that end a completion of this shape, in the order in which they are asked. */
export function stopRules(place: Place, shape: Shape, knowledge: Knowledge): StopRule[] {
  const language = languageOf(place.file);
  const { before } = cursorLine(place);
  const { syntax, head, prefix } = knowledge;
  const around = syntax && language ? { syntax, language, prefix } : null;
  const ends =
    shape === 'line'
      ? [lineBreak, blockOpened(before, language), ...(around ? [statementEnd(around)] : [])]
      : [...(around ? [blockEnd(around)] : []), indentationLeft(before), lineMet(lineBelow(place))];
  const doubts = head ? [stopHead(head, before, language)] : [];
  return [controlText, ...ends, repetition, bounds, ...doubts];
}
