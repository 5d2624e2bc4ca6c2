import type { Fim } from './descriptor.ts';
import type { InfillPrompt } from './model.ts';

/** A piece of a prompt: one of the model's special tokens, or text that is only ever text. */
export type Segment = { readonly special: string } | { readonly text: string };

/**
 * Lays out an infill prompt. The user's text stays in text segments, so that a file which mentions
 * a special token cannot end its own prompt. `context` goes before everything; `begin` stands where
 * the middle goes on.
 */
export function infillSegments(prompt: InfillPrompt, { order, tokens }: Fim): Segment[] {
  const begin = prompt.begin ?? '';
  const suffix = [{ special: tokens.suffix }, { text: prompt.suffix }];
  const prefix = { special: tokens.prefix };
  const middle = tokens.middle === undefined ? [] : [{ special: tokens.middle }];
  const laid: Segment[] =
    order === 'spm'
      ? [...suffix, prefix, { text: prompt.prefix + begin }]
      : [prefix, { text: prompt.prefix }, ...suffix, ...middle, { text: begin }];
  const context = { text: prompt.context ?? '' };
  return [context, ...laid].filter((segment) => !('text' in segment) || segment.text !== '');
}

/**
 * Special texts that end a middle: the descriptor's end, and those that lay out a prompt, for a
 * model which writes one goes on to another example.
 */
export function infillEnds({ tokens }: Fim): string[] {
  const ends = [tokens.end, tokens.suffix, tokens.prefix, tokens.middle];
  return ends.filter((end) => end !== undefined);
}
