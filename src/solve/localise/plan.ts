import type { Selection } from '../../runner/runner.ts';
import type { Baseline } from '../baseline.ts';

/** One run over probed sources: which tests, and how they are known to end. */
export interface PlannedRun {
  readonly selection: Selection;
  readonly failed: boolean;
}

/** What fault localisation may cost: this share of a minute, whatever the suite. */
const budgetMs = 4000;
const mostRuns = 24;

/**
 * Which tests to run over the probed sources: targets and guards one by one as far as the budget
 * goes (each run tells more the fewer tests it holds), what is left together.
 */
export function planRuns(
  baseline: Pick<Baseline, 'targets' | 'guards' | 'ms'>,
  plain: boolean,
  jobs: number,
): PlannedRun[] {
  if (plain) return [{ selection: 'all', failed: true }];
  const affordable = Math.floor((budgetMs * jobs) / Math.max(baseline.ms, 1));
  const runs = Math.min(mostRuns, Math.max(2, affordable));
  const forTargets = Math.max(1, Math.min(baseline.targets.length, Math.floor(runs / 2)));
  const forGuards = Math.max(1, runs - forTargets);
  return [
    ...split(baseline.targets, forTargets).map((selection) => ({ selection, failed: true })),
    ...split(baseline.guards, forGuards).map((selection) => ({ selection, failed: false })),
  ];
}

/** `items` in at most `parts` parts: single ones first, the rest in the last. */
function split(items: readonly string[], parts: number): string[][] {
  if (items.length === 0) return [];
  const singles = items.slice(0, parts - 1).map((item) => [item]);
  const rest = items.slice(parts - 1);
  return rest.length > 0 ? [...singles, rest] : singles;
}
