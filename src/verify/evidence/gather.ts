import { deriveAbort } from '../../base/abort.ts';
import type { Patch } from '../../base/edit.ts';
import { coverChanges, reportCoverage } from './coverage.ts';
import type { Found, Piece, Suggestion } from './kinds.ts';
import { reportReverts, revertHunks } from './reverts.ts';
import { type Draw, findInSamples } from './samples.ts';
import type { Setting } from './setting.ts';
import { measureSize } from './size.ts';
import { reportMutants, tryMutants } from './survivors.ts';

/** What evidence is asked for. */
export interface EvidenceRequest extends Setting {
  /** Milliseconds that running things may take; see `defaultBudgetMs`. */
  readonly budgetMs: number;
  /** The run's samples, and which of them gave the patch; null for a change not sampled by us. */
  readonly samples: { readonly draws: readonly Draw[]; readonly accepted: number } | null;
  /** Milliseconds, from any start. */
  readonly clock: () => number;
}

/** The evidence about the tests on one patch. */
export interface Gathered {
  readonly pieces: readonly Piece[];
  /** Tests that would tell more, the most telling first. They are never a confidence. */
  readonly suggestions: readonly Suggestion[];
  /** Sentences: what the budget left undone. */
  readonly cut: readonly string[];
  readonly ms: number;
}

/** The budget, unless one is given: thirty seconds, or twice the suite's time if that is longer. */
export function defaultBudgetMs(suiteMs: number): number {
  return Math.max(30_000, 2 * suiteMs);
}

/** Mutants say least for their time. */
const mostMutantMs = 30_000;

/**
 * Gathers what can be seen of a passing patch by running things, dearest last: which changed lines
 * the tests run, which hunks they need, which mutants they notice. What is under way when the budget
 * ends, or the signal aborts, is killed, and what is known by then stands.
 */
export async function gatherEvidence(
  request: EvidenceRequest,
  signal: AbortSignal,
): Promise<Gathered> {
  const { bench, patch, budgetMs, samples, clock } = request;
  const startedAt = clock();
  const isTest = (path: string) => bench.runner.isTestFile(bench.toRoot(path));
  const sources = patch.filter(({ path }) => !isTest(path));
  const ran = await within(signal, budgetMs, (until) => runThings(request, sources, until));
  const seen = samples ? findInSamples(samples.draws, samples.accepted) : [];
  return {
    pieces: [...seen, ...measureSize(sources), ...ran.flatMap(({ pieces }) => pieces)],
    suggestions: ran.flatMap((found) => found.suggestions),
    cut: ran.flatMap((found) => found.cut),
    ms: clock() - startedAt,
  };
}

async function runThings(
  setting: Setting,
  sources: Patch,
  signal: AbortSignal,
): Promise<readonly Found[]> {
  const covered = await coverChanges(setting, sources, signal);
  const targets = setting.baseline.targets.length > 0;
  const coverage = reportCoverage(covered, { cut: signal.aborted, targets });
  const reverts = reportReverts(await revertHunks(setting, sources, signal), signal.aborted);
  const mutants = await within(signal, mostMutantMs, async (until) =>
    reportMutants(await tryMutants(setting, sources, covered, until), until.aborted),
  );
  return [coverage, reverts, mutants];
}

/** Works with a signal that aborts when the time is over, or with its parent. */
async function within<T>(
  signal: AbortSignal,
  ms: number,
  work: (until: AbortSignal) => Promise<T>,
): Promise<T> {
  const { ctrl, dispose } = deriveAbort(signal);
  const timer = setTimeout(() => {
    ctrl.abort();
  }, ms);
  try {
    return await work(ctrl.signal);
  } finally {
    clearTimeout(timer);
    // One part that failed ends the others.
    ctrl.abort();
    dispose();
  }
}
