import assert from 'node:assert/strict';
import { statedDoubt, taskOfChange } from '../../src/solve/change.ts';
import { solveWith } from '../support/solve-task.ts';
import { isInstalled } from '../support/tools.ts';
import { writeWorkspace } from '../support/workspace.ts';

const original = 'def add(a, b):\n    return a - b\n\n\ndef half(n):\n    return n / 2\n';
const suite = (...tests: readonly string[]) =>
  ['import unittest', 'from calc import add, half', '', 'class CalcTest(unittest.TestCase):']
    .concat(tests.map((body, at) => `    def test_${at}(self):\n        self.assertEqual(${body})`))
    .join('\n');

/** How a change to `calc.py` is judged. */
async function judge(
  files: Readonly<Record<string, string>>,
  after: string,
  ownTests: readonly string[] = [],
) {
  const workspace = await writeWorkspace({ 'calc.py': original, ...files });
  try {
    const patch = [{ path: 'calc.py', before: original, after }];
    const change = taskOfChange({ patch, base: new Map(), tests: ownTests });
    return await solveWith(workspace, [], { ...change, samples: 1, prior: statedDoubt });
  } finally {
    await workspace.dispose();
  }
}

describe('judging a change', function () {
  before(function () {
    if (isInstalled('bwrap', '--version')) return;
    console.log('      skipped: bubblewrap is not installed');
    this.skip();
  });

  const halved = original.replace('n / 2', 'n * 0.5');

  it('lets stay what failed before it, and says so', async () => {
    const files = { 'test_calc.py': suite('half(2), 1', 'add(1, 1), 2') };
    const { outcome, pWrong, events } = await judge(files, halved);
    assert.deepEqual([outcome, pWrong?.toFixed(2)], ['solved', '0.30']);
    const baseline = events.find((event) => event.kind === 'baseline');
    assert.deepEqual([baseline?.targets, baseline?.guards], [[], 1]);
    assert.match(baseline?.note ?? '', /^1 test failed before and with the change/);
  });

  it('must pass the tests that it brings', async () => {
    const files = { 'test_calc.py': suite('half(2), 1'), 'test_add.py': suite('add(1, 1), 2') };
    const { outcome, code, why } = await judge(files, halved, ['test_add.py']);
    assert.deepEqual([outcome, code], ['abstained', 'change-fails']);
    assert.match(why, /test_add\.CalcTest\.test_0/);
  });

  it('has what it mends for its targets, and may break nothing', async () => {
    const files = { 'test_calc.py': suite('half(2), 1', 'add(1, 1), 2') };
    const mended = original.replace('a - b', 'a + b');
    const { outcome, events } = await judge(files, mended);
    assert.equal(outcome, 'solved');
    const baseline = events.find((event) => event.kind === 'baseline');
    assert.deepEqual(baseline?.targets, ['test_calc.CalcTest.test_1']);

    const broken = await judge(files, mended.replace('n / 2', 'n'));
    assert.deepEqual([broken.outcome, broken.code], ['abstained', 'change-fails']);
  });
});
