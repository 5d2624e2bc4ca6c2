import assert from 'node:assert/strict';
import type { TestCase } from '../../../src/runner/runner.ts';
import type { TestRun } from '../../../src/verify/execution.ts';
import { judgeRun } from '../../../src/verify/pass.ts';

function run(cases: Record<string, TestCase['outcome']>, rest: Partial<TestRun> = {}): TestRun {
  const list = Object.entries(cases).map(([id, outcome]) => ({ id, outcome, ms: 1 }));
  const failed = list.some(({ outcome }) => outcome === 'failed');
  return {
    report: { cases: list, complete: true, errors: [] },
    cause: 'exit',
    exitCode: failed ? 1 : 0,
    output: '',
    ms: 5,
    files: new Map(),
    ...rest,
  };
}

const expected = { targets: ['t'], guards: ['g1', 'g2'], errors: 0 };
const canary = { path: 'c.py', text: '', passing: 'c.yes', failing: 'c.no' };

describe('judgeRun', () => {
  it('passes when every target and guard passes', () => {
    const { verdict, passed } = judgeRun(
      run({ t: 'passed', g1: 'passed', g2: 'passed' }),
      expected,
      'suite',
    );
    assert.equal(verdict, 'pass');
    assert.equal(passed, 3);
  });

  it('tolerates old failures that are neither target nor guard', () => {
    const old = run({ t: 'passed', g1: 'passed', g2: 'passed', old: 'failed' });
    assert.equal(judgeRun(old, expected, 'suite').verdict, 'pass');
  });

  for (const [what, cases, code] of [
    ['a failing target', { t: 'failed', g1: 'passed', g2: 'passed' }, 'tests-fail'],
    ['a failing guard', { t: 'passed', g1: 'failed', g2: 'passed' }, 'tests-fail'],
    ['a skipped target', { t: 'skipped', g1: 'passed', g2: 'passed' }, 'tests-missing'],
    ['a missing guard', { t: 'passed', g1: 'passed' }, 'tests-missing'],
    ['an empty suite', {}, 'tests-missing'],
  ] as const) {
    it(`fails for ${what}`, () => {
      const judged = judgeRun(run(cases), expected, 'suite');
      assert.equal(judged.verdict, 'fail');
      assert.equal(judged.code, code);
    });
  }

  it('asks for the targets alone in their own run', () => {
    assert.equal(judgeRun(run({ t: 'passed' }), expected, 'targets').verdict, 'pass');
  });

  it('lets a bare id stand for its parametrized forms, all of which must pass', () => {
    const only = { targets: ['a.py::t'], guards: [], errors: 0 };
    const good = run({ 'a.py::t[1]': 'passed', 'a.py::t[2]': 'passed' });
    const bad = run({ 'a.py::t[1]': 'passed', 'a.py::t[2]': 'skipped' });
    assert.equal(judgeRun(good, only, 'suite').verdict, 'pass');
    assert.equal(judgeRun(bad, only, 'suite').verdict, 'fail');
  });

  it('believes neither a report nor an exit status alone', () => {
    const whole = { t: 'passed', g1: 'passed', g2: 'passed' } as const;
    assert.equal(judgeRun(run(whole, { exitCode: 1 }), expected, 'suite').code, 'report-disagrees');
    const failing = run({ ...whole, old: 'failed' }, { exitCode: 0 });
    assert.equal(judgeRun(failing, expected, 'suite').code, 'report-disagrees');
    const cut = run(whole);
    const report = { ...cut.report, complete: false };
    assert.equal(judgeRun({ ...cut, report }, expected, 'suite').code, 'report-cut');
  });

  for (const [cause, verdict] of [
    ['timeout', 'timeout'],
    ['memory', 'error'],
    ['cancelled', 'cancelled'],
  ] as const) {
    it(`calls a run ended by ${cause} ${verdict}`, () => {
      const whole = { t: 'passed', g1: 'passed', g2: 'passed' } as const;
      assert.equal(judgeRun(run(whole, { cause }), expected, 'suite').verdict, verdict);
    });
  }

  it('minds errors outside tests, but not those that were there before', () => {
    const whole = run({
      t: 'passed',
      g1: 'passed',
      g2: 'passed',
      'c.yes': 'passed',
      'c.no': 'failed',
    });
    const report = { ...whole.report, errors: ['Unhandled rejection'] };
    const judged = judgeRun({ ...whole, report }, expected, 'suite', canary);
    assert.equal(judged.code, 'errors-outside-tests');
    const before = { ...expected, errors: 1 };
    assert.equal(judgeRun({ ...whole, report }, before, 'suite', canary).verdict, 'pass');
  });

  it('wants to see the canary end as planted', () => {
    const whole = { t: 'passed', g1: 'passed', g2: 'passed' } as const;
    const seen = run({ ...whole, 'c.yes': 'passed', 'c.no': 'failed' });
    const judged = judgeRun(seen, expected, 'suite', canary);
    assert.equal(judged.verdict, 'pass');
    assert.equal(judged.failed, 0);
    const green = run({ ...whole, 'c.yes': 'passed', 'c.no': 'passed' });
    assert.equal(judgeRun(green, expected, 'suite', canary).verdict, 'tampered');
    assert.equal(judgeRun(run(whole), expected, 'suite', canary).verdict, 'tampered');
  });

  it('wants to see every canary', () => {
    const whole = { t: 'passed', g1: 'passed', g2: 'passed' } as const;
    const seen = { ...whole, 'c.yes': 'passed', 'c.no': 'failed' } as const;
    const other = { ...canary, passing: 'd.yes', failing: 'd.no' };
    const judge = (cases: Parameters<typeof run>[0]) =>
      judgeRun(run(cases), expected, 'suite', [canary, other]);
    assert.equal(judge(seen).verdict, 'tampered');
    const both = judge({ ...seen, 'd.yes': 'passed', 'd.no': 'failed' });
    assert.deepEqual([both.verdict, both.passed, both.failed], ['pass', 3, 0]);
  });
});
