import { disagrees } from '../runner/report.ts';
import type { Canary, TestCase } from '../runner/runner.ts';
import type { Verdict } from '../trace/events.ts';
import type { TestRun } from './execution.ts';

/** What must hold of a candidate's run. Ids from a static listing may stand for parametrized tests. */
export interface Expectation {
  readonly targets: readonly string[];
  readonly guards: readonly string[];
  /** Errors outside tests that were there before. */
  readonly errors: number;
}

export interface TestFailure {
  readonly id: string;
  readonly message: string;
}

/** A run judged: the verdict with its reason, the counts, and what failed. */
export interface Judgement {
  readonly verdict: Extract<
    Verdict,
    'pass' | 'fail' | 'error' | 'timeout' | 'refused' | 'tampered' | 'cancelled'
  >;
  readonly code: string;
  readonly why: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly failures: readonly TestFailure[];
}

type Reason = Pick<Judgement, 'verdict' | 'code' | 'why'>;

/**
 * Judges one run by the contract of a pass: every expected test ran and passed, the report is whole,
 * and the exit status agrees with it. Skipped, missing and deselected tests have not passed.
 */
export function judgeRun(
  run: TestRun,
  expected: Expectation,
  scope: 'targets' | 'suite',
  canary: Canary | readonly Canary[] | null = null,
): Judgement {
  const canaries = [canary ?? []].flat();
  const own = new Set(canaries.flatMap(({ passing, failing }) => [passing, failing]));
  const cases = run.report.cases.filter((test) => !own.has(test.id));
  const wanted = scope === 'targets' ? expected.targets : [...expected.targets, ...expected.guards];
  const failures = failuresOf(cases, run.report.errors);
  const count = (outcome: TestCase['outcome']) =>
    cases.filter((test) => test.outcome === outcome).length;
  const reason = endOfProcess(run) ??
    brokenReport(run) ??
    unmetExpectation(cases, wanted) ??
    newErrors(run, expected) ??
    silentCanary(run, canaries) ?? {
      verdict: 'pass' as const,
      code: 'all-pass',
      why: `All ${wanted.length} expected tests pass.`,
    };
  return {
    ...reason,
    passed: count('passed'),
    failed: count('failed'),
    skipped: count('skipped'),
    failures,
  };
}

/** The failed tests and the errors outside tests, for people and prompts. */
export function failuresOf(
  cases: readonly TestCase[],
  errors: readonly string[],
): readonly TestFailure[] {
  return [
    ...cases
      .filter((test) => test.outcome === 'failed')
      .map((test) => ({ id: test.id, message: test.message ?? '' })),
    ...errors.map((message) => ({ id: '', message })),
  ];
}

/** Does a reported test answer to this expected id? A bare id covers its parametrized forms. */
export function answersTo(expected: string, reported: string): boolean {
  return reported === expected || reported.startsWith(`${expected}[`);
}

function endOfProcess(run: TestRun): Reason | null {
  switch (run.cause) {
    case 'exit':
      return null;
    case 'cancelled':
      return { verdict: 'cancelled', code: 'cancelled', why: 'The run ended first.' };
    case 'timeout':
      return { verdict: 'timeout', code: 'test-timeout', why: 'The tests did not end in time.' };
    case 'memory':
    case 'processes':
    case 'disk':
    case 'output':
      return {
        verdict: 'error',
        code: `too-much-${run.cause}`,
        why: `The tests were ended: they used more ${run.cause} than allowed.`,
      };
  }
}

function brokenReport(run: TestRun): Reason | null {
  const { report, exitCode } = run;
  if (!report.complete) {
    return { verdict: 'error', code: 'report-cut', why: 'The test run ended before its report.' };
  }
  if (disagrees(report, exitCode)) {
    return {
      verdict: 'error',
      code: 'report-disagrees',
      why: `The runner ended with status ${exitCode ?? 'none'}, and its report says otherwise.`,
    };
  }
  return null;
}

/** An error that belongs to no test fails the command, whatever the tests say. */
function newErrors({ report }: TestRun, expected: Expectation): Reason | null {
  if (report.errors.length <= expected.errors) return null;
  const [first = ''] = report.errors.at(-1)?.split('\n') ?? [];
  return { verdict: 'fail', code: 'errors-outside-tests', why: `Outside the tests: ${first}` };
}

function unmetExpectation(cases: readonly TestCase[], wanted: readonly string[]): Reason | null {
  const unmet = unmetIds(cases, wanted);
  const [first] = unmet;
  if (first === undefined) return null;
  const failed = cases.some((test) => answersTo(first, test.id) && test.outcome === 'failed');
  return {
    verdict: 'fail',
    code: failed ? 'tests-fail' : 'tests-missing',
    why: `${unmet.length} of ${wanted.length} expected tests do not pass; the first is ${first}.`,
  };
}

function unmetIds(cases: readonly TestCase[], wanted: readonly string[]): string[] {
  const outcomes = new Map(cases.map((test) => [test.id, test.outcome]));
  return wanted.filter((id) => {
    const exact = outcomes.get(id);
    if (exact) return exact !== 'passed';
    const forms = cases.filter((test) => answersTo(id, test.id));
    return forms.length === 0 || forms.some((test) => test.outcome !== 'passed');
  });
}

/** Both tests of every canary must have been seen to end as planted. */
function silentCanary(run: TestRun, canaries: readonly Canary[]): Reason | null {
  const outcome = (id: string) => run.report.cases.find((test) => test.id === id)?.outcome;
  const isSeen = ({ passing, failing }: Canary) =>
    outcome(passing) === 'passed' && outcome(failing) === 'failed';
  if (canaries.every(isSeen)) return null;
  return {
    verdict: 'tampered',
    code: 'canary-silent',
    why: 'A test that must fail was not seen to fail: the patch has changed how tests are judged.',
  };
}
