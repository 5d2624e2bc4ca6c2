import { runTests, type TestBench } from '../verify/execution.ts';
import { answersTo } from '../verify/pass.ts';
import type { Baseline } from './baseline.ts';
import type { Task } from './solve.ts';

/**
 * The baseline that a task is judged by. A repair must make pass all that failed. Of a change without
 * named targets that is not said: it must pass those of its own test files, and what it mends it must
 * mend each time; what fails with it as without it is an old failure, which may stay. Where no other
 * test would be left to judge by, all stay targets.
 */
export async function withoutOldFailures(
  task: Pick<Task, 'prior' | 'targets' | 'given' | 'ownTests'>,
  baseline: Baseline,
  bench: TestBench,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Baseline> {
  const patch = task.given[0]?.draft.patch;
  const isFree = task.prior !== null && task.targets.length === 0;
  if (!patch || !isFree) return baseline;
  if (baseline.targets.length === 0 || baseline.guards.length === 0) return baseline;
  const copy = await bench.executor.acquire({ kind: 'sample' }, signal);
  try {
    await copy.apply(patch);
    const { report } = await runTests(bench, copy, { selection: 'all', timeoutMs }, signal);
    const passed = new Set(
      report.cases.filter(({ outcome }) => outcome === 'passed').map(({ id }) => id),
    );
    return keepTargets(baseline, (id) => {
      const file = bench.runner.fileOf(id, bench.command);
      const isOwn = file !== null && task.ownTests.includes(bench.toWorkspace(file));
      return isOwn || passed.has(id) || [...passed].some((other) => answersTo(id, other));
    });
  } finally {
    await copy.release();
  }
}

/** The baseline with these of its targets alone. Pure. */
export function keepTargets(baseline: Baseline, isKept: (id: string) => boolean): Baseline {
  const targets = baseline.targets.filter(isKept);
  const failures = baseline.failures.filter(
    ({ id }) => id === '' || targets.some((target) => answersTo(target, id)),
  );
  return { ...baseline, targets, failures };
}
