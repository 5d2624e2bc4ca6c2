import type { Syntax } from '../base/syntax.ts';
import { defaultBudgetMs, gatherEvidence, type Gathered } from '../verify/evidence/gather.ts';
import type { Board, Sample } from './board.ts';
import type { Trial } from './trial.ts';

/** What looking closer needs of a run. */
export interface LookParts {
  readonly board: Board;
  readonly syntax: Syntax;
  readonly jobs: number;
  /** Null in a run that repairs; see the task. */
  readonly prior: number | null;
  readonly clock: () => number;
}

/** A repair is waited for: of what weighs nothing only what comes quickly is looked at. */
const quickLookMs = 1000;

/** Looks closer at a passing patch before it is decided about; null where there is nothing to see. */
export async function lookCloser(
  sample: Sample | null,
  { board, syntax, jobs, prior, clock }: LookParts,
  { bench, baseline }: Trial,
  signal: AbortSignal,
): Promise<Gathered | null> {
  if (sample?.verdict !== 'pass' || !sample.patch || signal.aborted) return null;
  const isChange = prior !== null;
  const budgetMs = isChange ? defaultBudgetMs(baseline.ms) : quickLookMs + baseline.ms;
  const samples = isChange ? null : { draws: board.seen(), accepted: sample.id };
  const setting = { bench, syntax, baseline, patch: sample.patch, jobs };
  return await gatherEvidence({ ...setting, budgetMs, samples, clock }, signal);
}
