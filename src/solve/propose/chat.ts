import type { Patch } from '../../base/edit.ts';
import type { Syntax } from '../../base/syntax.ts';
import type { Failure } from '../../base/failure.ts';
import { answerText } from '../../model/reasoning.ts';
import type { Capabilities, DoneEvent, Model, ModelEvent } from '../../model/model.ts';
import { readAnswer } from '../answer/answer.ts';
import { chatMessages, type Brief } from './chat-prompt.ts';
import { Strategies } from './chat-strategies.ts';
import type { Draft, Ground, OpenSample, Proposer, Stop } from './proposer.ts';

export interface ChatOptions {
  readonly model: Model;
  readonly capabilities: Capabilities;
  readonly brief: Promise<Brief>;
  /** The workspace's text of a path, also of files that were not shown. */
  readonly read: (path: string) => Promise<string | null>;
  readonly syntax: Syntax;
  readonly seed: number;
}

const answerTokens = 4096;
const thinkingTokens = 8192;
/** A model that fails this often in a row is given up. */
const failuresAllowed = 3;

/**
 * Samples whole edits from a chat model, as many at once as it takes, each by a strategy of its own:
 * from the second round on some go on from the best sample so far.
 */
export class ChatProposer implements Proposer {
  readonly model: string;
  readonly #options: ChatOptions;
  readonly #strategies = new Strategies();
  #started = 0;
  #failed = 0;
  #failure: Failure | null = null;

  constructor(options: ChatOptions) {
    this.model = options.model.name;
    this.#options = options;
  }

  async run(ground: Ground, signal: AbortSignal): Promise<Failure | null> {
    const brief = await this.#options.brief;
    const streams = Array.from({ length: this.#options.capabilities.parallel }, async () => {
      while (!signal.aborted && this.#failure === null) {
        if (!(await this.#sample(brief, ground, signal))) return;
      }
    });
    await Promise.all(streams);
    return this.#failure;
  }

  /** Draws one sample; false when no more may be drawn. */
  async #sample(brief: Brief, ground: Ground, signal: AbortSignal): Promise<boolean> {
    const { capabilities, model, seed } = this.#options;
    const round = 1 + Math.floor(this.#started / capabilities.parallel);
    const best = round > 1 ? ground.best() : undefined;
    const { name, advice, continues, temperature } = this.#strategies.next(best?.id);
    const sample = ground.begin({ strategy: name, round, model: model.name });
    if (!sample) return false;
    this.#started++;
    const previous = continues ? best : undefined;
    const { contextTokens } = capabilities;
    const room = Math.min(answerTokens + thinkingTokens, Math.floor(contextTokens / 2));
    const messages = chatMessages(brief, { advice, previous }, contextTokens - room);
    const options = {
      maxTokens: Math.min(room, ground.tokensLeft()),
      maxThinkingTokens: thinkingTokens,
      temperature,
      seed: seed + sample.id,
    };
    const events = model.generate({ kind: 'chat', messages }, options, signal);
    const draft = await this.#read(sample, events, brief, ground);
    await ground.submit(sample, draft);
    return true;
  }

  async #read(
    sample: OpenSample,
    events: AsyncIterable<ModelEvent>,
    brief: Brief,
    ground: Ground,
  ): Promise<Draft> {
    const seen: ModelEvent[] = [];
    for await (const event of events) {
      seen.push(event);
      if (event.kind !== 'token') continue;
      sample.token(event);
      ground.spend(1);
    }
    const done = seen.at(-1);
    if (done?.kind !== 'done') throw new Error('the stream of a model has no end');
    const { tokens, thinkingTokens: thought } = done.usage;
    // The server's own count, where it differs from what came by.
    ground.spend(tokens - (seen.length - 1));
    const usage = { tokens, thinkingTokens: thought, logprob: logprobOf(seen) };
    const cut = cutOf(done, ground.tokensLeft());
    if (cut) sample.stopped(cut);
    if (done.failure) {
      this.#failed++;
      if (this.#failed >= failuresAllowed) this.#failure = done.failure;
      return { patch: null, failure: done.failure, ...usage };
    }
    this.#failed = 0;
    const files = new Map(brief.sources.map(({ path, text }) => [path, text]));
    const [only] = brief.sources;
    const answer = await readAnswer(answerText(seen), {
      files,
      syntax: this.#options.syntax,
      ...(brief.sources.length === 1 && only ? { single: only.path } : {}),
    });
    if ('patch' in answer) return { patch: await this.#complete(answer.patch), ...usage };
    return { patch: null, failure: answer, unreadable: true, ...usage };
  }

  /** A file that was not shown is not new for that. */
  async #complete(patch: Patch): Promise<Patch> {
    const { read } = this.#options;
    return Promise.all(
      patch.map(async (edit) => ({ ...edit, before: edit.before ?? (await read(edit.path)) })),
    );
  }
}

/** What cut an answer short; null where the model ended it, or failed. */
function cutOf({ finish, usage }: DoneEvent, tokensLeft: number): Stop | null {
  const { tokens, thinkingTokens: thought } = usage;
  const cut = (code: string, why: string) => ({
    ...{ code, why },
    numbers: { tokens, thinkingTokens: thought },
  });
  if (finish === 'stop' || finish === 'error') return null;
  if (tokensLeft <= 0) return cut('out-of-tokens', 'Cut here: the tokens of the run are used up.');
  switch (finish) {
    case 'thinking':
      return cut('thinking-budget', `Cut here: ${thinkingTokens} tokens of thinking are the most.`);
    case 'length':
      return cut('answer-budget', `Cut here: an answer may have no more than ${tokens} tokens.`);
    case 'cancelled':
      return cut('cancelled', 'Cut here: the run ended first.');
  }
}

/** Log-probability of the whole answer; null unless every token has one. */
function logprobOf(events: readonly ModelEvent[]): number | null {
  const tokens = events.filter((event) => event.kind === 'token');
  if (tokens.length === 0) return null;
  let sum = 0;
  for (const { logprob } of tokens) {
    if (logprob === undefined) return null;
    sum += logprob;
  }
  return sum;
}
