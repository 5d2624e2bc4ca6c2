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
export const withoutWhatFollows = onText((text, { below, after }) => {
  const wanted = below.trim();
  if (wanted === '' || after.trim() !== '') return text;
  const lines = text.split('\n');
  const met = lines.findIndex((line) => line.trim() === wanted);
  // One bracket looks like another: it counts only as the last line.
  const meant = /\w/.test(wanted) ? met : lines.length - 1;
  return met >= 0 && lines[meant]?.trim() === wanted ? lines.slice(0, meant).join('\n') : text;
});
