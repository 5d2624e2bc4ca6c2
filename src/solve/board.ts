import type { Patch } from '../base/edit.ts';
import type { PassingCandidate, RunState, SeenSample } from '../verify/policy.ts';
import type { Judgement } from '../verify/pass.ts';
import type { Verdict } from '../trace/events.ts';

/** Code of a pass that did not come again in a fresh copy. */
export const notRepeated = 'not-repeated';

/** A sample: one draw from one model, and what became of it. */
export interface Sample {
  readonly id: number;
  readonly round: number;
  readonly strategy: string;
  readonly model: string;
  /** One of a ranked list that names each patch once, not a random draw. */
  readonly listed: boolean;
  readonly tokens: number;
  readonly thinkingTokens: number;
  /** From its start to its verdict. */
  readonly ms: number;
  readonly verdict: Verdict;
  readonly code: string;
  readonly why: string;
  readonly patch: Patch | null;
  readonly patchHash: string | null;
  /** Sequence log-probability where the model gave one. */
  readonly logprob: number | null;
  readonly judgement: Judgement | null;
  /** The sample whose patch this one repeats. */
  readonly same: number | null;
}

/** All samples of a run in the order of their verdicts, and what follows from them. */
export class Board {
  readonly samples: Sample[] = [];

  add(sample: Sample): void {
    this.samples.push(sample);
  }

  /** Takes back a pass that did not hold. */
  amend(id: number, verdict: Verdict, code: string, why: string): void {
    const index = this.samples.findIndex((sample) => sample.id === id);
    const sample = this.samples[index];
    if (sample) this.samples[index] = { ...sample, verdict, code, why };
  }

  sample(id: number): Sample | undefined {
    return this.samples.find((sample) => sample.id === id);
  }

  /**
   * The sample from which a later round should go on: it ran and failed, and passes the most tests
   * (methods.md 12); of equals the earliest.
   */
  best(): Sample | undefined {
    const tried = this.samples.filter(
      ({ verdict, judgement }) => judgement !== null && (verdict === 'fail' || verdict === 'error'),
    );
    const passed = (sample: Sample) => sample.judgement?.passed ?? 0;
    return tried.reduce<Sample | undefined>(
      (best, sample) => (best && passed(best) >= passed(sample) ? best : sample),
      undefined,
    );
  }

  /** The last sample that looked like a pass and was none; undefined where there is none. */
  unvouched(): Sample | undefined {
    return this.samples.findLast(
      ({ verdict, code }) => verdict === 'tampered' || code === notRepeated,
    );
  }

  /** What a policy sees; `known` is what the samples themselves do not tell. */
  state(known: Omit<RunState, 'judged' | 'samples' | 'passing' | 'msPerSample'>): RunState {
    const passing: PassingCandidate[] = this.samples
      .filter(({ verdict }) => verdict === 'pass')
      .map(({ id }) => ({
        sample: id,
        draws: 1 + this.samples.filter(({ same }) => same === id).length,
      }));
    const judged = this.samples.length;
    const ms = this.samples.reduce((sum, sample) => sum + sample.ms, 0);
    return {
      ...known,
      judged,
      samples: this.seen(),
      passing,
      msPerSample: judged === 0 ? 0 : ms / judged,
    };
  }

  /** The samples as policies and evidence see them, in the order of their verdicts. */
  seen(): SeenSample[] {
    return this.samples.map((sample) => this.#seen(sample));
  }

  #seen({ id, model, strategy, listed, verdict, same, judgement, logprob }: Sample): SeenSample {
    const tried = same === null ? null : this.sample(same);
    const failures = (tried ?? { judgement }).judgement?.failures ?? [];
    return {
      sample: id,
      model,
      strategy,
      listed,
      passed: (tried?.verdict ?? verdict) === 'pass',
      same,
      rejectedBy: failures.map((failure) => failure.id).filter((test) => test !== ''),
      logprob,
    };
  }
}
