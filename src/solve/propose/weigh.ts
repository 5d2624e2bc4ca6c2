import { editsBetween, signs } from '../../base/closeness.ts';

/** Where a text comes from: an operator, or the model in the place of old text or of none. */
export type Origin = 'mutated' | 'written' | 'inserted';

/**
 * What each changed sign costs, in nats: most defects are a sign or two away from what is right,
 * while the model alone would write every line anew. What an operator makes is one of few texts and
 * an inserted line one omission, however long; what the model writes is one of very many.
 */
const natsPerEdit: Record<Origin, number> = { mutated: 0.7, written: 2, inserted: 0.7 };
/** An operator makes one change, also where it moves many signs. */
const mostEdits: Record<Origin, number> = { mutated: 2, written: Infinity, inserted: Infinity };
/** What a small model makes of a sign of code, in nats, where it has not been asked. */
const natsPerSign = 0.9;

/** The text that a change would replace, as candidates are weighed against it. */
export interface Original {
  readonly signs: readonly string[];
  /** How probable the model finds it in its place; a guess until it is asked. */
  readonly logprob: number;
}

/** An original before the model is asked how probable it finds it. */
export function guessed(text: string): Original {
  const found = signs(text);
  return { signs: found, logprob: -natsPerSign * found.length };
}

/**
 * What the distance of a text from the original costs, in nats. With `open`, `text` is only a
 * beginning, and this is the least that any continuation costs.
 */
export function costOf(original: Original, text: string, origin: Origin, open = false): number {
  const edits = editsBetween(original.signs, signs(text), open);
  return natsPerEdit[origin] * Math.min(edits, mostEdits[origin]);
}

/**
 * Logarithm of how likely a text is the repair, the place's own weight left out: how much more
 * probable than the original the model finds it, and how close it is. A mutant shares most of the
 * line. Of its own, the model finds almost anything more probable than a long line of someone else:
 * that is worth a nat at most. Never less for a more probable text: with `open` it bounds what any
 * continuation can have.
 */
export function gainOf(
  original: Original,
  text: string,
  logprob: number,
  origin: Origin,
  open = false,
): number {
  const above = logprob - original.logprob;
  const worth = origin === 'mutated' || above < 0 ? above : above / (1 + above);
  return worth - costOf(original, text, origin, open);
}
