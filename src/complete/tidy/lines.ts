import { scan } from '../stop/scan.ts';
import { onText } from './filter.ts';

/** Without the start of the line, where the model wrote it once more. */
export const withoutEcho = onText((text, { before }) => {
  const start = before.trimStart();
  return start.length >= shortestEcho && text.trimStart().startsWith(start)
    ? text.trimStart().slice(start.length)
    : text;
});

const shortestEcho = 4;

/** A line that is written several times in a row stays once; brackets alone may repeat. */
export const withoutRepeats = onText((text) =>
  text
    .split('\n')
    .filter((line, at, lines) => at === 0 || !/\w/.test(line) || line !== lines[at - 1])
    .join('\n'),
);

/** Without the lines at the end that stand below the cursor already. */
export const withoutWhatFollows = onText((text, { below, after, language }) => {
  const wanted = below.trim();
  if (wanted === '' || after.trim() !== '') return text;
  const lines = text.split('\n');
  const met = lines.findIndex((line) => line.trim() === wanted);
  if (met < 0) return text;
  if (/\w/.test(wanted)) return lines.slice(0, met).join('\n');
  // One bracket looks like another: only one that nothing opens stands for the one below.
  const surplus = lines.at(-1)?.trim() === wanted && scan(text, language).unopened > 0;
  return surplus ? lines.slice(0, -1).join('\n') : text;
});
