import { deriveAbort } from '../base/abort.ts';
import type { Patch } from '../base/edit.ts';
import type { Failure } from '../base/failure.ts';
import type { Emit } from '../trace/events.ts';
import type { Decision, Policy } from '../verify/policy.ts';
import type { Board, Sample } from './board.ts';
import type { Baseline } from './baseline.ts';
import { confirmPass } from './confirm.ts';
import { cancelled, Drawing, type Candidate, type DrawingLimits } from './drawing.ts';
import { Ledger } from './ledger.ts';
import type { Proposer } from './propose/proposer.ts';
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

/**
 * Samples, tries and decides until the policy is content: proposers draw while jobs test what was
 * drawn, identical patches are run once, and a pass counts when it is confirmed.
 */
export class Loop {
  readonly #parts: LoopParts;
  readonly #jobs: number;
  readonly #maxTokens: number;
  readonly #ledger: Ledger;
  readonly #drawing: Drawing;
  readonly #abort: ReturnType<typeof deriveAbort>;
  readonly #stopDrawing: ReturnType<typeof deriveAbort>;
  #end: LoopEnd | null = null;
  /** Decisions are taken one after the other; no test starts while a pass is confirmed. */
  #deciding: Promise<void> = Promise.resolve();

  /** Aborting the signal ends the run with what is known then. */
  constructor(parts: LoopParts, limits: DrawingLimits, signal: AbortSignal) {
    this.#parts = parts;
    this.#jobs = limits.jobs;
    this.#maxTokens = limits.maxTokens;
    this.#ledger = new Ledger(parts.board, parts.emit, parts.clock);
    this.#abort = deriveAbort(signal);
    this.#stopDrawing = deriveAbort(this.#abort.ctrl.signal);
    const drawing = { ...parts, ledger: this.#ledger };
    this.#drawing = new Drawing(drawing, limits, this.#abort.ctrl.signal, this.#stopDrawing);
  }

  async run(): Promise<LoopEnd> {
    const { signal } = this.#abort.ctrl;
    try {
      const drawing = this.#drawing.run();
      const jobs = Array.from({ length: this.#jobs }, () => this.#work(signal));
      await Promise.all([drawing, ...jobs]);
      const failure = await drawing;
      const worked = this.#parts.board.samples.some(({ verdict }) => verdict !== 'error');
      if (failure && !worked) return { kind: 'failed', failure };
      await this.#decide(true);
      return this.#end ?? { kind: 'cancelled', ...cancelled };
    } finally {
      // One part that failed ends the others.
      this.#abort.ctrl.abort();
      this.#stopDrawing.dispose();
      this.#abort.dispose();
    }
  }

  /** One job: takes candidates and tries them until there are no more. */
  async #work(signal: AbortSignal): Promise<void> {
    const trial = await this.#parts.trial;
    for (;;) {
      const candidate = await this.#drawing.queue.pop();
      if (!candidate) return;
      await this.#deciding;
      await this.#judge(candidate, trial, signal);
      await this.#decide(false);
    }
  }

  async #judge(candidate: Candidate, trial: Trial, signal: AbortSignal): Promise<void> {
    const { open, draft, patch, hash } = candidate;
    if (signal.aborted) {
      this.#drawing.drop(candidate);
      return;
    }
    const judgement = await unlessAborted(tryPatch(trial, open.id, patch, signal), signal);
    this.#ledger.settle(open, judgement ?? cancelled, { draft, hash, judgement });
  }

  /** Asks the policy, one caller after the other, until it wants more samples or the run has ended. */
  #decide(exhausted: boolean): Promise<void> {
    this.#deciding = this.#deciding.then(async () => {
      while (this.#end === null && !this.#abort.ctrl.signal.aborted) {
        const { baseline } = await this.#parts.trial;
        const state = this.#parts.board.state({
          exhausted,
          tests: baseline.targets.length + baseline.guards.length,
          behaviour: null,
          questions: { asked: 0, answered: 0 },
        });
        const decision = this.#parts.policyFor(baseline).decide(state);
        if (decision.kind === 'sample' || (await this.#carryOut(decision))) return;
      }
    });
    return this.#deciding;
  }

  /** False when a pass did not hold, so that the policy must be asked again. */
  async #carryOut(decision: Exclude<Decision, { kind: 'sample' }>): Promise<boolean> {
    const { kind, code, why, numbers } = decision;
    const { board, emit } = this.#parts;
    // Nothing is asked as long as no behaviour is looked at.
    if (kind !== 'accept') {
      const reason = this.#explain({ code, why });
      emit({ kind: 'decision', decision: kind, ...reason, numbers });
      this.#finish({ kind: 'abstained', ...reason });
      return true;
    }
    const sample = board.sample(decision.sample);
    if (!sample?.patch) throw new Error(`sample ${decision.sample} was accepted without a patch`);
    const { id } = sample;
    const { signal } = this.#abort.ctrl;
    const confirming = confirmPass(await this.#parts.trial, id, sample.patch, signal);
    const unconfirmed = await unlessAborted(confirming, signal, cancelled);
    // The end of the run says nothing against the pass.
    if (unconfirmed?.verdict === 'cancelled') return true;
    if (unconfirmed) {
      const { verdict, ...reason } = unconfirmed;
      board.amend(id, verdict, reason.code, reason.why);
      emit({ kind: 'decision', decision: 'unconfirmed', ...reason, numbers: {}, sample: id });
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
    if (!this.#drawing.isOutOfTokens) return reason;
    const why = `The run's ${this.#maxTokens} tokens are used up.`;
    return { code: 'out-of-tokens', why };
  }

  #finish(end: LoopEnd): void {
    this.#end ??= end;
    this.#abort.ctrl.abort();
  }
}

/** What the work gives; `otherwise` where it threw because the run ended first. */
async function unlessAborted<T, U = null>(
  work: Promise<T>,
  signal: AbortSignal,
  otherwise: U = null as U,
): Promise<T | U> {
  try {
    return await work;
  } catch (thrown) {
    if (signal.aborted) return otherwise;
    throw thrown;
  }
}
