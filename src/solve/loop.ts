import { Channel } from '../base/channel.ts';
import { deriveAbort } from '../base/abort.ts';
import type { Patch } from '../base/edit.ts';
import type { Failure } from '../base/failure.ts';
import type { Emit, Verdict } from '../trace/events.ts';
import type { Policy } from '../verify/policy.ts';
import { Board, type Sample } from './board.ts';
import { confirmPass } from './confirm.ts';
import type { Judgement } from './pass.ts';
import type { Draft, Ground, OpenSample, Proposer } from './propose/proposer.ts';
import { tryPatch, type Trial } from './trial.ts';

export interface LoopParts {
  readonly proposers: readonly Proposer[];
  readonly policy: Policy;
  /** Resolves when the tests' baseline is known: candidates may be drawn before. */
  readonly trial: Promise<Trial>;
  /** Why a patch is not even tried; null when it may be. */
  readonly refuse: (patch: Patch) => Promise<Failure | null>;
  readonly hash: (patch: Patch) => string;
  readonly emit: Emit;
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
  | { readonly kind: 'abstained'; readonly code: string; readonly why: string }
  | { readonly kind: 'failed'; readonly failure: Failure };

interface Open extends OpenSample {
  readonly round: number;
  readonly strategy: string;
  readonly model: string;
  readonly startedAt: number;
}

interface Candidate {
  readonly open: Open;
  readonly draft: Draft;
  readonly patch: Patch;
  readonly hash: string;
}

/** Candidates that may wait for a test: enough that the cores never wait for the model. */
const waitingPerJob = 2;

/**
 * Samples, tries and decides until the policy is content: proposers draw while jobs test what was
 * drawn, identical patches are run once, and a pass counts when it is confirmed.
 */
export class Loop {
  readonly board = new Board();
  readonly #parts: LoopParts;
  readonly #limits: LoopLimits;
  readonly #queue: Channel<Candidate>;
  readonly #seen = new Map<string, number>();
  readonly #abort: ReturnType<typeof deriveAbort>;
  #drawn = 0;
  #tokens = 0;
  #end: LoopEnd | null = null;
  /** The last unconfirmed pass explains an abstention better than "nothing passed". */
  #unconfirmed: Failure | null = null;
  /** Decisions are taken one after the other; tests do not start while a pass is confirmed. */
  #deciding: Promise<void> = Promise.resolve();

  constructor(parts: LoopParts, limits: LoopLimits, signal: AbortSignal) {
    this.#parts = parts;
    this.#limits = limits;
    this.#queue = new Channel(limits.jobs * waitingPerJob);
    this.#abort = deriveAbort(signal);
  }

  /** Runs to the end. Aborting the signal given at construction ends it with what is known then. */
  async run(): Promise<LoopEnd> {
    const { signal } = this.#abort.ctrl;
    signal.addEventListener('abort', () => {
      for (const { open } of this.#queue.clear()) this.#settle(open, cancelled);
    });
    try {
      const drawing = this.#draw(signal);
      await Promise.all(Array.from({ length: this.#limits.jobs }, () => this.#work(signal)));
      const failure = await drawing;
      if (this.#end === null && failure && this.board.samples.length === 0) {
        return { kind: 'failed', failure };
      }
      await this.#decide(true);
      return this.#end ?? { kind: 'abstained', code: 'cancelled', why: 'The run was cancelled.' };
    } finally {
      this.#abort.dispose();
    }
  }

  /** Runs all proposers; resolves with the failure that stopped all of them, if one did. */
  async #draw(signal: AbortSignal): Promise<Failure | null> {
    const ground = this.#ground();
    const failures = await Promise.all(this.#parts.proposers.map((p) => p.run(ground, signal)));
    this.#queue.close();
    return failures.every((failure) => failure !== null) ? (failures[0] ?? null) : null;
  }

  #ground(): Ground {
    return {
      begin: (sample) => this.#begin(sample),
      best: () => this.board.best(),
      submit: (sample, draft) => this.#submit(sample as Open, draft),
    };
  }

  #begin(sample: { strategy: string; round: number; model: string }): Open | null {
    if (this.#drawn >= this.#limits.samples || this.#abort.ctrl.signal.aborted) return null;
    const id = ++this.#drawn;
    const { emit, clock } = this.#parts;
    emit({ kind: 'sample.start', sample: id, ...sample });
    const startedAt = clock();
    return {
      id,
      ...sample,
      startedAt,
      token: ({ channel, text, logprob, entropy }) => {
        const numbers =
          logprob === undefined
            ? {}
            : { tokens: [{ text, logprob, ...(entropy === undefined ? {} : { entropy }) }] };
        emit({ kind: channel, sample: id, text, ...numbers });
      },
    };
  }

  async #submit(open: Open, draft: Draft): Promise<void> {
    this.#tokens += draft.tokens;
    const { emit, hash, refuse } = this.#parts;
    if (!draft.patch) {
      const failure = draft.failure ?? { code: 'no-patch', why: 'The answer holds no patch.' };
      const verdict = readingFailures.has(failure.code) ? 'refused' : 'error';
      this.#settle(open, { verdict, ...failure }, draft);
    } else {
      const patch = draft.patch;
      const key = hash(patch);
      const edits = patch.map((edit) => ({ ...edit }));
      emit({
        kind: 'patch',
        sample: open.id,
        hash: key,
        edits,
        ...(draft.logprob === null ? {} : { logprob: draft.logprob }),
      });
      const same = this.#seen.get(key);
      const refusal = same === undefined ? await refuse(patch) : null;
      if (same !== undefined) {
        const why = `The same patch as sample ${same}.`;
        this.#settle(open, { verdict: 'duplicate', code: 'duplicate', why }, draft, {
          same,
          hash: key,
        });
      } else if (refusal) {
        emit({ kind: 'refused', sample: open.id, ...refusal });
        this.#settle(open, { verdict: 'refused', ...refusal }, draft, { hash: key });
      } else {
        this.#seen.set(key, open.id);
        await this.#queue.push({ open, draft, patch, hash: key });
      }
    }
    if (this.#tokens > this.#limits.maxTokens) this.#finish(outOfTokens(this.#limits.maxTokens));
  }

  /** One job: takes candidates and tries them until there are no more. */
  async #work(signal: AbortSignal): Promise<void> {
    const trial = await this.#parts.trial;
    for (;;) {
      const candidate = await this.#queue.pop();
      if (!candidate) return;
      await this.#deciding;
      const { open, draft, patch, hash } = candidate;
      const judgement = signal.aborted ? null : await tryPatch(trial, open.id, patch, signal);
      this.#settle(open, judgement ?? cancelled, draft, { hash, judgement });
      await this.#decide(false);
    }
  }

  #settle(
    open: Open,
    reason: { verdict: Verdict; code: string; why: string },
    draft: Draft | null = null,
    known: { same?: number; hash?: string; judgement?: Judgement | null } = {},
  ): void {
    const { id, round, strategy, model } = open;
    const { verdict, code, why } = reason;
    const judgement = known.judgement ?? null;
    const { tokens, thinkingTokens } = draft ?? { tokens: 0, thinkingTokens: 0 };
    const ms = this.#parts.clock() - open.startedAt;
    const { passed, failed, skipped } = judgement ?? { passed: 0, failed: 0, skipped: 0 };
    this.#parts.emit({
      kind: 'verdict',
      sample: id,
      verdict,
      code,
      why,
      passed,
      failed,
      skipped,
      tokens,
      thinkingTokens,
      ms,
      ...(known.same === undefined ? {} : { same: known.same }),
    });
    this.board.add({
      id,
      round,
      strategy,
      model,
      tokens,
      thinkingTokens,
      ms,
      verdict,
      code,
      why,
      patch: draft?.patch ?? null,
      patchHash: known.hash ?? null,
      logprob: draft?.logprob ?? null,
      judgement,
      same: known.same ?? null,
    });
  }

  /** Asks the policy, one caller after the other, until it wants more samples or the run has ended. */
  #decide(exhausted: boolean): Promise<void> {
    this.#deciding = this.#deciding.then(async () => {
      while (this.#end === null && !this.#abort.ctrl.signal.aborted) {
        const settled = await this.#step(exhausted);
        if (settled) return;
      }
    });
    return this.#deciding;
  }

  /** One decision; false when a pass did not hold and the policy must be asked again. */
  async #step(exhausted: boolean): Promise<boolean> {
    const decision = this.#parts.policy.decide(this.board.state(exhausted));
    if (decision.kind === 'sample') return true;
    const { kind, code, why, numbers } = decision;
    const { emit } = this.#parts;
    if (kind === 'abstain') {
      const reason = this.#unconfirmed ?? { code, why };
      emit({ kind: 'decision', decision: kind, ...reason, numbers });
      this.#finish({ kind: 'abstained', ...reason });
      return true;
    }
    const sample = this.board.sample(decision.sample);
    if (!sample?.patch)
      throw new Error(`the policy accepted sample ${decision.sample}, which has no patch`);
    const trial = await this.#parts.trial;
    const unconfirmed = await confirmPass(trial, sample.id, sample.patch, this.#abort.ctrl.signal);
    if (unconfirmed) {
      const { verdict, code: because, why: reason } = unconfirmed;
      this.board.amend(sample.id, verdict, because, reason);
      this.#unconfirmed = { code: because, why: reason };
      emit({
        kind: 'decision',
        decision: 'unconfirmed',
        code: because,
        why: reason,
        numbers: {},
        sample: sample.id,
      });
      return false;
    }
    emit({ kind: 'decision', decision: kind, code, why, numbers, sample: sample.id });
    this.#finish({ kind: 'accepted', sample, code, why });
    return true;
  }

  #finish(end: LoopEnd): void {
    this.#end ??= end;
    this.#abort.ctrl.abort();
  }
}

const cancelled = { verdict: 'cancelled', code: 'cancelled', why: 'The run ended first.' } as const;

/** Failures of reading an answer: the model worked, what it wrote is no patch. */
const readingFailures = new Set([
  'no-patch',
  'answer-cut',
  'search-not-found',
  'search-ambiguous',
  'hunk-does-not-apply',
]);

function outOfTokens(limit: number): LoopEnd {
  const why = `The run's ${limit} tokens are used up.`;
  return { kind: 'abstained', code: 'out-of-tokens', why };
}
