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
}

/** The suggestion after a change: typed further, or null where the change left it. */
export function follow(
  standing: Standing,
  { offset, insert, delete: length }: Edit,
): Standing | null {
  const along = offset === standing.offset && length === 0 && standing.rest.startsWith(insert);
  if (!along) return null;
  return {
    ...standing,
    offset: offset + insert.length,
    rest: standing.rest.slice(insert.length),
  };
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
  if (standing?.completion.decision !== 'show') {
    return accepted === undefined ? null : { feedback: 'not-ours', numbers };
  }
  const { accept: p } = standing.completion;
  const told = { ...numbers, p };
  if (!follow(standing, edit)) {
    return { feedback: accepted === undefined ? 'rejected' : 'not-ours', numbers: told };
  }
  if (edit.insert === standing.rest) return { feedback: 'accepted', numbers: told };
  const partly = edit.insert.length >= 2 && !isPair(edit.insert);
  return { feedback: partly || accepted !== undefined ? 'partly' : 'typed', numbers: told };
}

/** Brackets and quotes that an editor closes by itself. */
function isPair(text: string): boolean {
  return ['()', '[]', '{}', '""', "''", '``'].includes(text);
}
