import assert from 'node:assert/strict';
import { aimOf, prefilledGoal, samplesOf } from '../../../src/vscode/prefill.ts';
import { t } from './translate.ts';

const test = { target: 'tests/test_a.py::test_x', name: 'test_x' };

describe('prefilledGoal', () => {
  const rows = [
    [{ test: null, selection: '' }, ''],
    [{ test, selection: '' }, 'Make test_x pass'],
    [{ test, selection: '  # TODO: round up\n  # at .5\n' }, 'TODO: round up at .5'],
    [{ test: null, selection: '/** Rounds up. */' }, 'Rounds up.'],
    [{ test: null, selection: 'a ** b' }, 'a ** b'],
    [{ test: null, selection: ' \n ' }, ''],
  ] as const;
  for (const [standpoint, expected] of rows) {
    it(JSON.stringify(standpoint.selection) + (standpoint.test ? ' in a test' : ''), () => {
      assert.equal(prefilledGoal(standpoint, t), expected);
    });
  }
});

describe('aimOf', () => {
  const aim = (answer: string, selection = '') => aimOf(answer, { test, selection }, t);
  it('takes the test alone where the goal was left as offered', () => {
    assert.deepEqual(aim(' Make test_x pass '), { goal: null, targets: [test.target] });
  });
  it('keeps the test while the goal names it', () => {
    const goal = 'Make test_x pass without recursion';
    assert.deepEqual(aim(goal), { goal, targets: [test.target] });
  });
  it('is about all that fails where the goal is another, or none', () => {
    assert.deepEqual(aim('Round up'), { goal: 'Round up', targets: [] });
    assert.deepEqual(aim('  '), { goal: null, targets: [] });
  });
});

describe('samplesOf', () => {
  const rows = [
    ['', null],
    ['16', 16],
    [' 1 ', 1],
    ['0', undefined],
    ['1.5', undefined],
    ['many', undefined],
    ['10001', undefined],
  ] as const;
  for (const [answer, expected] of rows) {
    it(`"${answer}"`, () => {
      assert.equal(samplesOf(answer), expected);
    });
  }
});
