import type { TokenEvent } from '../../../src/model/model.ts';

/** What a rule makes of a recorded answer. */
export interface Replay {
  /** Tokens that the rule lets be predicted. */
  readonly tokens: number;
  /** It kept less than the whole answer. */
  readonly cut: boolean;
}

/** Looks at a recorded answer after each token; true where it would end there. */
type Rule = (events: readonly TokenEvent[]) => boolean;

const least = { mean: -1.2, token: 0.2 } as const;

/** Rules of others, to compare with; they are replayed, for none changes what the model says. */
export const rivals: Readonly<Record<string, Rule>> = {
  /** llama.cpp's infill sampler, on the top 20: ends where 3 · p(end) · n > p(text), or p < 0.2. */
  'llama.cpp infill': (events) => {
    const { alternatives = [] } = events.at(-1) ?? {};
    const sum = (of: readonly { logprob: number }[]) =>
      of.reduce((total, { logprob }) => total + Math.exp(logprob), 0);
    const ends = sum(alternatives.filter(({ text }) => text === ''));
    const texts = sum(alternatives.filter(({ text }) => text !== ''));
    const best = Math.exp(alternatives[0]?.logprob ?? 0);
    return 3 * ends * alternatives.length > texts || best < least.token;
  },
  /** A floor under the mean log-probability. */
  'mean log-probability': (events) => {
    const sum = events.reduce((total, { logprob = 0 }) => total + logprob, 0);
    return sum / events.length < least.mean;
  },
};

/** Replays a rule over a line's tokens; `predicted`: those of the baseline, its end included. */
export function replay(rule: Rule, events: readonly TokenEvent[], predicted: number): Replay {
  const at = events.findIndex((_, index) => rule(events.slice(0, index + 1)));
  return at < 0 ? { tokens: predicted, cut: false } : { tokens: at + 1, cut: true };
}
