import { reason } from '../decision.ts';
import type { StopRule } from './rule.ts';

/** The shortest pattern that counts, and how often it must stand in a row. */
const pattern = { characters: 6, times: 3 };
const longest = 120;

/** Ends a text that goes round in circles; the first round stays. */
export const repetition: StopRule = ({ text }) => {
  const most = Math.min(longest, Math.floor(text.length / pattern.times));
  for (let length = pattern.characters; length <= most; length++) {
    const last = text.slice(-length);
    if (last.trim() !== '' && text.endsWith(last.repeat(pattern.times))) {
      const keep = text.length - length * (pattern.times - 1);
      const numbers = { length, times: pattern.times };
      return { ...reason('repetition', 'The model repeats itself.', numbers), keep };
    }
  }
  return null;
};

/** Ends where a line that stands below the cursor is written once more: that line is left out. */
export function lineMet(below: string): StopRule {
  const wanted = below.trim();
  return ({ text }) => {
    if (wanted.length < pattern.characters) return null;
    const lines = text.split('\n');
    const met = lines.findIndex((line, at) => at > 0 && line.trim() === wanted);
    if (met < 0) return null;
    const keep = lines.slice(0, met).join('\n').length;
    return { ...reason('suffix-met', 'What follows the cursor is reached.'), keep };
  };
}
