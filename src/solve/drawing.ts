import type { deriveAbort } from '../base/abort.ts';
import { Channel } from '../base/channel.ts';
import type { Patch } from '../base/edit.ts';
import type { Failure } from '../base/failure.ts';
import type { Board } from './board.ts';
import type { Ledger, Open, Reason } from './ledger.ts';
import type { Draft, Ground, Proposer } from './propose/proposer.ts';

export interface DrawingParts {
  readonly board: Board;
  readonly ledger: Ledger;
  readonly proposers: readonly Proposer[];
  /** Why a patch is not even tried; null when it may be. */
  readonly refuse: (patch: Patch) => Promise<Failure | null>;
  readonly hash: (patch: Patch) => string;
}

export interface DrawingLimits {
  readonly samples: number;
  readonly jobs: number;
  readonly maxTokens: number;
}

/** A patch that waits to be tried. */
export interface Candidate {
  readonly open: Open;
  readonly draft: Draft;
  readonly patch: Patch;
  readonly hash: string;
}

/** Candidates that may wait for a test: enough that the cores never wait for the model. */
const waitingPerJob = 2;

/** What a sample is called that the end of the run overtook. */
export const cancelled = {
  verdict: 'cancelled',
  code: 'cancelled',
  why: 'The run ended first.',
} as const;

/**
 * The drawing side of a run: proposers fill a queue of candidates; what needs no test (a repetition,
 * a refused patch, an answer that holds none) is settled on the way.
 */
export class Drawing {
  readonly queue: Channel<Candidate>;
  readonly #parts: DrawingParts;
  readonly #limits: DrawingLimits;
  /** The end of the run. */
  readonly #ended: AbortSignal;
  /** Ends the drawing alone; what was drawn is still tried. */
  readonly #abort: ReturnType<typeof deriveAbort>;
  readonly #seen = new Map<string, number>();
  #tokens = 0;

  /** `abort` is derived from `ended`; the caller disposes of it. */
  constructor(
    parts: DrawingParts,
    limits: DrawingLimits,
    ended: AbortSignal,
    abort: ReturnType<typeof deriveAbort>,
  ) {
    this.#parts = parts;
    this.#limits = limits;
    this.#ended = ended;
    this.#abort = abort;
    this.queue = new Channel(limits.jobs * waitingPerJob);
    ended.addEventListener('abort', () => {
      for (const candidate of this.queue.clear()) this.drop(candidate);
    });
  }

  /** Are the run's tokens used up? */
  get isOutOfTokens(): boolean {
    return this.#tokens >= this.#limits.maxTokens;
  }

  /** Runs all proposers; resolves with a failure where every one of them failed. */
  async run(): Promise<Failure | null> {
    const { proposers, board, ledger } = this.#parts;
    const { signal } = this.#abort.ctrl;
    const ground: Ground = {
      begin: (sample) => {
        const full = ledger.drawn >= this.#limits.samples || this.isOutOfTokens;
        return full || signal.aborted ? null : ledger.open(sample);
      },
      tokensLeft: () => this.#limits.maxTokens - this.#tokens,
      spend: (tokens) => {
        this.#spend(tokens);
      },
      best: () => board.best(),
      submit: (sample, draft) => this.#submit(sample as Open, draft),
    };
    const failures = await Promise.all(proposers.map((each) => each.run(ground, signal)));
    this.queue.close();
    return failures.includes(null) ? null : (failures[0] ?? null);
  }

  /** Settles a candidate that the end of the run overtook. */
  drop({ open, draft, hash }: Candidate): void {
    this.#parts.ledger.settle(open, cancelled, { draft, hash });
  }

  async #submit(open: Open, draft: Draft): Promise<void> {
    // Written in an earlier run, which this one goes on with.
    if (draft.known) this.#spend(draft.tokens);
    const candidate = await this.#admit(open, draft);
    if (candidate && !(await this.queue.push(candidate))) this.drop(candidate);
  }

  #spend(tokens: number): void {
    this.#tokens += tokens;
    if (this.isOutOfTokens) this.#abort.ctrl.abort();
  }

  /** The candidate to try; null for a sample that is settled without a test. */
  async #admit(open: Open, draft: Draft): Promise<Candidate | null> {
    const { ledger, hash: hashOf, refuse } = this.#parts;
    const { patch, known } = draft;
    if (this.#ended.aborted || (!patch && this.#abort.ctrl.signal.aborted)) {
      ledger.settle(open, cancelled, { draft });
      return null;
    }
    if (!patch) {
      const failure = draft.failure ?? { code: 'no-patch', why: 'The answer holds no patch.' };
      const verdict = draft.unreadable ? 'refused' : 'error';
      ledger.settle(open, { verdict, ...failure }, { draft });
      return null;
    }
    const hash = hashOf(patch);
    ledger.patch(open, patch, hash, draft.logprob);
    const same = this.#seen.get(hash);
    if (same !== undefined) {
      const why = `The same patch as sample ${same}.`;
      const reason: Reason = { verdict: 'duplicate', code: 'duplicate', why };
      ledger.settle(open, reason, { draft, hash, same });
      return null;
    }
    this.#seen.set(hash, open.id);
    if (known) {
      ledger.settle(open, known, { draft, hash, judgement: known });
      return null;
    }
    const refusal = await refuse(patch);
    if (refusal) {
      ledger.settle(open, { verdict: 'refused', ...refusal }, { draft, hash });
      return null;
    }
    return { open, draft, patch, hash };
  }
}
