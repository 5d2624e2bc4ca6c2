import { editsBetween, signs } from './closeness.ts';

/**
 * What each changed sign costs, in nats: most defects are a sign or two away from what is right,
 * while the model alone would write every line anew.
 */
const natsPerEdit = 0.7;
/** What the model makes of a sign of correct code, in nats, where it has not been asked. */
const natsPerSign = 0.5;

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
 * Logarithm of how likely a text is the repair, the place's own weight left out: how much more
 * probable than the original the model finds it, and how close it is. With `open`, `text` is only a
 * beginning, and this bounds what any continuation can have.
 */
export function gainOf(original: Original, text: string, logprob: number, open = false): number {
  const edits = editsBetween(original.signs, signs(text), open);
  return logprob - original.logprob - natsPerEdit * edits;
}

/** The gain of a text that the model cannot be asked about. */
export function guessedGain(original: Original, text: string): number {
  return -(natsPerEdit + 2 * natsPerSign) * editsBetween(original.signs, signs(text));
}
