import type { Completion } from './complete.ts';
import { cursorLine, type Place } from './place.ts';

/**
 * What will have been typed when the next line is begun, as far as an answer tells: the suggestion
 * that is shown and a line break, or a line break alone where the model has the line end here. Null
 * where the answer was cut short, or does not end its line.
 */
export function comingText(
  place: Place,
  { text, replace, decision, whole, code }: Completion,
): string | null {
  const { before, after } = cursorLine(place);
  if (!whole || replace > 0 || after.trim() !== '') return null;
  const lineBreak = place.text.includes('\r\n') ? '\r\n' : '\n';
  if (decision === 'show') return text + lineBreak;
  return code === 'nothing-to-add' && before.trim() !== '' ? lineBreak : null;
}
