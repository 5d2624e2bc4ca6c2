import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { neverAborted } from '../../src/base/abort.ts';
import type { Patch } from '../../src/base/edit.ts';
import { gatherEvidence, type Gathered } from '../../src/verify/evidence/gather.ts';
import { measure } from '../support/measured.ts';
import { writeWorkspace } from '../support/workspace.ts';

type Gather = (signal?: AbortSignal) => Promise<Gathered & { values: Record<string, unknown> }>;

/** Lets evidence be gathered about a patch to a workspace of these files. */
async function judging(
  files: Readonly<Record<string, string>>,
  patch: Patch,
  use: (gather: Gather) => Promise<void>,
): Promise<void> {
  const workspace = await writeWorkspace(files);
  const measured = await measure(workspace.root);
  const about = { ...measured, patch, jobs: 2, budgetMs: 50_000, samples: null };
  const clock = () => performance.now();
  try {
    await use(async (signal = neverAborted) => {
      const gathered = await gatherEvidence({ ...about, clock }, signal);
      const values = Object.fromEntries(gathered.pieces.map(({ kind, value }) => [kind, value]));
      return { ...gathered, values };
    });
  } finally {
    await measured.dispose();
    await workspace.dispose();
  }
}

const python = {
  before: `def page(items, n):
    start = n * 2
    return items[start:start + 2]


def last(items):
    return items[-1]
`,
  after: `def page(items, n):
    if n < 1:
        raise ValueError("pages count from 1")
    return items[n * 2 - 2 : n * 2]


def last(items):
    at = len(items) - 1
    return items[at]
`,
  test: `import unittest
from pages import page

class PageTest(unittest.TestCase):
    def test_first(self):
        self.assertEqual(page([1, 2, 3], 1), [1, 2])
`,
};

const script = {
  before: 'export const sum = (a, b) => a - b;\nexport const larger = (a, b) => a > b;\n',
  after: 'export const sum = (a, b) => a + b;\nexport const larger = (a, b) => a >= b;\n',
  test: `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { larger, sum } from '../sum.js';
test('sum', () => assert.equal(sum(1, 2), 3));
test('larger', () => assert.equal(larger(2, 1), true));
`,
};

describe('evidence', function () {
  before(function () {
    if (spawnSync('bwrap', ['--version']).status === 0) return;
    console.log('skipped: bubblewrap is not installed');
    this.skip();
  });

  it('tells what the tests of a Python workspace run, need and notice', async () => {
    const { before, after, test } = python;
    const files = { 'pages.py': before, 'test_pages.py': test };
    await judging(files, [{ path: 'pages.py', before, after }], async (gather) => {
      const cancelled = await gather(AbortSignal.abort());
      assert.equal(cancelled.values['lines-covered'], null);
      assert.equal(cancelled.values['hunks-changed'], 2);
      assert.equal(cancelled.cut.length, 3);

      const { values, suggestions, cut } = await gather();
      // Of five changed lines, the error and the second function are never run.
      assert.equal(values['lines-covered'], 2 / 5);
      assert.equal(values['lines-covered-by-targets'], 2 / 5);
      assert.equal(values['hunks-unneeded'], 1 / 2);
      const said = suggestions.map(({ why }) => why);
      assert.ok(said.includes('No test runs all of lines 3, 8, 9 of pages.py.'), said.join('\n'));
      assert.ok(said.some((why) => why.startsWith('No test needs the change at lines 8 to 9')));
      assert.deepEqual(cut, []);
    });
  });

  it('suggests a test where one of JavaScript does not notice a sign', async () => {
    const { before, after, test } = script;
    const files = { 'package.json': '{"type":"module"}', 'sum.js': before, 'test/a.test.js': test };
    await judging(files, [{ path: 'sum.js', before, after }], async (gather) => {
      const { values, suggestions } = await gather();
      assert.equal(values['lines-covered'], 1);
      assert.equal(values['lines-covered-by-targets'], 1 / 2);
      const said = suggestions.map(({ why }) => why);
      assert.ok(said.includes('Nothing notices if `>=` becomes `>` on line 2 of sum.js.'));
      assert.ok(!said.some((why) => why.includes('line 1 of')), said.join('\n'));
    });
  });
});
