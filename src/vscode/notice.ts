import { printable } from '../trace/format.ts';

/** What the editor makes a link of in a notification; one of a command runs it when it is pressed. */
const link = /\]\((?=https?:|command:|file:)/gi;

/**
 * A text for a notification. Models, agents, servers and paths have a part in such texts: nothing in
 * them becomes a link, and control characters are spelt out.
 */
export function noticeText(text: string): string {
  return printable(text).replace(link, '] (');
}
