import type { Random } from '../../base/random.ts';

/** A token that may come next, with the model's own log-probability (natural). */
export interface Candidate {
  readonly token: number;
  readonly logprob: number;
}

/**
 * How many of the likeliest tokens are read, and a sample is drawn from. Beyond them lies next to nothing of a
 * code model's distribution, and what lies there is what truncation is meant to cut.
 */
export const poolSize = 64;

/**
 * Log-probabilities of the likeliest tokens, best first, from raw logits: `logits` holds the top k,
 * sorted; `totalWeight` is the sum of exp(logit - largest logit) over the vocabulary, or over the part
 * of it that is known. Exact but for what is left out there and the rounding of 32-bit sums.
 */
export function readCandidates(
  logits: ReadonlyMap<number, number>,
  totalWeight: number,
): Candidate[] {
  const entries = [...logits];
  const top = entries[0]?.[1];
  if (top === undefined) return [];
  const norm = top + Math.log(totalWeight);
  return entries.map(([token, logit]) => ({ token, logprob: logit - norm }));
}

/**
 * Log-probability that the next token is any of `wanted`: `logits` holds theirs and the largest of
 * all; `totalWeight` as above.
 */
export function logprobOfAny(
  wanted: readonly number[],
  logits: ReadonlyMap<number, number>,
  totalWeight: number,
): number {
  const top = Math.max(...logits.values());
  const weight = wanted.reduce(
    (sum, token) => sum + Math.exp((logits.get(token) ?? -Infinity) - top),
    0,
  );
  return Math.log(weight / totalWeight);
}

/**
 * A lower bound of the whole distribution's entropy, in nats: the known tokens' own share, and for
 * the rest of the mass the surprise of the least likely known token, which no other one undercuts.
 */
export function entropyBound(candidates: readonly Candidate[]): number {
  let entropy = 0;
  let known = 0;
  for (const { logprob } of candidates) {
    const p = Math.exp(logprob);
    entropy -= p * logprob;
    known += p;
  }
  const least = candidates.at(-1)?.logprob ?? 0;
  return Math.max(0, entropy) + Math.max(0, 1 - known) * -least;
}

/**
 * Draws one of the candidates (best first): those that fill the nucleus `topP` at temperature 1,
 * then by the probabilities at `temperature`; 0 is the best. Undefined where there are none.
 */
export function sample(
  candidates: readonly Candidate[],
  { temperature, topP }: { readonly temperature: number; readonly topP: number },
  random: Random,
): Candidate | undefined {
  const best = candidates[0];
  if (!best || temperature === 0) return best;
  const nucleus = nucleusOf(candidates, topP);
  const weights = nucleus.map(({ logprob }) => Math.exp((logprob - best.logprob) / temperature));
  let left = random() * weights.reduce((sum, weight) => sum + weight, 0);
  const drawn = nucleus.find((_, at) => (left -= weights[at] ?? 0) < 0);
  return drawn ?? best;
}

function nucleusOf(candidates: readonly Candidate[], topP: number): readonly Candidate[] {
  const mass = candidates.reduce((sum, { logprob }) => sum + Math.exp(logprob), 0);
  let filled = 0;
  const last = candidates.findIndex(({ logprob }) => (filled += Math.exp(logprob)) >= topP * mass);
  return last < 0 ? candidates : candidates.slice(0, last + 1);
}
