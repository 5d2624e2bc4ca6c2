import type { TestCase } from '../runner/runner.ts';
import type { TestRun } from '../verify/execution.ts';
import { answersTo, failuresOf, type TestFailure } from '../verify/pass.ts';

/** Where the workspace stands before any change: what must come to pass, what must go on passing. */
export interface Baseline {
  /** Tests that fail and shall pass. */
  readonly targets: readonly string[];
  /** Tests that pass and must go on doing so. */
  readonly guards: readonly string[];
  /** Tests that came out differently; counted for nothing. */
  readonly flaky: readonly string[];
  /** What the targets said when they failed. */
  readonly failures: readonly TestFailure[];
  /** Errors outside tests. */
  readonly errors: number;
  /** Tests in the suite. */
  readonly size: number;
  /** Time of the suite in a copy such as samples get. */
  readonly ms: number;
}

type Outcome = TestCase['outcome'];

/** Tests of a file as read from its text, without running it. */
export interface Listed {
  /** As errors name the file: its path, and for Python its module. */
  readonly names: readonly string[];
  readonly ids: readonly string[];
}

/**
 * The outcome of every test that can be known of a run. Listed tests that did not run count as
 * failed, so that a patch has to make them run: all where the run was cut or collected nothing, else
 * those of files that an error names and none of whose tests was reported.
 */
export function outcomesOf(
  { report, cause }: TestRun,
  listed: readonly Listed[],
): Map<string, Outcome> {
  const outcomes = new Map<string, Outcome>(report.cases.map((test) => [test.id, test.outcome]));
  const ran = (id: string) => report.cases.some((test) => answersTo(id, test.id));
  const cut = cause !== 'exit' || !report.complete;
  const nothing = report.cases.length === 0 && report.errors.length > 0;
  const errors = report.errors.join('\n');
  for (const { names, ids } of listed) {
    const broken = !ids.some(ran) && names.some((name) => errors.includes(name));
    if (!cut && !nothing && !broken) continue;
    for (const id of ids) if (!ran(id)) outcomes.set(id, 'failed');
  }
  return outcomes;
}

/** The ids on which two runs differ, sorted. */
export function differences(
  first: ReadonlyMap<string, Outcome>,
  second: ReadonlyMap<string, Outcome>,
): string[] {
  const ids = new Set([...first.keys(), ...second.keys()]);
  return [...ids].filter((id) => first.get(id) !== second.get(id)).sort();
}

/**
 * Sorts the tests by two runs. With `named` the targets are those (whatever the runs said of them),
 * else all that failed twice; guards passed twice.
 */
export function baselineOf(
  first: ReadonlyMap<string, Outcome>,
  second: ReadonlyMap<string, Outcome>,
  run: TestRun,
  named: readonly string[] = [],
): Baseline {
  const flaky = differences(first, second);
  const steady = [...second].filter(([id]) => first.get(id) === second.get(id));
  const failing = steady.filter(([, outcome]) => outcome === 'failed').map(([id]) => id);
  const targets = named.length > 0 ? [...named] : failing;
  const isTarget = (id: string) => targets.some((target) => answersTo(target, id));
  const failures = failuresOf(run.report.cases, run.report.errors);
  return {
    targets,
    guards: steady
      .filter(([id, outcome]) => outcome === 'passed' && !isTarget(id))
      .map(([id]) => id),
    flaky: flaky.filter((id) => !isTarget(id)),
    failures: failures.filter(({ id }) => id === '' || isTarget(id)),
    errors: run.report.errors.length,
    size: second.size,
    ms: run.ms,
  };
}
