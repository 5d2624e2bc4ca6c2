import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Failure, FailureError } from '../base/failure.ts';
import { crashSentence, restartDelays } from './crash.ts';
import {
  type EngineReply,
  type EngineRequest,
  modelKey,
  type ModelSpec,
  parseReply,
} from './engine/protocol.ts';
import { Replies } from './replies.ts';

/** The engine ends after this long without work; the next request starts it anew. */
const idleMs = 10 * 60_000;
/** How much of the error stream is kept for the sentence of a crash, in characters. */
const stderrKept = 4000;

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;
type Work = WithoutId<Exclude<EngineRequest, { kind: 'cancel' | 'more' }>>;

const isLockstep = (work: Work) => work.kind === 'generate' && work.options.lockstep;

/** What a request hears: the engine's replies, or that it crashed. */
type Heard = EngineReply | { readonly kind: 'crashed'; readonly failure: Failure };

/**
 * The child process that runs local models, from its owner's side. Started at first use, ended when
 * idle, restarted with growing delays after a crash (twice, until a request succeeds again). While
 * idle it does not keep the owner alive; it ends with the owner.
 */
export class EngineProcess {
  readonly #entry: string;
  readonly #running = new Map<number, Replies<Heard>>();
  readonly #users = new Map<string, number>();
  #child: ChildProcess | undefined;
  #stderr = '';
  #crashes = 0;
  #lastCrash = '';
  #lastId = 0;
  #idle: NodeJS.Timeout | undefined;

  /** `entry`: path of the engine's bundled program. */
  constructor(entry: string) {
    this.#entry = entry;
  }

  /** The child's process id, for tests and traces; undefined where none runs. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /**
   * Sends a request and gives what the engine replies, to the last reply. Aborting asks the engine
   * to end it early, as does leaving the loop. A crash, or an engine that does not start, is the
   * last thing heard: `crashed`.
   */
  async *ask(work: Work, signal: AbortSignal): AsyncGenerator<Heard> {
    const id = ++this.#lastId;
    const replies = new Replies<Heard>();
    const cancel = () => {
      this.#child?.send({ kind: 'cancel', id } satisfies EngineRequest);
    };
    this.#begin(id, replies);
    let ended = false;
    try {
      const child = await this.#started(signal);
      signal.addEventListener('abort', cancel, { once: true });
      child.send({ ...work, id } satisfies EngineRequest);
      if (signal.aborted) cancel();
      for await (const heard of replies) {
        ended = heard.kind !== 'token';
        yield heard;
        if (ended) return;
        if (isLockstep(work)) this.#child?.send({ kind: 'more', id } satisfies EngineRequest);
      }
    } catch (error) {
      ended = true;
      if (!(error instanceof FailureError)) throw error;
      yield { kind: 'crashed', failure: error.failure };
    } finally {
      signal.removeEventListener('abort', cancel);
      if (!ended && this.#child?.connected) cancel();
      this.#end(id);
    }
  }

  /** Counts one more user of a model. */
  hold(model: ModelSpec): void {
    const key = modelKey(model);
    this.#users.set(key, (this.#users.get(key) ?? 0) + 1);
  }

  /** Counts one user less; true where that was the last, and the model may be unloaded. */
  letGo(model: ModelSpec): boolean {
    const key = modelKey(model);
    const left = (this.#users.get(key) ?? 1) - 1;
    if (left > 0) this.#users.set(key, left);
    else this.#users.delete(key);
    return left <= 0;
  }

  /** Ends the child, and what runs in it; a later request starts another. */
  dispose(): void {
    clearTimeout(this.#idle);
    const child = this.#child;
    this.#child = undefined;
    if (child?.connected) child.disconnect();
    this.#tellAll('The local engine was ended.');
  }

  #begin(id: number, replies: Replies<Heard>): void {
    clearTimeout(this.#idle);
    this.#running.set(id, replies);
    if (this.#child) keepOwnerAlive(this.#child, true);
  }

  #end(id: number): void {
    this.#running.delete(id);
    if (this.#running.size > 0 || !this.#child) return;
    keepOwnerAlive(this.#child, false);
    this.#idle = setTimeout(() => {
      this.dispose();
    }, idleMs).unref();
  }

  async #started(signal: AbortSignal): Promise<ChildProcess> {
    if (this.#crashes > restartDelays.length) {
      const why = `${this.#lastCrash} It did so ${this.#crashes} times: start Reckon again, or use another model.`;
      throw new FailureError('engine-crashed', why);
    }
    const wait = this.#child ? 0 : (restartDelays[this.#crashes - 1] ?? 0);
    if (wait > 0) await delay(wait, undefined, { signal }).catch(() => undefined);
    this.#child ??= this.#start();
    return this.#child;
  }

  #start(): ChildProcess {
    const child = fork(this.#entry, [], {
      execArgv: [],
      env: childEnvironment(),
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#stderr = '';
    child.stderr?.on('data', (data: Buffer) => {
      this.#stderr = (this.#stderr + data.toString()).slice(-stderrKept);
    });
    child.on('message', (raw) => {
      this.#receive(parseReply(raw));
    });
    const gone = (sentence: string) => {
      if (this.#child === child) this.#crashed(sentence);
    };
    child.on('error', (error) => {
      // A process that did start also exits.
      if (child.pid === undefined) gone(`The local engine does not start: ${error.message}.`);
    });
    child.on('exit', (code, exitSignal) => {
      gone(crashSentence({ code, signal: exitSignal ?? '', stderr: this.#stderr }));
    });
    return child;
  }

  #receive(reply: EngineReply): void {
    if (reply.kind === 'done' && reply.done.finish !== 'error') this.#crashes = 0;
    this.#running.get(reply.id)?.push(reply);
  }

  #crashed(sentence: string): void {
    this.#child = undefined;
    this.#crashes++;
    this.#lastCrash = sentence;
    this.#tellAll(`${sentence} Ask again: it will be restarted.`);
  }

  #tellAll(why: string): void {
    const failure = { code: 'engine-stopped', why };
    for (const replies of this.#running.values()) replies.push({ kind: 'crashed', failure });
  }
}

/** While work runs, the child and its channels keep the owner's event loop alive. */
function keepOwnerAlive(child: ChildProcess, alive: boolean): void {
  for (const handle of [child, child.channel, child.stderr] as (Handle | null | undefined)[]) {
    if (alive) handle?.ref();
    else handle?.unref();
  }
}

/** What Node's types leave out: a pipe's stream and a channel can be let go of too. */
interface Handle {
  ref(): void;
  unref(): void;
}

/** What a native library needs to load and run; nothing that could be a secret. */
function childEnvironment(): NodeJS.ProcessEnv {
  const kept =
    /^(PATH|HOME|USERPROFILE|LANG|LC_ALL|TMPDIR|TEMP|TMP|SYSTEMROOT|WINDIR|LD_LIBRARY_PATH|DYLD_LIBRARY_PATH)$/i;
  const entries = Object.entries(process.env).filter(([name]) => kept.test(name));
  return { ...Object.fromEntries(entries), ELECTRON_RUN_AS_NODE: '1' };
}

const engines = new Map<string, EngineProcess>();

/** The one engine of an installation in this process. `installRoot`: the folder with dist/ and media/. */
export function engineOf(installRoot: string): EngineProcess {
  const entry = path.join(installRoot, 'dist', 'engine.js');
  let engine = engines.get(entry);
  if (!engine) {
    engine = new EngineProcess(entry);
    engines.set(entry, engine);
  }
  return engine;
}
