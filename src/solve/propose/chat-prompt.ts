import type { Message } from '../../model/model.ts';
import type { Sample } from '../board.ts';
import type { TestFailure } from '../../verify/pass.ts';

/** What a chat model is told of a task. Texts are given whole or cut by the caller's budget. */
export interface Brief {
  readonly goal: string | null;
  readonly failures: readonly TestFailure[];
  /** The files that matter, likeliest first: path and text. */
  readonly sources: readonly { readonly path: string; readonly text: string }[];
  /** Tests that must pass, for reading only. */
  readonly tests: readonly { readonly path: string; readonly text: string }[];
}

/** A rough measure that errs on the safe side for code (tokens are rarely shorter on average). */
export const charactersPerToken = 3;

const system = `You repair code. You are given source files, the tests that must pass and what they print now.
Think about the cause, then answer with the complete new text of each file you change: a line with the file's path, then a fenced code block with the whole file. For a file of more than 200 lines you may answer with SEARCH/REPLACE blocks instead:
path/to/file
<<<<<<< SEARCH
lines as they are
=======
lines as they shall be
>>>>>>> REPLACE
Never change tests, their configuration, or files that are not shown.`;

/** What one sample is told beside the task. */
export interface Approach {
  readonly advice: string | null;
  /** The best sample so far: it is shown with what its tests said (IAD: review, refine, repeat). */
  readonly previous: Sample | undefined;
}

/** The messages of one sample, of about `budgetTokens`. */
export function chatMessages(
  brief: Brief,
  { advice, previous }: Approach,
  budgetTokens: number,
): Message[] {
  const parts = [
    brief.goal ? `Goal: ${brief.goal}` : 'Goal: make the failing tests pass.',
    failureText(brief.failures, 6000),
    ...(previous
      ? [cutMiddle(previousText(previous), (budgetTokens * charactersPerToken) / 3)]
      : []),
    ...(advice === null ? [] : [`How to go about it: ${advice}`]),
  ];
  let left = budgetTokens * charactersPerToken - parts.join('').length;
  const shown: string[] = [];
  for (const { path, text } of [...brief.sources, ...brief.tests]) {
    const block = fileBlock(path, text);
    // The first file is shown whatever its length: without it there is nothing to repair.
    if (block.length > left && shown.length > 0) continue;
    shown.push(block);
    left -= block.length;
  }
  return [
    { role: 'system', content: system },
    { role: 'user', content: [...shown, ...parts].join('\n\n') },
  ];
}

function fileBlock(path: string, text: string): string {
  // A fence longer than any in the text, so that the text cannot end it.
  const longest = Math.max(2, ...[...text.matchAll(/`{3,}/g)].map((match) => match[0].length));
  const fence = '`'.repeat(longest + 1);
  return `${path}\n${fence}\n${text}\n${fence}`;
}

function failureText(failures: readonly TestFailure[], limit: number): string {
  if (failures.length === 0) return '';
  const each = Math.max(300, Math.floor(limit / failures.length));
  const texts = failures
    .slice(0, 12)
    .map(({ id, message }) => `${id || 'Error'}\n${cutMiddle(message, each)}`);
  return `Failing now:\n${texts.join('\n\n')}`;
}

function previousText(sample: Sample): string {
  const files = (sample.patch ?? []).map(({ path, after }) => fileBlock(path, after ?? ''));
  const said = failureText(sample.judgement?.failures ?? [], 4000);
  return `An earlier attempt changed these files and is not right yet:\n${files.join('\n')}\nIts tests said: ${sample.why}\n${said}`;
}

/** Keeps both ends: the message stands at one, the innermost frames at the other. */
export function cutMiddle(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const half = Math.floor((limit - 5) / 2);
  return `${text.slice(0, half)}\n...\n${text.slice(-half)}`;
}
