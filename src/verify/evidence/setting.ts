import type { Patch } from '../../base/edit.ts';
import type { Syntax } from '../../base/syntax.ts';
import { runTests, targetsFirstPays, type TestBench } from '../execution.ts';
import { judgeRun, type Expectation } from '../pass.ts';

/** What must hold of a changed copy's run, and what such a run costs. */
export interface Standing extends Expectation {
  /** Tests in the suite. */
  readonly size: number;
  /** Time of the suite. */
  readonly ms: number;
}

/** With what a passing patch is put to the proof. */
export interface Setting {
  readonly bench: TestBench;
  readonly syntax: Syntax;
  readonly baseline: Standing;
  /** The patch that passes. */
  readonly patch: Patch;
  /** Copies that may run tests at the same time. */
  readonly jobs: number;
}

/** A change may make tests slower before it counts as a loop that does not end. */
export function runTimeoutMs({ baseline }: Pick<Setting, 'baseline'>): number {
  return 2000 + 4 * baseline.ms;
}

/**
 * Do the tests notice when the copy holds `changed` in the place of the passing patch? Null where
 * the run was cut. `reach`: the tests that can notice; `targets` where no guard runs what differs.
 */
export async function notices(
  setting: Setting,
  changed: Patch,
  reach: 'targets' | 'suite',
  signal: AbortSignal,
): Promise<boolean | null> {
  const { bench, baseline } = setting;
  if (signal.aborted) return null;
  const copy = await bench.executor.acquire({ kind: 'sample' }, signal);
  try {
    await copy.apply(changed);
    const first = reach === 'targets' || targetsFirstPays(bench, baseline);
    const scopes = [
      ...(first ? (['targets'] as const) : []),
      ...(reach === 'suite' ? [reach] : []),
    ];
    for (const scope of scopes) {
      if (scope !== scopes[0]) await copy.restore();
      const selection = scope === 'targets' ? baseline.targets : 'all';
      const timeoutMs = runTimeoutMs(setting);
      const run = await runTests(bench, copy, { selection, timeoutMs }, signal);
      const { verdict } = judgeRun(run, baseline, scope);
      if (verdict === 'cancelled') return null;
      if (verdict !== 'pass') return true;
    }
    return false;
  } finally {
    await copy.release();
  }
}

/**
 * Works on the items in their order, `jobs` at a time. Null stands for what the signal cut or kept
 * from starting.
 */
export async function eachWithin<T, R>(
  items: readonly T[],
  jobs: number,
  signal: AbortSignal,
  work: (item: T) => Promise<R | null>,
): Promise<(R | null)[]> {
  const results = items.map((): R | null => null);
  const rest = items.entries();
  const lane = async () => {
    for (const [index, item] of rest) {
      if (signal.aborted) return;
      results[index] = await work(item).catch((thrown: unknown) => {
        if (signal.aborted) return null;
        throw thrown;
      });
    }
  };
  await Promise.all(Array.from({ length: jobs }, lane));
  return results;
}
