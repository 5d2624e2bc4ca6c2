import { seededRandom } from '../../base/random.ts';
import { Detokenizer } from './detokenizer.ts';
import { type Candidate, entropyBound, poolSize, sample } from './distribution.ts';
import type { LoadedModel } from './loaded-model.ts';
import { type Errand, inTurn, mayGoOn, prefill } from './prefill.ts';
import type { EngineDone, EngineOptions, EnginePrompt, EngineToken } from './protocol.ts';
import type { RightOfWay } from './right-of-way.ts';
import { StopFilter } from './stops.ts';
import type { EncodedPrompt } from './tokens.ts';

export type Generated =
  | { readonly kind: 'token'; readonly token: EngineToken }
  | ({ readonly kind: 'done' } & {
      readonly done: EngineDone;
    });

/**
 * Generates an answer, token by token; the last event is `done`. Checks `signal` before every
 * evaluation. Throws what the engine throws.
 */
export async function* generate(
  model: LoadedModel,
  prompt: EnginePrompt,
  options: EngineOptions,
  rightOfWay: RightOfWay,
  signal: AbortSignal,
): AsyncGenerator<Generated> {
  const encoded = model.encode(prompt);
  const room = model.loaded.contextTokens - encoded.tokens.length;
  if (room < 1 || encoded.tokens.length === 0) {
    yield { kind: 'done', done: refused(encoded.tokens.length, model.loaded.contextTokens) };
    return;
  }
  const { priority } = options;
  const sequence = await model.pool.acquire(encoded.tokens, priority, signal);
  if (!sequence) {
    yield { kind: 'done', done: { finish: 'cancelled', ...nothing } };
    return;
  }
  const leave = rightOfWay.enter(priority);
  try {
    const limits = { ...options, maxTokens: Math.min(options.maxTokens, room) };
    const errand = { sequence, priority, pace: model.pace, rightOfWay, signal };
    yield* new Generation(model, encoded, limits, errand).run();
  } finally {
    leave();
    model.pool.release(sequence);
  }
}

const nothing = { promptTokens: 0, cachedTokens: 0, tokens: 0, evaluated: 0 };

function refused(tokens: number, contextTokens: number): EngineDone {
  const failure =
    tokens === 0
      ? { code: 'empty-prompt', why: 'The prompt is empty.' }
      : {
          code: 'prompt-too-long',
          why: `The prompt has ${tokens} tokens and the model's context ${contextTokens}: shorten it.`,
        };
  return { finish: 'error', ...nothing, failure };
}

/** One answer in one sequence. */
class Generation {
  readonly #model: LoadedModel;
  readonly #prompt: EncodedPrompt;
  readonly #options: EngineOptions;
  readonly #errand: Errand;
  readonly #stops: StopFilter<EngineToken>;
  #cached = 0;
  /** Tokens of the prompt evaluated, and those that were evaluated once more. */
  #fresh = 0;
  #again = 0;
  #written = 0;
  #predicted = 0;
  #endLogprob: number | undefined;

  constructor(model: LoadedModel, prompt: EncodedPrompt, options: EngineOptions, errand: Errand) {
    this.#model = model;
    this.#prompt = prompt;
    this.#options = options;
    this.#errand = errand;
    this.#stops = new StopFilter([...options.stop, ...prompt.endTexts]);
  }

  async *run(): AsyncGenerator<Generated> {
    const { tokens } = this.#prompt;
    this.#cached = await this.#errand.sequence.keepOnly(tokens);
    const { fresh, again } = this.#lastPiece();
    this.#fresh = await prefill(this.#errand, this.#without(fresh), this.#cached);
    const finish = this.#errand.signal.aborted ? 'cancelled' : yield* this.#write(fresh, again);
    for (const token of this.#stops.end()) yield { kind: 'token', token };
    const usage = {
      promptTokens: this.#fresh,
      cachedTokens: this.#cached,
      tokens: this.#written,
      // The first prediction is made with the rest of the prompt, which counts as the prompt's.
      evaluated: this.#fresh + this.#again + Math.max(0, this.#predicted - 1),
    };
    const end = this.#endLogprob === undefined ? {} : { endLogprob: this.#endLogprob };
    yield { kind: 'done', done: { finish, ...usage, ...end } };
  }

  /** Of the prompt, what is evaluated with the first prediction. */
  #lastPiece(): { readonly fresh: number; readonly again: number } {
    // Where nothing is asked, the whole prompt is to be in the cache.
    if (this.#options.maxTokens === 0) return { fresh: 1, again: 0 };
    const { pace, sequence } = this.#errand;
    const { length } = this.#prompt.tokens;
    return pace.lastPiece(length - this.#cached, sequence.canBeCut ? length : 0);
  }

  /** The prompt without its last tokens, but for the placeholder of what is asked after them. */
  #without(last: number): readonly number[] {
    return this.#prompt.tokens.slice(0, this.#prompt.tokens.length - last + 1);
  }

  /** The end of the prompt, its `fresh` and `again`, is evaluated with the first prediction. */
  async *#write(fresh: number, again: number): AsyncGenerator<Generated, EngineDone['finish']> {
    const { maxTokens, alternatives, temperature, seed } = this.#options;
    const random = seededRandom(seed);
    // Where the vocabulary must be sorted, more of its top costs nothing and sharpens the entropy.
    const top = temperature > 0 || alternatives > 0 ? poolSize : 1;
    const text = new Detokenizer(this.#model.textOf, this.#prompt.tokens);
    let next: readonly number[] = this.#prompt.tokens.slice(-fresh - again);
    while (this.#written < maxTokens) {
      const candidates = await this.#following(next, top);
      if (!candidates) return 'cancelled';
      if (this.#predicted++ === 0) {
        this.#fresh += fresh;
        this.#again = again;
      }
      const drawn = sample(candidates, this.#options, random);
      if (!drawn) throw new Error('the engine gave no token');
      if (this.#ends(drawn.token)) {
        this.#endLogprob = drawn.logprob;
        return 'stop';
      }
      this.#written++;
      const token = { text: text.push(drawn.token), ...this.#numbers(drawn, candidates) };
      const { pieces, stopped } = this.#stops.push(token);
      for (const piece of pieces) yield { kind: 'token', token: piece };
      if (stopped) return 'stop';
      next = [drawn.token];
    }
    return 'length';
  }

  /** The end of a prompt is a piece like others; a token goes with those of other answers. */
  async #following(tokens: readonly number[], top: number): Promise<Candidate[] | undefined> {
    const errand = this.#errand;
    const { sequence, priority } = errand;
    const ask = () => sequence.next(tokens, top, priority);
    if (tokens.length === 1) return (await mayGoOn(errand)) ? await ask() : undefined;
    return await inTurn(errand, tokens.length, async () => {
      // What is taken again is dropped only now: who is cancelled while it waits keeps it.
      await sequence.keepOnly(this.#without(tokens.length));
      return await ask();
    });
  }

  #ends(token: number): boolean {
    return this.#model.isEnd(token) || this.#prompt.endTokens.has(token);
  }

  #numbers(drawn: Candidate, candidates: readonly Candidate[]): Omit<EngineToken, 'text'> {
    const count = this.#options.alternatives;
    if (candidates.length < 2) return { logprob: drawn.logprob };
    const alternatives = candidates.slice(0, count).map(({ token, logprob }) => ({
      text: this.#ends(token) ? '' : this.#model.nameOf(token),
      logprob,
    }));
    return {
      logprob: drawn.logprob,
      entropy: entropyBound(candidates),
      ...(count > 0 ? { alternatives } : {}),
    };
  }
}
