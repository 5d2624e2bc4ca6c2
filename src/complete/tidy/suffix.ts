import { scan } from '../stop/scan.ts';
import type { Filter } from './filter.ts';

/** What may be left of a line whose end the suggestion writes anew. */
const closers = /^[)\]}>"'`;:,\s]*$/;

/**
 * The rest of the cursor's line: what the suggestion ends with and the line goes on with is written
 * once. Closing brackets and quotes that the suggestion has, too, are replaced, for an editor puts
 * them there by itself.
 */
export const joinedToRest: Filter = (draft, { after, shape }) => {
  const rest = after.trimEnd();
  if (rest === '' || shape === 'block') return draft;
  if (closers.test(rest) && covers(draft.text, rest.replace(/\s/g, ''))) {
    return { ...draft, replace: rest.length };
  }
  for (let length = Math.min(rest.length, draft.text.length); length > 0; length--) {
    if (draft.text.endsWith(rest.slice(0, length)) && worthCutting(rest.slice(0, length))) {
      return { ...draft, text: draft.text.slice(0, -length) };
    }
  }
  return draft;
};

/** Does the text have these characters at its end, in their order, with anything between them? */
function covers(text: string, wanted: string): boolean {
  let left = wanted.length;
  for (let at = text.length - 1; at >= 0 && left > 0; at--) {
    if (text[at] === wanted[left - 1]) left--;
  }
  return left === 0;
}

/** A letter that happens to be the same is no overlap. */
function worthCutting(overlap: string): boolean {
  return overlap.length >= 3 || /^\W+$/.test(overlap);
}

/** Without closing brackets at the end that nothing on the line opens, where the rest has them. */
export const balanced: Filter = (draft, { before, after, language, shape }) => {
  if (shape === 'block' || draft.replace > 0) return draft;
  let { text } = draft;
  const rest = after.trim();
  while (/[)\]}]$/.test(text) && rest.startsWith(text.at(-1) ?? '')) {
    if (scan(before + text, language).unopened === 0) break;
    text = text.slice(0, -1);
  }
  return { ...draft, text };
};
