import type { Completion } from './complete.ts';

/** A change of a document: `delete` code units go at `offset`, then `insert` comes. */
export interface Edit {
  readonly offset: number;
  readonly insert: string;
  readonly delete: number;
}

/** A suggestion that was answered and still holds, typed through up to `offset`. */
export interface Standing {
  readonly offset: number;
  readonly completion: Completion;
  /** What is left of it. */
  readonly rest: string;
  /** False where it did not come onto the screen after all: nobody can have judged it. */
  readonly seen: boolean;
}

/** How a change came about, where the editor tells. */
export type Accepted = 'all' | 'word' | 'line';

/** A suggestion as it was answered; null where there is none. */
export function standingOf(offset: number, completion: Completion): Standing | null {
  if (completion.decision === 'none') return null;
  return { offset, completion, rest: completion.text, seen: true };
}

/** What is left of a suggestion, as an answer that took nothing. */
export function reused({ completion, rest }: Standing): Completion {
  const why = 'The suggestion goes on as it is typed.';
  const none = { evaluated: { full: 0, shallow: 0 }, msFirst: 0, msTotal: 0 };
  return { ...completion, ...none, text: rest, code: 'typed-along', why };
}

/** The suggestion after a change: typed further, or null where the change left it. */
export function follow(
  standing: Standing,
  { offset, insert, delete: length }: Edit,
): Standing | null {
  const { rest, completion } = standing;
  if (offset !== standing.offset) return null;
  const whole = insert === rest && (length === 0 || length === completion.replace);
  if (length > 0 && !whole) return null;
  if (isPair(insert) && rest.startsWith(insert.slice(0, 1)) && !whole) return closedAfter(standing);
  return rest.startsWith(insert) ? typed(standing, insert.length) : null;
}

function typed(standing: Standing, length: number): Standing {
  const { offset, rest } = standing;
  return { ...standing, offset: offset + length, rest: rest.slice(length) };
}

/** A bracket was typed, and the editor closed it: the suggestion, which closes it too, goes over that. */
function closedAfter(standing: Standing): Standing {
  const { completion } = standing;
  return {
    ...typed(standing, 1),
    completion: { ...completion, replace: completion.replace + 1 },
  };
}

/** The same change of a text, without what it deletes at its start only to write it again. */
export function narrowed({ offset, insert, delete: length }: Edit, text: string): Edit {
  const most = Math.min(length, insert.length);
  let same = 0;
  while (same < most && text[offset + same] === insert[same]) same++;
  return { offset: offset + same, insert: insert.slice(same), delete: length - same };
}

/** What a change says of a suggestion. */
export interface Feedback {
  readonly feedback: 'accepted' | 'partly' | 'typed' | 'rejected' | 'not-ours';
  readonly numbers: Readonly<Record<string, number>>;
}

/**
 * What the user's change says of the suggestion shown: taken whole, or in part (two characters or
 * more of its start), typed along by single characters, or left. `accepted`: the change is said to
 * come from a suggestion. Null where nothing was shown.
 */
export function feedbackOf(
  standing: Standing | null,
  edit: Edit,
  accepted: string | undefined,
): Feedback | null {
  const numbers = { characters: edit.insert.length };
  if (!standing || !wasShown(standing)) {
    return accepted === undefined ? null : { feedback: 'not-ours', numbers };
  }
  const { accept: p } = standing.completion;
  const told = { ...numbers, p };
  const after = follow(standing, edit);
  if (!after) {
    return { feedback: accepted === undefined ? 'rejected' : 'not-ours', numbers: told };
  }
  const taken = accepted !== undefined || (edit.insert.length >= 2 && !isPair(edit.insert));
  const left = after.rest.length;
  const feedback = taken ? (left === 0 ? 'accepted' : 'partly') : 'typed';
  return { feedback, numbers: { ...told, left } };
}

export function wasShown({ completion, seen }: Standing): boolean {
  return seen && completion.decision === 'show';
}

/** Brackets and quotes that an editor closes by itself. */
function isPair(text: string): boolean {
  return ['()', '[]', '{}', '""', "''", '``'].includes(text);
}
