import { deriveAbort } from '../base/abort.ts';
import type { Patch } from '../base/edit.ts';
import type { Failure } from '../base/failure.ts';
import type { Emit } from '../trace/events.ts';
import type { Gathered } from '../verify/evidence/gather.ts';
import type { Decision, Policy } from '../verify/policy.ts';
import type { Board, Sample } from './board.ts';
import type { Baseline } from './baseline.ts';
import { confirmPass } from './confirm.ts';
import { cancelled, Drawing, type Candidate, type DrawingLimits } from './drawing.ts';
import type { Judge } from './judge.ts';
import { Ledger } from './ledger.ts';
import type { Proposer } from './propose/proposer.ts';
import type { Question } from './question.ts';
import { tryPatch, type Trial } from './trial.ts';

export interface LoopParts {
  /** Where the samples are written down; the caller's, so that it outlives a failure. */
  readonly board: Board;
  readonly proposers: readonly Proposer[];
  readonly judge: Judge;
  /** What is asked of a person when the policy wants to ask. */
  readonly question: (decision: Asking, judge: Judge, signal: AbortSignal) => Promise<Question>;
  /** Evidence about the patch that a decision is about to name, for those who read the decision. */
  readonly lookCloser: (
    sample: Sample | null,
    trial: Trial,
    signal: AbortSignal,
  ) => Promise<Gathered | null>;
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
  | ({ readonly kind: 'accepted'; readonly sample: Sample } & Seen & Failure)
  | ({ readonly kind: 'asked'; readonly sample: Sample; readonly question: Question } & Seen &
      Failure)
  /** `sample`: the passing candidate that is trusted most, though not enough. */
  | ({ readonly kind: 'abstained'; readonly sample: Sample | null } & Seen & Failure)
  | ({ readonly kind: 'cancelled' } & Failure)
  | { readonly kind: 'failed'; readonly failure: Failure };

interface Seen {
  /** Evidence that was gathered by running things, where there was something to look at. */
  readonly gathered?: Gathered | null;
}

type Asking = Extract<Decision, { kind: 'ask' }>;

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
        const trial = await this.#parts.trial;
        const { board, judge, policyFor } = this.#parts;
        const { signal } = this.#abort.ctrl;
        const looking = judge.look(board, trial, exhausted, signal);
        const state = await unlessAborted(looking, signal);
        if (!state) return;
        const decision = policyFor(trial.baseline).decide(state);
        if (decision.kind === 'sample' || (await this.#carryOut(decision))) return;
      }
    });
    return this.#deciding;
  }

  /** False when a pass did not hold, so that the policy must be asked again. */
  async #carryOut(decision: Exclude<Decision, { kind: 'sample' }>): Promise<boolean> {
    switch (decision.kind) {
      case 'accept':
        return await this.#accept(decision);
      case 'ask':
        return await this.#ask(decision);
      case 'abstain': {
        const reason = this.#explain({ code: decision.code, why: decision.why });
        const sample = this.#passing(decision.sample);
        const gathered = await this.#lookCloser(sample);
        this.#tell(decision, reason);
        this.#finish({ kind: 'abstained', ...reason, sample, gathered });
        return true;
      }
    }
  }

  async #accept(decision: Extract<Decision, { kind: 'accept' }>): Promise<boolean> {
    const { code, why } = decision;
    const sample = this.#passing(decision.sample);
    if (!sample?.patch) throw new Error(`sample ${decision.sample} was accepted without a patch`);
    const { signal } = this.#abort.ctrl;
    const confirming = confirmPass(await this.#parts.trial, sample.id, sample.patch, signal);
    const unconfirmed = await unlessAborted(confirming, signal, cancelled);
    // The end of the run says nothing against the pass.
    if (unconfirmed?.verdict === 'cancelled') return true;
    if (unconfirmed) {
      const { verdict, ...reason } = unconfirmed;
      this.#parts.board.amend(sample.id, verdict, reason.code, reason.why);
      const { id } = sample;
      const taken = { decision: 'unconfirmed', ...reason, numbers: {}, sample: id };
      this.#parts.emit({ kind: 'decision', ...taken });
      return false;
    }
    const gathered = await this.#lookCloser(sample);
    this.#tell(decision, { code, why });
    this.#finish({ kind: 'accepted', sample, gathered, code, why });
    return true;
  }

  async #ask(decision: Asking): Promise<boolean> {
    const { code, why } = decision;
    const sample = this.#passing(decision.sample);
    if (!sample) throw new Error(`a question was asked of sample ${decision.sample}`);
    const { signal } = this.#abort.ctrl;
    const making = this.#parts.question(decision, this.#parts.judge, signal);
    const question = await unlessAborted(making, signal);
    if (!question) return true;
    const gathered = await this.#lookCloser(sample);
    this.#tell(decision, { code, why });
    const { input, outputs, ask, tree } = question;
    this.#parts.emit({ kind: 'question', input, outputs: [...outputs], data: ask, tree });
    this.#finish({ kind: 'asked', sample, question, gathered, code, why });
    return true;
  }

  /** What is decided: no more is drawn while the patch is looked at. */
  async #lookCloser(sample: Sample | null): Promise<Gathered | null> {
    this.#stopDrawing.ctrl.abort();
    const { signal } = this.#abort.ctrl;
    const looking = this.#parts.lookCloser(sample, await this.#parts.trial, signal);
    return await unlessAborted(looking, signal);
  }

  #tell(decision: Exclude<Decision, { kind: 'sample' }>, reason: Failure): void {
    const { kind, numbers, sample } = decision;
    const of = sample === null ? {} : { sample };
    this.#parts.emit({ kind: 'decision', decision: kind, ...reason, numbers, ...of });
  }

  #passing(id: number | null): Sample | null {
    return (id === null ? null : this.#parts.board.sample(id)) ?? null;
  }

  /** A pass that did not hold, or a bound that was met, explains more than that nothing passed. */
  #explain(reason: Failure): Failure {
    if (reason.code !== 'no-pass') return reason;
    const last = this.#parts.board.unvouched();
    if (last) return { code: last.code, why: last.why };
    if (!this.#drawing.isOutOfTokens) return this.#withNearest(reason);
    const why = `The run's ${this.#maxTokens} tokens are used up.`;
    return { code: 'out-of-tokens', why };
  }

  /** What a sample says that came close, or was the last to be judged by itself. */
  #withNearest(reason: Failure): Failure {
    const { board } = this.#parts;
    const best = board.best();
    const nearest =
      best ?? board.samples.findLast(({ verdict }) => !/^(duplicate|cancelled)$/.test(verdict));
    if (!nearest) return reason;
    const name = best ? 'The best' : 'The last';
    return { ...reason, why: `${reason.why} ${name}, sample ${nearest.id}: ${nearest.why}` };
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
