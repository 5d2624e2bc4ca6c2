import type { InfillPrompt, Model } from '../model/model.ts';
import { afterSecondLook, type AcceptPrior } from './show.ts';

/** What another draw said of a suggestion. */
export interface Look {
  /** Positions that it took. */
  readonly evaluated: number;
  /** The probability of acceptance, with what the draw said. */
  weigh(p: number, prior: AcceptPrior): number;
}

const draw = { temperature: 0.8, seed: 1, priority: 'complete' } as const;
/** A draw that is this much longer than the suggestion is another one. */
const spare = 16;

/** Draws the first line once more, from the prompt that is in the cache. */
export async function secondLook(
  model: Model,
  prompt: InfillPrompt,
  written: string,
  signal: AbortSignal,
): Promise<Look> {
  const wanted = firstLine(written);
  const options = { ...draw, maxTokens: spare + wanted.length, stop: ['\n'] };
  let text = '';
  let evaluated = 0;
  let failed = false;
  for await (const event of model.generate(prompt, options, signal)) {
    if (event.kind === 'token') text += event.text;
    else {
      evaluated = event.usage.evaluated ?? event.usage.promptTokens + event.usage.tokens;
      failed = event.finish === 'error' || event.finish === 'cancelled';
    }
  }
  const same = firstLine(text) === wanted;
  return { evaluated, weigh: (p, prior) => (failed ? p : afterSecondLook(p, same, prior)) };
}

function firstLine(text: string): string {
  return (text.split('\n')[0] ?? '').trimEnd();
}
