import assert from 'node:assert/strict';
import type { TestCase } from '../../../src/runner/runner.ts';
import { baselineOf, differences, outcomesOf } from '../../../src/solve/baseline.ts';
import type { TestRun } from '../../../src/solve/execution.ts';

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

  it('expects the listed tests where a file does not load', () => {
    const broken = run({ 'm.A.x': 'passed' }, true, ['SyntaxError in n']);
    const outcomes = outcomesOf(broken, ['m.A.x', 'n.B.y', 'n.B.z']);
    assert.deepEqual(Object.fromEntries(outcomes), {
      'm.A.x': 'passed',
      'n.B.y': 'failed',
      'n.B.z': 'failed',
    });
  });

  it('adds nothing to a whole report: what did not run was not collected', () => {
    assert.deepEqual([...outcomesOf(run({ a: 'passed' }), ['b']).keys()], ['a']);
  });

  it('names every id on which runs differ', () => {
    assert.deepEqual(differences(new Map([['a', 'passed']]), new Map([['b', 'passed']] as const)), [
      'a',
      'b',
    ]);
  });
});
