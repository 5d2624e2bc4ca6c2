import type { SaidRow } from '../trace/rows.ts';

type Token = SaidRow['tokens'][number];

/** Probability of a token by the model's own distribution; null where it tells none. */
export function probability({ logprob }: Token): number | null {
  return logprob === undefined ? null : Math.min(1, Math.exp(logprob));
}

/**
 * One of five steps, from 0 (unsure) to 4 (sure), at p = 0.1, 0.3, 0.6 and 0.9: as many as the eye
 * tells apart in a shaded text.
 */
export function shade(p: number): number {
  return [0.1, 0.3, 0.6, 0.9].filter((edge) => p >= edge).length;
}

/**
 * How sure the model was of some text: the geometric mean of its tokens' probabilities; null where
 * it tells none.
 */
export function sureness(tokens: readonly Token[]): number | null {
  const told = tokens.flatMap(({ logprob }) => (logprob === undefined ? [] : [logprob]));
  if (told.length === 0) return null;
  return Math.min(1, Math.exp(told.reduce((sum, each) => sum + each, 0) / told.length));
}

/** A step of thinking: a paragraph, and how sure the model was of each part of it. */
export interface Step {
  readonly text: string;
  /** In the order of the text, a value for each event that told one. */
  readonly sureness: readonly number[];
}

/** Thinking as steps: split where the model left a line empty. */
export function steps(said: readonly SaidRow[]): Step[] {
  const found: { text: string; sureness: number[] }[] = [];
  let open = false;
  for (const { channel, text, tokens } of said) {
    if (channel !== 'thinking') continue;
    const sure = sureness(tokens);
    for (const [index, part] of text.split(/\n\s*\n/).entries()) {
      if (!open || index > 0) found.push({ text: '', sureness: [] });
      open = true;
      const step = found.at(-1);
      if (!step) continue;
      step.text += part;
      if (sure !== null && part.trim() !== '') step.sureness.push(sure);
    }
  }
  return found.filter(({ text }) => text.trim() !== '');
}
