import type { Patch } from '../../base/edit.ts';
import type { Failure } from '../../base/failure.ts';
import type { TokenEvent } from '../../model/model.ts';
import type { Judgement } from '../../verify/pass.ts';
import type { Sample } from '../board.ts';

/** What a proposer hands over for one sample. */
export interface Draft {
  readonly patch: Patch | null;
  /** Why there is no patch: the model failed, or its answer could not be read. */
  readonly failure?: Failure;
  /** The model worked, and what it wrote is no patch. */
  readonly unreadable?: boolean;
  readonly tokens: number;
  readonly thinkingTokens: number;
  /** Log-probability of what the model wrote, where it is known. */
  readonly logprob: number | null;
  /** The judgement of an earlier run, which stands: the patch is not tried again. */
  readonly known?: Judgement;
}

/** A sample under way: what happens to it goes into the trace. */
export interface OpenSample {
  readonly id: number;
  token(event: TokenEvent): void;
  /** What the model wrote was cut short, and by what. */
  stopped(stop: Stop): void;
}

/** What ends a model's writing before the model does. */
export interface Stop extends Failure {
  readonly numbers: Readonly<Record<string, number>>;
}

/** Where a sample comes from. */
export interface Origin {
  readonly strategy: string;
  readonly round: number;
  readonly model: string;
  /** One of a ranked list that names each patch once, not a random draw. */
  readonly listed?: boolean;
}

/** A proposer's view of the run. */
export interface Ground {
  /** Starts a sample; null when no more may be drawn. */
  begin(sample: Origin): OpenSample | null;
  /** What is left of the run's tokens; no generation may ask for more. */
  tokensLeft(): number;
  /** Counts tokens as they are written: with the last one drawing ends, also in the middle of others. */
  spend(tokens: number): void;
  /** The best sample so far that was tried and failed. */
  best(): Sample | undefined;
  /** Hands a finished sample over; resolves when there is room for the next one. */
  submit(sample: OpenSample, draft: Draft): Promise<void>;
}

/**
 * Draws candidates until the ground gives no more samples, its ideas are used up, or the signal
 * fires. Resolves with a failure where the model cannot work at all (its other samples are lost).
 */
export interface Proposer {
  readonly model: string;
  run(ground: Ground, signal: AbortSignal): Promise<Failure | null>;
}
