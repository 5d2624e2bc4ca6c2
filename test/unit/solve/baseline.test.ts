import assert from 'node:assert/strict';
import type { TestCase } from '../../../src/runner/runner.ts';
import { baselineOf, differences, outcomesOf } from '../../../src/solve/baseline.ts';
import type { TestRun } from '../../../src/verify/execution.ts';

type Outcomes = Record<string, TestCase['outcome']>;

function run(cases: Outcomes, complete = true, errors: string[] = []): TestRun {
  const list = Object.entries(cases).map(([id, outcome]) => ({
    id,
    outcome,
    ms: 1,
    message: `${id}!`,
  }));
  const report = { cases: list, complete, errors };
  return { report, cause: 'exit', exitCode: 1, output: '', ms: 70, files: new Map() };
}

const two = (first: Outcomes, second: Outcomes, named: string[] = []) =>
  baselineOf(new Map(Object.entries(first)), new Map(Object.entries(second)), run(second), named);

describe('baseline', () => {
  it('sorts tests into targets, guards and flaky ones', () => {
    const baseline = two(
      { a: 'failed', b: 'passed', c: 'failed', d: 'skipped' },
      { a: 'failed', b: 'passed', c: 'passed', d: 'skipped', e: 'passed' },
    );
    assert.deepEqual(baseline.targets, ['a']);
    assert.deepEqual(baseline.guards, ['b']);
    assert.deepEqual(baseline.flaky, ['c', 'e']);
    assert.deepEqual(baseline.failures, [{ id: 'a', message: 'a!' }]);
  });

  it('takes the named targets for the targets, and no other failure', () => {
    const baseline = two({ a: 'failed', b: 'failed' }, { a: 'failed', b: 'failed' }, ['b']);
    assert.deepEqual(baseline.targets, ['b']);
    assert.deepEqual(baseline.guards, []);
  });

  const m = { names: ['m.py', 'm'], ids: ['m.A.x'] };
  const n = { names: ['n.py', 'n'], ids: ['n.B.y', 'n.B.z'] };
  const e2e = { names: ['e2e.py', 'e2e'], ids: ['e2e.C.w'] };

  it('expects the listed tests of a file that does not load', () => {
    const broken = run({ 'm.A.x': 'passed' }, true, ['SyntaxError in n.py']);
    assert.deepEqual(Object.fromEntries(outcomesOf(broken, [m, n, e2e])), {
      'm.A.x': 'passed',
      'n.B.y': 'failed',
      'n.B.z': 'failed',
    });
  });

  it('expects all listed tests where none was collected, or the run was cut', () => {
    const all = ['e2e.C.w', 'm.A.x', 'n.B.y', 'n.B.z'];
    const nothing = outcomesOf(run({}, true, ['no module named x']), [m, n, e2e]);
    assert.deepEqual([...nothing.keys()].sort(), all);
    const cut = outcomesOf(run({ 'm.A.x': 'passed' }, false), [m, n, e2e]);
    assert.deepEqual([...cut.keys()].sort(), all);
  });

  it('adds nothing to a whole report: what did not run was not collected', () => {
    assert.deepEqual([...outcomesOf(run({ a: 'passed' }), [m]).keys()], ['a']);
  });

  it('names every id on which runs differ', () => {
    assert.deepEqual(differences(new Map([['a', 'passed']]), new Map([['b', 'passed']] as const)), [
      'a',
      'b',
    ]);
  });
});
