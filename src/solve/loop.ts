import { deriveAbort } from '../base/abort.ts';
import { Channel } from '../base/channel.ts';
import type { Patch } from '../base/edit.ts';
import type { Failure } from '../base/failure.ts';
import type { Emit } from '../trace/events.ts';
import type { Decision, Policy } from '../verify/policy.ts';
import type { Board, Sample } from './board.ts';
import type { Baseline } from './baseline.ts';
import { confirmPass } from './confirm.ts';
import { Ledger, type Open, type Reason } from './ledger.ts';
import type { Draft, Ground, Proposer } from './propose/proposer.ts';
import { tryPatch, type Trial } from './trial.ts';

export interface LoopParts {
  /** Where the samples are written down; the caller's, so that it outlives a failure. */
  readonly board: Board;
  readonly proposers: readonly Proposer[];
  /** What decides; `baseline` says whether there is anything to vouch by. */
  readonly policyFor: (baseline: Baseline) => Policy;
  /** Resolves when the tests' baseline is known: candidates may be drawn before. */
  readonly trial: Promise<Trial>;
  /** Why a patch is not even tried; null when it may be. */
  readonly refuse: (patch: Patch) => Promise<Failure | null>;
  readonly hash: (patch: Patch) => string;
  readonly emit: Emit;
  /** Milliseconds, from any start. */
  readonly clock: () => number;
}

export interface LoopLimits {
  readonly samples: number;
  readonly jobs: number;
  readonly maxTokens: number;
}

/** How sampling ended. */
export type LoopEnd =
  | {
      readonly kind: 'accepted';
      readonly sample: Sample;
      readonly code: string;
      readonly why: string;
    }
  | { readonly kind: 'abstained' | 'cancelled'; readonly code: string; readonly why: string }
  | { readonly kind: 'failed'; readonly failure: Failure };

interface Candidate {
  readonly open: Open;
  readonly draft: Draft;
  readonly patch: Patch;
  readonly hash: string;
}

/** Candidates that may wait for a test: enough that the cores never wait for the model. */
const waitingPerJob = 2;

const cancelled = { verdict: 'cancelled', code: 'cancelled', why: 'The run ended first.' } as const;

/**
 * Samples, tries and decides until the policy is content: proposers draw while jobs test what was
 * drawn, identical patches are run once, and a pass counts when it is confirmed.
 */
export class Loop {
  readonly #parts: LoopParts;
  readonly #limits: LoopLimits;
  readonly #ledger: Ledger;
  readonly #queue: Channel<Candidate>;
  readonly #seen = new Map<string, number>();
  readonly #abort: ReturnType<typeof deriveAbort>;
  /** Ends the drawing alone; what was drawn is still tried. */
  readonly #drawing: ReturnType<typeof deriveAbort>;
  #tokens = 0;
  #end: LoopEnd | null = null;
  /** Decisions are taken one after the other; no test starts while a pass is confirmed. */
  #deciding: Promise<void> = Promise.resolve();

  /** Aborting the signal ends the run with what is known then. */
  constructor(parts: LoopParts, limits: LoopLimits, signal: AbortSignal) {
    this.#parts = parts;
    this.#limits = limits;
    this.#ledger = new Ledger(parts.board, parts.emit, parts.clock);
    this.#queue = new Channel(limits.jobs * waitingPerJob);
    this.#abort = deriveAbort(signal);
    this.#drawing = deriveAbort(this.#abort.ctrl.signal);
  }

  async run(): Promise<LoopEnd> {
    const { signal } = this.#abort.ctrl;
    signal.addEventListener('abort', () => {
      for (const candidate of this.#queue.clear()) this.#drop(candidate);
    });
    try {
      const drawing = this.#draw(this.#drawing.ctrl.signal);
      const jobs = Array.from({ length: this.#limits.jobs }, () => this.#work(signal));
      await Promise.all([drawing, ...jobs]);
      const failure = await drawing;
      const worked = this.#parts.board.samples.some(({ verdict }) => verdict !== 'error');
      if (failure && !worked) return { kind: 'failed', failure };
      await this.#decide(true);
      return this.#end ?? { kind: 'cancelled', ...cancelled };
    } finally {
      // One part that failed ends the others.
      this.#abort.ctrl.abort();
      this.#drawing.dispose();
      this.#abort.dispose();
    }
  }

  /** Runs all proposers; resolves with a failure where every one of them failed. */
  async #draw(signal: AbortSignal): Promise<Failure | null> {
    const ground: Ground = {
      begin: (sample) => {
        const full = this.#ledger.drawn >= this.#limits.samples;
        return full || signal.aborted ? null : this.#ledger.open(sample);
      },
      best: () => this.#parts.board.best(),
      submit: (sample, draft) => this.#submit(sample as Open, draft),
    };
    const failures = await Promise.all(this.#parts.proposers.map((p) => p.run(ground, signal)));
    this.#queue.close();
    return failures.includes(null) ? null : (failures[0] ?? null);
  }

  async #submit(open: Open, draft: Draft): Promise<void> {
    this.#tokens += draft.tokens;
    const candidate = await this.#admit(open, draft);
    if (candidate && !(await this.#queue.push(candidate))) this.#drop(candidate);
    if (this.#tokens > this.#limits.maxTokens) this.#drawing.ctrl.abort();
  }

  /** Settles a candidate that the end of the run overtook. */
  #drop({ open, draft, hash }: Candidate): void {
    this.#ledger.settle(open, cancelled, { draft, hash });
  }

  /** The candidate to try; null for a sample that is settled without a test. */
  async #admit(open: Open, draft: Draft): Promise<Candidate | null> {
    const { patch } = draft;
    if (this.#abort.ctrl.signal.aborted || (!patch && this.#drawing.ctrl.signal.aborted)) {
      this.#ledger.settle(open, cancelled, { draft });
      return null;
    }
    if (!patch) {
      const failure = draft.failure ?? { code: 'no-patch', why: 'The answer holds no patch.' };
      this.#ledger.settle(
        open,
        { verdict: draft.unreadable ? 'refused' : 'error', ...failure },
        { draft },
      );
      return null;
    }
    const hash = this.#parts.hash(patch);
    this.#ledger.patch(open, patch, hash, draft.logprob);
    const same = this.#seen.get(hash);
    if (same !== undefined) {
      const why = `The same patch as sample ${same}.`;
      const reason: Reason = { verdict: 'duplicate', code: 'duplicate', why };
      this.#ledger.settle(open, reason, { draft, hash, same });
      return null;
    }
    this.#seen.set(hash, open.id);
    if (draft.known) {
      this.#ledger.settle(open, draft.known, { draft, hash, judgement: draft.known });
      return null;
    }
    const refusal = await this.#parts.refuse(patch);
    if (refusal) {
      this.#ledger.settle(open, { verdict: 'refused', ...refusal }, { draft, hash });
      return null;
    }
    return { open, draft, patch, hash };
  }

  /** One job: takes candidates and tries them until there are no more. */
  async #work(signal: AbortSignal): Promise<void> {
    const trial = await this.#parts.trial;
    for (;;) {
      const candidate = await this.#queue.pop();
      if (!candidate) return;
      await this.#deciding;
      const { open, draft, patch, hash } = candidate;
      const judgement = signal.aborted ? null : await this.#try(trial, open.id, patch, signal);
      this.#ledger.settle(open, judgement ?? cancelled, { draft, hash, judgement });
      await this.#decide(false);
    }
  }

  /** Null where the run ended first. */
  async #try(trial: Trial, sample: number, patch: Patch, signal: AbortSignal) {
    try {
      return await tryPatch(trial, sample, patch, signal);
    } catch (thrown) {
      if (signal.aborted) return null;
      throw thrown;
    }
  }

  /** Asks the policy, one caller after the other, until it wants more samples or the run has ended. */
  #decide(exhausted: boolean): Promise<void> {
    this.#deciding = this.#deciding.then(async () => {
      while (this.#end === null && !this.#abort.ctrl.signal.aborted) {
        const policy = this.#parts.policyFor((await this.#parts.trial).baseline);
        const decision = policy.decide(this.#parts.board.state(exhausted));
        if (decision.kind === 'sample' || (await this.#carryOut(decision))) return;
      }
    });
    return this.#deciding;
  }

  /** False when a pass did not hold, so that the policy must be asked again. */
  async #carryOut(decision: Exclude<Decision, { kind: 'sample' }>): Promise<boolean> {
    const { kind, code, why, numbers } = decision;
    const { board, emit } = this.#parts;
    if (kind === 'abstain') {
      const reason = this.#explain({ code, why });
      emit({ kind: 'decision', decision: kind, ...reason, numbers });
      this.#finish({ kind: 'abstained', ...reason });
      return true;
    }
    const sample = board.sample(decision.sample);
    if (!sample?.patch) throw new Error(`sample ${decision.sample} was accepted without a patch`);
    const trial = await this.#parts.trial;
    const { id } = sample;
    const { signal } = this.#abort.ctrl;
    const unconfirmed = await confirmPass(trial, id, sample.patch, signal).catch(
      (thrown: unknown) => {
        if (signal.aborted) return { ...cancelled };
        throw thrown;
      },
    );
    // The end of the run says nothing against the pass.
    if (unconfirmed?.verdict === 'cancelled') return true;
    if (unconfirmed) {
      const { verdict, code: because, why: reason } = unconfirmed;
      board.amend(id, verdict, because, reason);
      emit({
        kind: 'decision',
        decision: 'unconfirmed',
        code: because,
        why: reason,
        numbers: {},
        sample: id,
      });
      return false;
    }
    emit({ kind: 'decision', decision: kind, code, why, numbers, sample: id });
    this.#finish({ kind: 'accepted', sample, code, why });
    return true;
  }

  /** A pass that did not hold, or a bound that was met, explains more than that nothing passed. */
  #explain(reason: Failure): Failure {
    if (reason.code !== 'no-pass') return reason;
    const last = this.#parts.board.unvouched();
    if (last) return { code: last.code, why: last.why };
    if (this.#tokens <= this.#limits.maxTokens) return reason;
    const why = `The run's ${this.#limits.maxTokens} tokens are used up.`;
    return { code: 'out-of-tokens', why };
  }

  #finish(end: LoopEnd): void {
    this.#end ??= end;
    this.#abort.ctrl.abort();
  }
}
