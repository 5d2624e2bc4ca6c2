import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { probeAsks } from '../../src/model/remote/probe.ts';
import { requestBody, widestDialect } from '../../src/model/remote/request.ts';

/** A request as it came, for answers to depend on and for tests to look at. */
export interface ReplayRequest {
  /** Below the base URL: `/chat/completions`, `/completions`, `/models`. */
  readonly path: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Readonly<Record<string, unknown>>;
  /** Is it the remote model's own probe? */
  readonly probe: boolean;
  /** Resolves when the exchange is over: did the client leave before the answer's end? */
  readonly over: Promise<'ended' | 'left'>;
}

/** A piece of a streamed answer: one event. */
export interface Piece {
  readonly text?: string;
  readonly reasoning?: string;
  /** The field that carries the reasoning; `reasoning_content` where absent. */
  readonly reasoningField?: 'reasoning_content' | 'reasoning';
  /** As the server's API writes it beside the piece. */
  readonly logprobs?: unknown;
}

/**
 * What goes wrong after the pieces: the connection is cut, nothing comes any more, the last piece
 * comes for ever, an event is no JSON, the stream ends without [DONE], or without a word.
 */
export type Fault = 'cut' | 'silence' | 'endless' | 'malformed' | 'no-done' | 'no-finish';

export interface Answer {
  /** An error or a redirect; 200 where absent. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** The body of an error. */
  readonly error?: unknown;
  /** The whole answer as one piece. */
  readonly text?: string;
  readonly pieces?: readonly Piece[];
  readonly finish?: string;
  /** The server's count; null for none; made up where absent. */
  readonly usage?: Readonly<Record<string, unknown>> | null;
  readonly fault?: Fault;
}

export type Respond = (request: ReplayRequest) => Answer | Promise<Answer>;

export interface ReplayServer {
  /** What a model's base URL is: ends with `/v1`. */
  readonly baseUrl: string;
  /** Every request so far, probes too. */
  readonly requests: readonly ReplayRequest[];
  close(): Promise<void>;
}

/**
 * A real HTTP server on loopback that speaks OpenAI's protocol and answers by script. Probes and
 * the list of models are answered here, as by a plain chat server, unless `scripted` is set.
 */
export async function startReplayServer(
  respond: Respond,
  options: { readonly scripted?: boolean } = {},
): Promise<ReplayServer> {
  const requests: ReplayRequest[] = [];
  const server = http.createServer((incoming, response) => {
    void (async () => {
      const request = await readRequest(incoming, response);
      requests.push(request);
      const own = !options.scripted && (request.probe || request.path === '/models');
      await answerWith(request, own ? plainAnswer(request) : await respond(request), response);
    })().catch((error: unknown) => response.destroy(error as Error));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    requests,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function readRequest(
  incoming: http.IncomingMessage,
  response: http.ServerResponse,
): Promise<ReplayRequest> {
  let text = '';
  for await (const chunk of incoming.setEncoding('utf8')) text += chunk as string;
  const body = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
  return {
    path: (incoming.url ?? '').replace(/^\/v1/, ''),
    headers: incoming.headers,
    body,
    probe: isProbe(body),
    over: new Promise((resolve) => {
      response.on('close', () => {
        resolve(response.writableFinished ? 'ended' : 'left');
      });
    }),
  };
}

function isProbe(body: Readonly<Record<string, unknown>>): boolean {
  const prompt = (asked: Readonly<Record<string, unknown>>) =>
    JSON.stringify([asked['messages'], asked['prompt'], asked['suffix']]);
  return Object.values(probeAsks('')).some(
    (ask) => prompt(requestBody(ask, widestDialect)) === prompt(body),
  );
}

/** What a chat server without plain completions and logprobs would say. */
function plainAnswer(request: ReplayRequest): Answer {
  return request.path === '/chat/completions' ? { text: 'OK' } : { status: 404 };
}

async function answerWith(
  request: ReplayRequest,
  answer: Answer,
  response: http.ServerResponse,
): Promise<void> {
  const status = answer.status ?? 200;
  const streamed = request.body['stream'] === true && status === 200;
  const type = streamed ? 'text/event-stream' : 'application/json';
  response.writeHead(status, { 'content-type': type, ...answer.headers });
  if (streamed) await stream(request, answer, response);
  else if (status === 200) response.end(JSON.stringify(whole(request, answer)));
  else response.end(answer.error === undefined ? '' : JSON.stringify({ error: answer.error }));
}

async function stream(
  request: ReplayRequest,
  answer: Answer,
  response: http.ServerResponse,
): Promise<void> {
  const pieces = piecesOf(answer);
  const write = (data: string) => response.write(`data: ${data}\n\n`);
  for (const piece of pieces) write(JSON.stringify(event(request, piece)));
  if (answer.fault === 'malformed') write('{"choices": [');
  if (answer.fault === 'cut') {
    // What was written goes out first, so that the client sees a stream that began.
    await setImmediate();
    response.destroy();
  }
  if (answer.fault === 'silence' || answer.fault === 'cut') return;
  while (answer.fault === 'endless' && !response.destroyed) {
    write(JSON.stringify(event(request, pieces.at(-1) ?? {})));
    await setImmediate();
  }
  if (answer.fault !== 'no-finish') {
    write(JSON.stringify(event(request, {}, answer.finish ?? 'stop')));
    const usage = answer.usage === undefined ? countedUsage(answer) : answer.usage;
    if (usage) write(JSON.stringify({ choices: [], usage }));
    if (answer.fault !== 'no-done') write('[DONE]');
  }
  response.end();
}

function piecesOf(answer: Answer): readonly Piece[] {
  return answer.pieces ?? (answer.text === undefined ? [] : [{ text: answer.text }]);
}

function event(request: ReplayRequest, piece: Piece, finish: string | null = null): unknown {
  // Servers that give no logprobs leave the field out.
  const { text, reasoning, reasoningField = 'reasoning_content', logprobs } = piece;
  const said =
    request.path === '/completions'
      ? { text: text ?? '' }
      : { delta: { content: text, [reasoningField]: reasoning } };
  return { choices: [{ index: 0, ...said, logprobs, finish_reason: finish }] };
}

/** The answer of a request that does not stream. */
function whole(request: ReplayRequest, answer: Answer): unknown {
  if (request.path === '/models') return JSON.parse(answer.text ?? '{"data": []}');
  const text = piecesOf(answer)
    .map((piece) => piece.text ?? '')
    .join('');
  const said =
    request.path === '/completions' ? { text } : { message: { role: 'assistant', content: text } };
  const choice = { index: 0, ...said, logprobs: null, finish_reason: answer.finish ?? 'stop' };
  return { choices: [choice], usage: answer.usage ?? countedUsage(answer) };
}

function countedUsage(answer: Answer): Record<string, unknown> {
  return { prompt_tokens: 10, completion_tokens: piecesOf(answer).length };
}
