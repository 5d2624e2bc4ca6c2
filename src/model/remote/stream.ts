import { setTimeout as sleep } from 'node:timers/promises';
import { deriveAbort } from '../../base/abort.ts';
import type { Random } from '../../base/random.ts';
import type { DoneEvent, ModelEvent, TokenEvent } from '../model.ts';
import { readChunk } from './chunks.ts';
import { remoteFailure, TroubleError, type Place, type Trouble } from './failures.ts';
import { Meter } from './meter.ts';
import { learn, promptCharacters, requestBody, widestDialect } from './request.ts';
import type { Ask, Body, Dialect, Endpoint } from './request.ts';
import { hasty, retryDelay, type RetryPolicy } from './retry.ts';
import { endSilence, type Patience } from './silence.ts';
import { openTrouble, streamTrouble } from './thrown.ts';

/** What carries a request: the client library, and nothing above it. */
export type OpenStream = (
  endpoint: Endpoint,
  body: Body,
  signal: AbortSignal,
) => Promise<AsyncIterable<unknown>>;

/** What all requests to one model on one server share. */
export interface Line {
  readonly place: Place;
  readonly open: OpenStream;
  readonly retry: RetryPolicy;
  readonly patience: Patience;
  readonly random: Random;
  /** What the server's refusals have taught, by endpoint. */
  readonly dialects: Map<Endpoint, Dialect>;
}

/** The end of one try, as data. */
interface TryEnd {
  readonly kind: 'end';
  readonly trouble: Trouble | null;
}

/**
 * One generation. Before the first token it is tried again, as the retry policy says and in another
 * dialect where the server refuses a parameter; after it, a trouble ends the stream. Never throws.
 * `blind`: see `learn`.
 */
export async function* streamTokens(
  line: Line,
  ask: Ask,
  signal: AbortSignal,
  blind = false,
): AsyncIterable<ModelEvent> {
  const retry = ask.options.priority === 'complete' ? hasty(line.retry) : line.retry;
  let dialect = line.dialects.get(ask.endpoint) ?? widestDialect;
  for (let tries = 1; ;) {
    const body = requestBody(ask, dialect);
    const meter = new Meter(promptCharacters(ask.prompt));
    let trouble: Trouble | null = null;
    for await (const event of oneTry(line, ask.endpoint, body, meter, signal)) {
      if (event.kind === 'end') {
        trouble = event.trouble;
        break;
      }
      // A server that heeds the limit has ended by now.
      if (meter.tokens >= ask.options.maxTokens) break;
      if (meter.tokens === 0) line.dialects.set(ask.endpoint, dialect);
      meter.count(event);
      yield event;
    }
    if (signal.aborted || trouble === null || meter.tokens > 0) {
      yield lastEvent(line, meter, trouble, signal);
      return;
    }
    const learnt = learn(dialect, trouble, body, blind);
    const wait = learnt ? 0 : retryDelay(trouble, tries++, retry, line.random, Date.now());
    if (wait === null) {
      yield lastEvent(line, meter, trouble, signal);
      return;
    }
    dialect = learnt ?? dialect;
    // An abort ends the wait; the next try then ends at once.
    await sleep(wait, undefined, { signal }).catch(() => undefined);
  }
}

function lastEvent(
  line: Line,
  meter: Meter,
  trouble: Trouble | null,
  signal: AbortSignal,
): DoneEvent {
  if (signal.aborted) return meter.done('cancelled');
  if (trouble) return meter.done('error', remoteFailure(trouble, line.place));
  // Without a word of the server's, the limit was met here.
  const full = meter.finishReason === null || meter.finishReason === 'length';
  return meter.done(full ? 'length' : 'stop');
}

/** Sends one request and reads its answer; what goes wrong is told in the last event. */
async function* oneTry(
  line: Line,
  endpoint: Endpoint,
  body: Body,
  meter: Meter,
  signal: AbortSignal,
): AsyncIterable<TokenEvent | TryEnd> {
  const { ctrl, dispose } = deriveAbort(signal);
  try {
    const tokens = readTokens(line.open, endpoint, body, meter, ctrl.signal);
    yield* endSilence(tokens, line.patience, () => {
      ctrl.abort();
    });
    yield { kind: 'end', trouble: null };
  } catch (thrown) {
    const trouble = streamTrouble(thrown);
    // What happens after the server's last word, before its [DONE], does the answer no harm.
    const late = /broken|silent/.test(trouble.kind) && hasEnded(meter);
    yield { kind: 'end', trouble: late ? null : trouble };
  } finally {
    ctrl.abort();
    dispose();
  }
}

async function* readTokens(
  open: OpenStream,
  endpoint: Endpoint,
  body: Body,
  meter: Meter,
  signal: AbortSignal,
): AsyncIterable<TokenEvent> {
  const chunks = await open(endpoint, body, signal).catch((thrown: unknown) => {
    throw new TroubleError(openTrouble(thrown));
  });
  let heard = false;
  for await (const raw of chunks) {
    const chunk = readChunk(raw);
    heard = true;
    meter.hear(chunk);
    yield* chunk.tokens;
  }
  if (signal.aborted) return;
  if (!heard) throw new TroubleError({ kind: 'malformed' });
  if (!hasEnded(meter)) throw new TroubleError({ kind: 'broken' });
  if (meter.finishReason === 'content_filter') throw new TroubleError({ kind: 'filtered' });
}

function hasEnded(meter: Meter): boolean {
  return meter.finishReason !== null && meter.finishReason !== 'error';
}
