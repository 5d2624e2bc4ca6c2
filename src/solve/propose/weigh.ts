import { editsBetween, signs } from '../../base/closeness.ts';

/**
 * What each changed sign costs, in nats: most defects are a sign or two away from what is right,
 * while the model alone would write every line anew.
 */
const natsPerEdit = 0.7;
/** What the model makes of a sign of correct code, in nats, where it has not been asked. */
const natsPerSign = 0.25;

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
export function costOf(original: Original, text: string, open = false): number {
  return natsPerEdit * editsBetween(original.signs, signs(text), open);
}

/**
 * Logarithm of how likely a text is the repair, the place's own weight left out: how much more
 * probable than the original the model finds it, and how close it is. `open` as above.
 */
export function gainOf(original: Original, text: string, logprob: number, open = false): number {
  return logprob - original.logprob - costOf(original, text, open);
}
