import type { Syntax } from '../base/syntax.ts';
import { defaultBudgetMs, gatherEvidence, type Gathered } from '../verify/evidence/gather.ts';
import type { Board } from './board.ts';
import type { LoopEnd } from './loop.ts';
import { bestSample } from './outcome.ts';
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

/** Looks closer at the patch that is handed over or shown; null where there is none that passes. */
export async function lookCloser(
  end: LoopEnd,
  { board, syntax, jobs, prior, clock }: LookParts,
  { bench, baseline }: Trial,
  signal: AbortSignal,
): Promise<Gathered | null> {
  const best = bestSample(end, board);
  if (best?.verdict !== 'pass' || !best.patch || signal.aborted) return null;
  const isChange = prior !== null;
  const budgetMs = isChange ? defaultBudgetMs(baseline.ms) : quickLookMs + baseline.ms;
  const samples = isChange ? null : { draws: board.seen(), accepted: best.id };
  const setting = { bench, syntax, baseline, patch: best.patch, jobs };
  return await gatherEvidence({ ...setting, budgetMs, samples, clock }, signal);
}
