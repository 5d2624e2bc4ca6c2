import type { EvaluationPriority, LlamaContextSequence, Token } from 'node-llama-cpp';
import { type Candidate, logprobOfAny, readCandidates } from './distribution.ts';
import { commonPrefix, type Place, type Priority } from './pool.ts';

/** Decides only who gets the larger share of a batch that is too full. */
const rank: Record<Priority, EvaluationPriority> = { complete: 5, solve: 1, idle: 1 };

const greedy = { temperature: 0 };
/**
 * Of how many tokens a distribution is made where more than the best is read: those beyond hold a
 * thousandth of it, and to sort them too would take a small model 6% more time.
 */
const known = 4096;
/** Like the greedy one it leaves the logits as they were; it keeps the likeliest, sorted. */
const likeliest = { temperature: 1, topK: known, topP: 1, minP: 0, seed: 0 };

/** What is read of the distribution after a token. */
interface Readings {
  readonly logits: {
    readonly filter: { readonly tokens: Token[]; readonly includeSelected: boolean };
  };
  readonly totalLogitWeight: boolean;
  readonly options: typeof greedy;
}

/** Tokens that are asked about, those that mean the same together. */
export type Groups = readonly (readonly number[])[];

/** A sequence of the engine's context, with the tokens in its cache. */
export class CachedSequence implements Place {
  readonly #sequence: LlamaContextSequence;

  constructor(sequence: LlamaContextSequence) {
    this.#sequence = sequence;
  }

  get tokens(): readonly number[] {
    return this.#sequence.contextTokens;
  }

  /** Can its last tokens be dropped alone? Not so a recurrent state's. */
  get canBeCut(): boolean {
    return !this.#sequence.needsCheckpoints;
  }

  /**
   * Drops what differs from the prompt, and the prompt's last token, whose evaluation gives the
   * first answer. Returns how many tokens of the prompt need no evaluation.
   */
  async keepOnly(prompt: readonly number[]): Promise<number> {
    const sequence = this.#sequence;
    const end = sequence.nextTokenIndex;
    const shared = Math.min(commonPrefix(sequence.contextTokens, prompt), prompt.length - 1);
    // A recurrent state cannot be cut: the library would evaluate it anew, out of our reach.
    const start = !this.canBeCut && shared < end ? 0 : shared;
    if (start < end) await sequence.eraseContextTokenRanges([{ start, end }]);
    return sequence.nextTokenIndex;
  }

  /** Evaluates tokens without asking what comes next. */
  async feed(tokens: readonly number[], priority: Priority): Promise<void> {
    await this.#sequence.controlledEvaluate(tokens as Token[], {
      evaluationPriority: rank[priority],
    });
  }

  /** Evaluates tokens in one batch and gives the `top` likeliest ones after the last of them. */
  async next(tokens: readonly number[], top: number, priority: Priority): Promise<Candidate[]> {
    const before = tokens.slice(0, -1);
    const [candidates] = await this.following(tokens.slice(-1), top, priority, before);
    return candidates ?? [];
  }

  /**
   * Evaluates tokens in one batch, those `before` them in the same, and gives, after each, the `top`
   * likeliest next ones. The library returns logits as they leave its sampler.
   */
  async following(
    tokens: readonly number[],
    top: number,
    priority: Priority,
    before: readonly number[] = [],
  ): Promise<Candidate[][]> {
    // Asking for the best alone spares the sorting.
    const filter =
      top > 1 ? { tokens: [], includeTop: top } : { tokens: [], includeSelected: true };
    const options = top > 1 ? likeliest : greedy;
    const generateNext = { token: true, logits: { filter }, totalLogitWeight: true, options };
    const asked = tokens.map((token): [Token, object] => [token as Token, { generateNext }]);
    const outputs = await this.#sequence.controlledEvaluate([...(before as Token[]), ...asked], {
      evaluationPriority: rank[priority],
    });
    return outputs.slice(before.length).map((output) => {
      const { logits, totalLogitWeight } = output?.next ?? {};
      if (!logits || totalLogitWeight === undefined) throw new Error('the engine gave no logits');
      return readCandidates(logits, totalLogitWeight);
    });
  }

  /**
   * Evaluates tokens in one batch and gives, after each, the log-probabilities that the next one is
   * any of each group of its `wanted`.
   */
  async probe(
    tokens: readonly number[],
    wanted: readonly Groups[],
    priority: Priority,
  ): Promise<number[][]> {
    const input = tokens.map((token, at): [Token, { generateNext: Readings }] => {
      // The greedy choice is the largest: `includeMax` leaves it out where it is not wanted anyway.
      const asked = [...new Set((wanted[at] ?? []).flat())] as Token[];
      const filter = { tokens: asked, includeSelected: true };
      const generateNext = { logits: { filter }, totalLogitWeight: true, options: greedy };
      return [token as Token, { generateNext }];
    });
    const outputs = await this.#sequence.controlledEvaluate(input, {
      evaluationPriority: rank[priority],
    });
    return outputs.map((output, at) => {
      const { logits, totalLogitWeight } = output?.next ?? {};
      if (!logits || totalLogitWeight === undefined) throw new Error('the engine gave no logits');
      const groups = wanted[at] ?? [];
      return groups.map((group) => logprobOfAny(group, logits, totalLogitWeight));
    });
  }
}
