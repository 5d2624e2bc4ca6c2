import type { Reason } from '../decision.ts';
import type { Piece } from '../stream.ts';

/** What has been written so far. */
export interface Written {
  readonly text: string;
  readonly pieces: readonly Piece[];
}

/** The end of a completion: why, and how many code units of its text stay. */
export interface Stop extends Reason {
  readonly keep: number;
}

/** Looks at a completion after each token; null: it goes on. */
export type StopRule = (written: Written) => Stop | null | Promise<Stop | null>;
