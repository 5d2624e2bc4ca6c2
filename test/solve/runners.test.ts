import assert from 'node:assert/strict';
import { examples } from '../support/runner-examples.ts';
import { fileAnswer, solveScripted } from '../support/solve-task.ts';
import { isInstalled } from '../support/tools.ts';

describe('solve, by runner', function () {
  this.timeout(300_000);
  for (const { runner, missing, source, text, files, target, test = null, modules } of examples) {
    it(`vouches for the right patch by ${runner}, and for no wrong one`, async function () {
      const lacking = isInstalled('bwrap', '--version')
        ? await missing()
        : 'bubblewrap is not installed';
      if (lacking !== null) {
        console.log(`      skipped: ${lacking}`);
        this.skip();
      }
      const { outcome, why, patch, samples, events } = await solveScripted(
        { ...files, [source]: text('-') },
        ['*', '+'].map((operator) => fileAnswer(source, text(operator))),
        { test, testTimeoutMs: 120_000, timeoutMs: 280_000 },
        { modules },
      );
      const baseline = events.find((event) => event.kind === 'baseline');
      assert.equal(baseline?.runner, runner, why);
      assert.deepEqual(baseline.targets, [target], why);
      assert.equal(outcome, 'solved', why);
      assert.deepEqual(patch, [{ path: source, before: text('-'), after: text('+') }]);
      assert.deepEqual(
        samples.map(({ verdict }) => verdict),
        ['fail', 'pass'],
      );
    });
  }
});
