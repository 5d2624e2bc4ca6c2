import OpenAI from 'openai';
import { deriveAbort, neverAborted } from '../base/abort.ts';
import type { Failure } from '../base/failure.ts';
import type { Random } from '../base/random.ts';
import type {
  Capabilities,
  DoneEvent,
  GenerateOptions,
  Model,
  ModelEvent,
  Prompt,
} from './model.ts';
import { splitReasoning } from './reasoning.ts';
import { addressProblem, type RemoteAddress } from './remote/address.ts';
import { guardedFetch, type Fetch } from './remote/fetch.ts';
import { estimateTokens, Meter } from './remote/meter.ts';
import {
  judgeProbe,
  lack,
  listedContext,
  probeAsks,
  type Found,
  type Heard,
} from './remote/probe.ts';
import { endpointOf, promptCharacters } from './remote/request.ts';
import type { Dialect, Endpoint } from './remote/request.ts';
import { defaultRetry, type RetryPolicy } from './remote/retry.ts';
import { defaultPatience, type Patience } from './remote/silence.ts';
import { endBefore } from './remote/stop.ts';
import { streamTokens, type Line, type OpenStream } from './remote/stream.ts';

export interface RemoteOptions extends RemoteAddress {
  /** As the user names it: `remote:URL#MODEL`. */
  readonly name: string;
  /** Sent to the base URL's origin and nowhere else; see `keyFor`. */
  readonly apiKey: string | undefined;
  /** What carries the requests; see `proxiedFetch` for the command line's. */
  readonly fetch?: Fetch;
  /** How many requests to have under way at once. */
  readonly parallel?: number;
  readonly retry?: RetryPolicy;
  readonly patience?: Patience;
  /** Jitter of the waits between tries. */
  readonly random?: Random;
}

/** What is assumed of a server that does not say. */
const unstated = { parallel: 8, contextTokens: 32_768 };

/** What was found about a model stays true for the process. */
interface Knowledge {
  found?: Found;
  readonly dialects: Map<Endpoint, Dialect>;
}
const known = new Map<string, Knowledge>();

/**
 * A model behind an HTTP server that speaks OpenAI's protocol: chat completions for messages, plain
 * completions for text and for the middle of a text. One generation is one request; several samples
 * are several requests. Redirects are not followed.
 */
export function remoteModel(options: RemoteOptions): Model {
  return new RemoteModel(options);
}

class RemoteModel implements Model {
  readonly name: string;
  readonly #options: RemoteOptions;
  readonly #problem: Failure | null;
  readonly #ending = new AbortController();
  readonly #client: OpenAI;
  readonly #line: Line;
  readonly #knowledge: Knowledge;
  #probing: Promise<Found | Failure> | null = null;

  constructor(options: RemoteOptions) {
    this.name = options.name;
    this.#options = options;
    this.#problem = addressProblem(options.baseUrl) ?? keyProblem(options.apiKey);
    this.#client = client(options);
    const place = `${options.baseUrl}#${options.model}`;
    this.#knowledge = known.get(place) ?? { dialects: new Map() };
    known.set(place, this.#knowledge);
    this.#line = {
      place: { baseUrl: options.baseUrl, model: options.model, key: options.apiKey },
      open: opener(this.#client),
      retry: options.retry ?? defaultRetry,
      patience: options.patience ?? defaultPatience,
      random: options.random ?? Math.random,
      dialects: this.#knowledge.dialects,
    };
  }

  async capabilities(signal = neverAborted): Promise<Capabilities | Failure> {
    const found = await this.#find(signal);
    return 'code' in found ? found : found.capabilities;
  }

  async *generate(
    prompt: Prompt,
    options: GenerateOptions,
    signal = neverAborted,
  ): AsyncIterable<ModelEvent> {
    const { ctrl, dispose } = deriveAbort(signal, this.#ending.signal);
    try {
      const found = await this.#find(ctrl.signal);
      const failure = 'code' in found ? found : lack(prompt, found, this.#options.model);
      if (ctrl.signal.aborted) yield unstarted('cancelled');
      else if (failure) yield unstarted('error', failure);
      else yield* this.#answer(prompt, options, ctrl.signal);
    } finally {
      ctrl.abort();
      dispose();
    }
  }

  dispose(): Promise<void> {
    this.#ending.abort();
    return Promise.resolve();
  }

  #answer(
    prompt: Prompt,
    options: GenerateOptions,
    signal: AbortSignal,
  ): AsyncIterable<ModelEvent> {
    const endpoint = endpointOf(prompt);
    const ask = { endpoint, model: this.#options.model, prompt, options };
    const characters = promptCharacters(prompt);
    let answer = streamTokens(this.#line, ask, signal);
    if (prompt.kind === 'chat') {
      answer = splitReasoning(answer, { ...options, promptTokens: estimateTokens(characters) });
    }
    return options.stop?.length ? endBefore(answer, options.stop, characters) : answer;
  }

  /** The probe's findings; it runs once, whoever waits for it, and again only after a failure. */
  async #find(signal: AbortSignal): Promise<Found | Failure> {
    if (this.#problem) return this.#problem;
    if (this.#knowledge.found) return this.#knowledge.found;
    this.#probing ??= this.#probe().finally(() => {
      this.#probing = null;
    });
    const { ctrl, dispose } = deriveAbort(signal);
    try {
      return await Promise.race([this.#probing, cancellation(ctrl.signal)]);
    } finally {
      dispose();
    }
  }

  async #probe(): Promise<Found | Failure> {
    const { model, parallel = unstated.parallel } = this.#options;
    const asks = probeAsks(model);
    const signal = this.#ending.signal;
    const [chat, infill, list] = await Promise.all([
      collect(splitReasoning(streamTokens(this.#line, asks.chat, signal, true))),
      collect(streamTokens(this.#line, asks.infill, signal, true)),
      this.#client.get('/models', { signal }).catch(() => null),
    ]);
    const contextTokens = listedContext(list, model) ?? unstated.contextTokens;
    const dialects = [...this.#knowledge.dialects.values()];
    const seed = dialects.every(({ without }) => !without.includes('seed'));
    const found = judgeProbe(chat, infill, { parallel, contextTokens, seed });
    if (!('code' in found)) this.#knowledge.found = found;
    return found;
  }
}

/** The one place that speaks through the client. Tries, waits and words are ours, not the client's. */
function client(options: RemoteOptions): OpenAI {
  return new OpenAI({
    baseURL: options.baseUrl,
    // Without one, the client would take keys from the environment; the real one is sent by fetch.
    apiKey: 'sent-by-fetch',
    adminAPIKey: null,
    fetch: guardedFetch(options.fetch ?? globalThis.fetch, options.apiKey),
    maxRetries: 0,
    logLevel: 'off',
  });
}

function opener(through: OpenAI): OpenStream {
  const paths = { chat: '/chat/completions', completions: '/completions' };
  return async (endpoint, body, signal) =>
    (await through.post(paths[endpoint], { body, signal, stream: true })) as AsyncIterable<unknown>;
}

/** A header takes visible ASCII only; what fetch says about another key would show it. */
function keyProblem(key: string | undefined): Failure | null {
  if (key === undefined || /^[\x21-\x7e]+$/.test(key)) return null;
  return {
    code: 'wrong-key',
    why: 'The key has characters that no key holds: set RECKON_API_KEY again.',
  };
}

function unstarted(finish: 'cancelled' | 'error', failure?: Failure): DoneEvent {
  return new Meter(0).done(finish, failure);
}

async function collect(events: AsyncIterable<ModelEvent>): Promise<Heard> {
  const heard: ModelEvent[] = [];
  for await (const event of events) heard.push(event);
  return heard;
}

function cancellation(signal: AbortSignal): Promise<Failure> {
  const failure = { code: 'cancelled', why: 'The request was cancelled.' };
  return new Promise((resolve) => {
    if (signal.aborted) resolve(failure);
    signal.addEventListener('abort', () => {
      resolve(failure);
    });
  });
}
