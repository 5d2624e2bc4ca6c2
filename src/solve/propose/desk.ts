import type { Patch } from '../../base/edit.ts';
import { type Failure, FailureError } from '../../base/failure.ts';
import { languageOf, type Syntax } from '../../base/syntax.ts';
import { codeOf } from '../../base/code.ts';
import { BestFirst } from './search.ts';

/** A change of one file that may be the repair. */
export interface Candidate {
  /** The statement that it changes, as an identity. */
  readonly place: object;
  /** How it was found, in plain words. */
  readonly strategy: string;
  /** What the model is said to have written. */
  readonly written: string;
  readonly path: string;
  readonly before: string;
  readonly after: string;
  /** Log-probability of what is written; null where the model does not tell. */
  readonly logprob: number | null;
}

/** Work for the model: it gives candidates, and further work. */
export interface Work {
  /** The statement that its candidates change. */
  readonly place: object;
  /** Work with the same `near` shares most of its prompt. */
  readonly near: object;
  readonly run: (signal: AbortSignal) => Promise<void>;
}

interface Found {
  candidate: Candidate;
  score: number;
}

/** A generator stays near its last work while that is at most this worse than the best: its cache is warm. */
const slackNats = 1.5;
/** Failures in a row after which a model is given up. */
const failuresAllowed = 3;
/** Candidates kept ready, if nothing better can come. */
const readyAtMost = 24;
/** A candidate is handed over when what may yet come is at most this much better. */
const patienceNats = 2;
/** Nor does it wait for more work than this: tests that stand still try nothing. */
const patience = { works: 8, ms: 2500 };

/**
 * What the sources of candidates share: open work and candidates at hand, each the best first. The
 * score of work bounds what it can give from above, so far as that is known. The more candidates of
 * a statement have been tried, the less its next is worth: else the variants of one line, each a
 * little less likely than the last, would keep all other lines waiting.
 */
export class Desk {
  readonly #syntax: Syntax;
  readonly #clock: () => number;
  /** Candidates handed over, by statement. */
  readonly #tried = new Map<object, number>();
  readonly #work = new BestFirst<Work>((work) => this.#loss(work));
  readonly #ready = new BestFirst<Candidate>((candidate) => this.#loss(candidate));
  /** The best score at which each text was found. */
  readonly #found = new Map<string, Found>();
  readonly #codes = new Map<string, Promise<string | null>>();
  #running = 0;
  /** Pieces of work done since a candidate was handed over, and when that was. */
  #awaited = 0;
  #handedAt: number | null = null;
  #tokens = 0;
  #failed = 0;
  #wake: (() => void)[] = [];
  /** Told of tokens as they are written. */
  onSpent: (tokens: number) => void = () => undefined;
  /** Why the model was given up. */
  failure: Failure | null = null;

  /** `clock`: milliseconds, from any start. */
  constructor(syntax: Syntax, clock: () => number) {
    this.#syntax = syntax;
    this.#clock = clock;
  }

  plan(work: Work, score: number): void {
    this.#work.add(work, score);
    this.changed();
  }

  /**
   * Keeps a candidate, unless it does not parse or changes no code. Of a text that is found in several
   * ways the best counts, whichever comes first.
   */
  async keep(candidate: Candidate, score: number): Promise<void> {
    const { path, before, after } = candidate;
    const key = `${path}\n${after}`;
    const known = this.#found.get(key);
    if (!known) {
      const found = { candidate, score };
      this.#found.set(key, found);
      if (await this.changesCode(path, before, after)) this.#add(found);
    } else if (score > known.score) {
      // One that is not at hand is still looked at, was handed over, or is no change of the code.
      const isReady = this.#ready.drop(known.candidate);
      Object.assign(known, { candidate, score });
      if (isReady) this.#add(known);
    }
  }

  #add({ candidate, score }: Found): void {
    this.#ready.add(candidate, score);
    this.changed();
  }

  /** Is the new text sound, and different in more than comments and white space? */
  async changesCode(path: string, before: string, after: string): Promise<boolean> {
    const language = languageOf(path);
    if (!language) return before !== after;
    const known = this.#codes.get(path) ?? codeOf(this.#syntax, language, before);
    this.#codes.set(path, known);
    const code = await codeOf(this.#syntax, language, after);
    return code !== null && code !== (await known);
  }

  /** Does the best open work until there is none: one generator. */
  async work(signal: AbortSignal): Promise<void> {
    let near: object | null = null;
    while (!signal.aborted && this.failure === null) {
      const last: object | null = near;
      const work: Work | undefined = this.#isContent()
        ? undefined
        : (this.#work.takeNear((other) => other.near === last, slackNats) ?? this.#work.take());
      if (!work) {
        if (this.#running === 0 && this.#work.size === 0) break;
        await this.#change();
        continue;
      }
      near = work.near;
      this.#running++;
      try {
        await work.run(signal);
      } catch (thrown) {
        if (!(thrown instanceof FailureError)) throw thrown;
        // That the end of the run cut it short says nothing about the model.
        if (thrown.failure.code !== 'cancelled') this.note(thrown.failure);
      } finally {
        this.#running--;
        this.#awaited++;
        this.changed();
      }
    }
    this.changed();
  }

  /** The best candidate, as soon as little better can come; null when there are no more. */
  async take(signal: AbortSignal): Promise<Candidate | null> {
    this.#handedAt ??= this.#clock();
    while (!signal.aborted) {
      const over = this.failure !== null || (this.#running === 0 && this.#work.size === 0);
      const waited =
        this.#awaited >= patience.works || this.#clock() - this.#handedAt >= patience.ms;
      const best = this.#ready.best >= this.#work.best - patienceNats;
      const candidate = over || waited || best ? this.#ready.take() : undefined;
      if (candidate) this.#tried.set(candidate.place, this.#triedAt(candidate) + 1);
      if (candidate || over) {
        this.#awaited = 0;
        this.#handedAt = this.#clock();
        this.changed();
        return candidate ?? null;
      }
      await this.#change();
    }
    return null;
  }

  /** A model that fails again and again is given up; one failure may be its restart. */
  note(failure: Failure | undefined): void {
    this.#failed = failure ? this.#failed + 1 : 0;
    if (failure && this.#failed >= failuresAllowed) this.failure = failure;
  }

  /** Counts tokens that the model wrote. */
  spend(tokens: number): void {
    this.#tokens += tokens;
    this.onSpent(tokens);
  }

  /** The tokens written since the last call. */
  takeTokens(): number {
    const tokens = this.#tokens;
    this.#tokens = 0;
    return tokens;
  }

  changed(): void {
    for (const resolve of this.#wake.splice(0)) resolve();
  }

  /** Are there enough candidates at hand that no open work can better? */
  #isContent(): boolean {
    return this.#work.size > 0 && this.#ready.countFrom(this.#work.best) >= readyAtMost;
  }

  #triedAt({ place }: { place: object }): number {
    return this.#tried.get(place) ?? 0;
  }

  /** In nats: by Laplace's rule of succession, n failures make the next success 2/(n + 2) as likely. */
  #loss(item: { place: object }): number {
    return Math.log1p(this.#triedAt(item) / 2);
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#wake.push(resolve));
  }
}

/** The patch of a candidate. */
export function patchOf({ path, before, after }: Candidate): Patch {
  return [{ path, before, after }];
}
