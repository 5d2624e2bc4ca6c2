import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { fixedSamples } from '../../src/verify/baselines.ts';
import type { Model } from '../../src/model/model.ts';
import { withRemote } from '../support/remote.ts';
import { fileAnswer, solveScripted, solveWith } from '../support/solve-task.ts';
import { writeWorkspace } from '../support/workspace.ts';

const source = (body: string) => `def add(a, b):\n    ${body}\n`;
const wrong = source('return a - b');
const right = source('return a + b');
const test = `import unittest
from calc import add

class AddTest(unittest.TestCase):
    def test_sum(self):
        self.assertEqual(add(2, 3), 5)

    def test_zero(self):
        self.assertEqual(add(2, 0), 2)
`;
const files = { 'calc.py': wrong, 'test_calc.py': test };
const answer = (body: string) => fileAnswer('calc.py', source(body));

describe('solve', function () {
  before(function () {
    if (spawnSync('bwrap', ['--version']).status === 0) return;
    console.log('skipped: bubblewrap is not installed');
    this.skip();
  });

  it('goes from a failing test to the first patch that passes', async () => {
    const { outcome, patch, samples, events } = await solveScripted(files, [
      answer('return a * b'),
      answer('return a * b  '),
      'I cannot do this.',
      answer('return a + b'),
      answer('return b + a'),
    ]);
    assert.equal(outcome, 'solved');
    assert.deepEqual(patch, [{ path: 'calc.py', before: wrong, after: right }]);
    assert.deepEqual(
      samples.slice(0, 4).map(({ verdict }) => verdict),
      ['fail', 'duplicate', 'refused', 'pass'],
    );
    const baseline = events.find((event) => event.kind === 'baseline');
    assert.deepEqual(baseline?.targets, ['test_calc.AddTest.test_sum']);
    assert.equal(baseline.guards, 1);
    assert.equal(events.at(-1)?.kind, 'run.end');
  });

  it('shows the model the best sample so far and what its tests said', async () => {
    const { events } = await solveScripted(files, [
      answer('return a * b'),
      answer('return a * a'),
      answer('return a - a'),
      answer('return b - a'),
      answer('return a + b'),
    ]);
    const strategies = events.flatMap((event) =>
      event.kind === 'sample.start' ? [event.strategy] : [],
    );
    assert.deepEqual(strategies.slice(0, 2), ['greedy', 'trace failing case']);
    assert.match(strategies.at(-1) ?? '', /^from \d's error$/);
  });

  it('hands nothing over when nothing passes', async () => {
    const { outcome, code, patch } = await solveScripted(files, [answer('return a * b')]);
    assert.equal(outcome, 'abstained');
    assert.equal(code, 'no-pass');
    assert.equal(patch, null);
  });

  it('judges every sample where the policy wants them all', async () => {
    const { outcome, samples } = await solveScripted(
      files,
      [
        answer('return a + b'),
        answer('return a * b'),
        answer('return b + a'),
        answer('return a + b'),
      ],
      {},
      { policy: fixedSamples },
    );
    assert.equal(outcome, 'solved');
    assert.deepEqual(samples.map(({ verdict }) => verdict).sort(), [
      'duplicate',
      'fail',
      'pass',
      'pass',
    ]);
  });

  it('refuses to change tests, and tries the next answer', async () => {
    const cheat = fileAnswer('test_calc.py', test.replace('5', '-1'));
    const { outcome, samples } = await solveScripted(files, [cheat, answer('return a + b')]);
    assert.equal(outcome, 'solved');
    const refused = samples.find(({ verdict }) => verdict === 'refused');
    assert.equal(refused?.code, 'changes-tests');
  });

  for (const [what, cheat, code] of [
    ['ends the process as if all were well', 'import os; os._exit(0)', 'no-pass'],
    [
      'patches the framework',
      "import sys; sys.modules['unittest'].TestCase.assertEqual = lambda *_: None",
      'canary-silent',
    ],
  ] as const) {
    it(`does not vouch for a patch that ${what}`, async () => {
      const { outcome, code: why } = await solveScripted(files, [
        fileAnswer('calc.py', `${cheat}\n${wrong}`),
      ]);
      assert.equal(outcome, 'abstained');
      assert.equal(why, code);
    });
  }

  it('does not vouch for a patch to code that the tests do not run', async () => {
    const loaded = test.replace('from calc import add', 'from other import add');
    const { outcome, code } = await solveScripted(
      {
        'calc.py': wrong,
        'other.py': 'from flag import add\n',
        'flag.py': wrong,
        'test_calc.py': loaded,
      },
      [`${fileAnswer('flag.py', right)}\n${fileAnswer('calc.py', right)}`],
    );
    assert.equal(outcome, 'abstained');
    assert.equal(code, 'copy-not-under-test');
  });

  it('keeps old failures apart when a target is named', async () => {
    const more = `${test}\n    def test_old(self):\n        self.fail('since long')\n`;
    const { outcome, samples } = await solveScripted(
      { ...files, 'test_calc.py': more },
      [answer('return a + b')],
      { targets: ['test_calc.AddTest.test_sum'] },
    );
    assert.equal(outcome, 'solved');
    assert.equal(samples[0]?.judgement?.failed, 1);
  });

  it('names the nearest tests for a target that is not there', async () => {
    const { outcome, code, why } = await solveScripted(files, [''], {
      targets: ['test_calc.AddTest.test_summ'],
    });
    assert.equal(outcome, 'failed');
    assert.equal(code, 'unknown-target');
    assert.match(why, /test_calc\.AddTest\.test_sum\b/);
  });

  it('samples nothing where no test fails and no goal is given', async () => {
    const { outcome, code, samples } = await solveScripted({ ...files, 'calc.py': right }, ['']);
    assert.deepEqual([outcome, code, samples.length], ['abstained', 'no-failing-test', 0]);
  });

  it('shows and does not vouch for what a goal without a failing test brings', async () => {
    const { outcome, code, patch } = await solveScripted(
      { ...files, 'calc.py': right },
      [answer('return b + a')],
      { goal: 'Swap the operands.' },
    );
    assert.deepEqual([outcome, code], ['abstained', 'no-failing-test']);
    assert.equal(patch?.[0]?.after, source('return b + a'));
  });

  it('repairs code that does not even load', async () => {
    const { outcome } = await solveScripted({ ...files, 'calc.py': 'def add(a, b:\n' }, [
      answer('return a + b'),
    ]);
    assert.equal(outcome, 'solved');
  });

  it('leaves flaky tests out and names them', async () => {
    const flaky = `${test}\n    def test_luck(self):\n        import random\n        self.assertLess(random.random(), 0.5)\n`;
    // Each pair of runs agrees on the coin half of the time: forty in a row never do.
    for (let attempt = 0; attempt < 40; attempt++) {
      const { outcome, events } = await solveScripted({ ...files, 'test_calc.py': flaky }, [
        answer('return a + b'),
      ]);
      const baseline = events.find((event) => event.kind === 'baseline');
      if (!baseline?.flaky.length) continue;
      assert.deepEqual(baseline.flaky, ['test_calc.AddTest.test_luck']);
      assert.equal(outcome, 'solved');
      return;
    }
    assert.fail('forty pairs of runs agreed on a coin');
  });

  it('says that the copy lacks an ignored file that the tests need', async () => {
    const needy = `${test}\n    def test_file(self):\n        self.assertEqual(open('local.env').read(), 'x')\n`;
    const { outcome, code, why } = await solveScripted(
      { ...files, 'test_calc.py': needy, '.gitignore': 'local.env\n', 'local.env': 'x' },
      [''],
    );
    assert.deepEqual([outcome, code], ['abstained', 'copy-differs']);
    assert.match(why, /local\.env/);
  });

  it('fails where no model answers, and says why', async () => {
    const workspace = await writeWorkspace(files);
    try {
      await withRemote(
        () => ({ status: 401, error: { message: 'no' } }),
        async (model) => {
          const { outcome, code, why } = await solveWith(workspace, [model], { samples: 4 });
          assert.deepEqual([outcome, code], ['failed', 'wrong-key']);
          assert.match(why, /key \(401\)/);
        },
      );
    } finally {
      await workspace.dispose();
    }
  });

  it('stops at its limit of time with what is known then', async () => {
    const slow = answer('__import__("time").sleep(60)');
    const { outcome, code, ms } = await solveScripted(files, [slow], { timeoutMs: 4000 });
    assert.deepEqual([outcome, code], ['abstained', 'out-of-time']);
    assert.ok(ms < 8000, String(ms));
  });

  it('stops at its limit of tokens', async () => {
    const { outcome, code } = await solveScripted(
      files,
      [answer('return a * b'), answer('return a - a'), answer('return a + b')],
      { maxTokens: 1 },
    );
    assert.deepEqual([outcome, code], ['abstained', 'out-of-tokens']);
  });

  it('cuts the answer that would pass its limit of tokens', async () => {
    const pieces = Array.from({ length: 30 }, (_, index) => ({ text: `word ${index} ` }));
    const workspace = await writeWorkspace(files);
    const use = async (model: Model) => {
      const solved = await solveWith(workspace, [model], { samples: 4, maxTokens: 45 });
      assert.deepEqual([solved.code, solved.tokens], ['out-of-tokens', 45]);
      assert.deepEqual(
        solved.samples.map(({ tokens }) => tokens),
        [30, 15],
      );
    };
    await withRemote(() => ({ pieces, usage: null }), use, { parallel: 1 });
    await workspace.dispose();
  });
});
