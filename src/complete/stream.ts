import type { Failure } from '../base/failure.ts';
import type { Alternative, Finish } from '../model/model.ts';
import type { Reason } from './decision.ts';

/** A token on its way through the stages. */
export interface Piece {
  readonly kind: 'piece';
  readonly text: string;
  /** Which model wrote it. */
  readonly by: 'full' | 'shallow';
  /** Natural; absent where the model does not tell. */
  readonly logprob?: number;
  readonly entropy?: number;
  readonly alternatives?: readonly Alternative[];
}

/** A decision that a stage took, for the trace. */
export interface Taken extends Reason {
  readonly kind: 'stop' | 'exit';
}

/** Positions that each model evaluated. */
export interface Evaluated {
  readonly full: number;
  readonly shallow: number;
}

/** The last thing in every stream. */
export interface Ended {
  readonly kind: 'ended';
  readonly finish: Finish;
  readonly evaluated: Evaluated;
  /** Code units of the text that are kept, where a stage cut it. */
  readonly keep?: number;
  readonly failure?: Failure;
}

export type Flow = AsyncIterable<Piece | Taken | Ended>;
