import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { seededRandom } from '../../src/base/random.ts';
import type { Benchmark, Row } from './benchmark.ts';
import { startCli } from './command-line.ts';
import { hostileDocuments, hostileLines, hostileAnswers } from './infilling/hostile.ts';

const seed = 41;
/** What a session's answer may take, in milliseconds; a loaded machine is slow. */
const patienceMs = 120_000;
const pico = path.resolve(import.meta.dirname, '../../test/fixtures/models/pico-8l.q8_0.gguf');

let folder: Promise<string> | undefined;
const scratch = () => (folder ??= mkdtemp(path.join(os.tmpdir(), 'reckon-bad-')));

/** One input: what is run, and what may come of it. */
interface Trial {
  readonly args: readonly string[];
  /** Lines of JSON that are owed; null: one reason, whatever it is. */
  readonly lines: number | null;
}

const documents = hostileDocuments(seededRandom(seed));
const answers = hostileAnswers();

function rows(): Promise<string[]> {
  return Promise.resolve([
    ...documents.map((_, at) => `document ${at}`),
    ...hostileLines.map((_, at) => `session ${at}`),
    ...answers.map((_, at) => `answer ${at}`),
  ]);
}

async function run(id: string): Promise<Row> {
  const [kind = '', at = ''] = id.split(' ');
  const server = kind === 'answer' ? await serve(answers[Number(at)]?.chunks ?? []) : null;
  try {
    const trial = await trialOf(kind, Number(at), server);
    const started = performance.now();
    const child = startCli(['complete', '--json', ...trial.args], {
      RECKON_HOME: path.join(await scratch(), 'home'),
      RECKON_API_KEY: 'none',
    });
    const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
    const { stdout, stderr, exitCode } = await child;
    clearTimeout(timer);
    const told = stdout.split('\n').filter((line) => line !== '');
    const told0 = told.map(reasonOf);
    const owed = trial.lines === null || told.length === trial.lines || told.length === 1;
    const good = owed && told.length > 0 && told0.every((reason) => reason !== null);
    return {
      id,
      result: { good: good && (exitCode === 0 || exitCode === 1) && !/\n {4}at /.test(stderr) },
      measured: {
        exitCode: exitCode ?? null,
        code: told0.at(-1) ?? null,
        seconds: Math.round((performance.now() - started) / 100) / 10,
        stderr: stderr.slice(-200),
      },
    };
  } finally {
    server?.closeAllConnections();
    server?.close();
  }
}

async function trialOf(kind: string, at: number, server: Server | null): Promise<Trial> {
  const home = await scratch();
  const local = ['--model', `local:${pico}`];
  if (kind === 'session') {
    const file = path.join(home, `session-${at}.jsonl`);
    await writeFile(file, hostileLines[at] ?? '');
    return { args: ['--session', file, '--fast', ...local], lines: null };
  }
  const document = kind === 'document' ? documents[at] : plain;
  if (!document) throw new Error(`no ${kind} ${at}`);
  const file = path.join(home, `${kind}-${at}${document.extension}`);
  await writeFile(file, document.bytes);
  const model = server
    ? ['--model', `remote:http://127.0.0.1:${(server.address() as AddressInfo).port}/v1#m`]
    : local;
  return { args: ['--file', file, '--offset', String(document.offset), ...model], lines: 1 };
}

const plain = { bytes: Buffer.from('const a = \n'), offset: 10, extension: '.js' };

/** The reason or decision of a line of JSON; null where it is not what the contract says. */
function reasonOf(line: string): string | null {
  try {
    const { code, why, text = '' } = JSON.parse(line) as Record<string, unknown>;
    if (typeof code !== 'string' || typeof why !== 'string' || typeof text !== 'string')
      return null;
    const within = text.length <= 4000 && !/[^\P{Cc}\t\n\r]|\p{Cs}/u.test(text);
    return within ? code : null;
  } catch {
    return null;
  }
}

/** A server that answers every completion with these chunks of an event stream, the last for ever. */
async function serve(chunks: readonly string[]): Promise<Server> {
  const server = createServer((request, response) => {
    request.resume();
    if (!request.url?.endsWith('completions')) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    let at = 0;
    const timer = setInterval(() => {
      response.write(chunks[Math.min(at++, chunks.length - 1)] ?? 'data: [DONE]\n\n');
      if (chunks[at - 1] === 'data: [DONE]\n\n') response.end();
    }, 5);
    response.on('close', () => {
      clearInterval(timer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function summarise(done: readonly Row[]): string[] {
  const good = done.filter(({ result }) => result['good'] === true);
  const bad = done.filter(({ result }) => result['good'] !== true).map(({ id }) => id);
  const seconds = done.map(({ measured }) => Number(measured['seconds']));
  return [
    `${good.length} of ${done.length} inputs gave a suggestion or a reason; the slowest took ${Math.max(0, ...seconds)} s`,
    ...(bad.length > 0 ? [`not: ${bad.join(', ')}`] : []),
  ];
}

/** Malformed and hostile documents, sessions and model answers: always a suggestion or a reason. */
export const benchmark: Benchmark = {
  seeds: { seed },
  rows,
  run,
  summarise,
  dispose: async () => {
    if (folder) await rm(await folder, { recursive: true, force: true });
  },
};
