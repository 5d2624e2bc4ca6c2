import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { plantSyntaxError } from '../../src/runner/planted.ts';
import { disagrees } from '../../src/runner/report.ts';
import { outcomes, runners, syntax, Workbench } from './workbench.ts';

const command = 'python3 -m unittest';
const shapes = 'tests.test_shapes.Area';

describe('unittest', () => {
  let bench: Workbench;
  beforeEach(async () => {
    bench = await Workbench.open('runner-unittest');
  });
  afterEach(() => bench.dispose());

  it('reports every test, past -f, and those whose class had no set-up', async () => {
    const { report, exitCode } = await bench.run(`${command} -f`);
    assert.deepEqual(outcomes(report), {
      'tests.test_same.Area.test_passes': 'passed',
      [`${shapes}.test_error`]: 'failed',
      [`${shapes}.test_expected_failure`]: 'skipped',
      [`${shapes}.test_fails`]: 'failed',
      [`${shapes}.test_passes`]: 'passed',
      [`${shapes}.test_schön`]: 'passed',
      [`${shapes}.test_skipped`]: 'skipped',
      [`${shapes}.test_subtests`]: 'failed',
      [`${shapes}.test_subtests_pass`]: 'passed',
      [`${shapes}.test_unexpected_success`]: 'failed',
      'tests.test_shapes.Broken.test_never': 'failed',
    });
    assert.equal(report.complete, true);
    assert.match(report.errors[0] ?? '', /setUpClass[^]*no set-up/);
    assert.equal(report.errors.length, 1);
    assert.equal(disagrees(report, exitCode), false);
    const failed = report.cases.find(({ id }) => id.endsWith('test_fails'));
    assert.match(failed?.message ?? '', /AssertionError: 6 != 7/);
  });

  it('runs a selection, and no other test of its name', async () => {
    const selection = ['tests.test_same.Area.test_passes'];
    const { report, exitCode } = await bench.run(command, { selection });
    assert.deepEqual(Object.keys(outcomes(report)), selection);
    assert.equal(exitCode, 0);
  });

  it('names tests from the folder that discovery starts in', async () => {
    const text = `${command} discover tests -p 'test_same*'`;
    const canary = bench.canary(text, 'tests/test_same.py');
    const { report } = await bench.run(text, { canary });
    assert.deepEqual(outcomes(report), {
      [canary.failing]: 'failed',
      [canary.passing]: 'passed',
      'test_same.Area.test_passes': 'passed',
    });
    assert.match(canary.passing, /^test_k3z9\./);
    const { command: parsed } = bench.command(text);
    assert.equal(
      runners.unittest.fileOf('test_same.Area.test_passes', parsed),
      'tests/test_same.py',
    );
  });

  it('reports a module that does not load, unless others are selected', async () => {
    bench.write('tests/test_broken.py', 'import nowhere\n');
    const all = await bench.run(command);
    assert.match(all.report.errors.join('\n'), /tests\.test_broken\n[^]*No module named 'nowhere'/);
    const selection = ['tests.test_same.Area.test_passes'];
    assert.deepEqual((await bench.run(command, { selection })).report.errors, []);
    const broken = await bench.run(command, { selection: ['tests.test_broken.Some.test'] });
    assert.equal(broken.report.errors.length, 1);
    assert.equal(broken.exitCode, 1);
  });

  it('is incomplete when a test ends the process, whatever its status', async () => {
    const text =
      'import os, unittest\n\n\nclass End(unittest.TestCase):\n    def test(self):\n        os._exit(0)\n';
    bench.write('tests/test_end.py', text);
    const { report, exitCode } = await bench.run(command);
    assert.equal(exitCode, 0);
    assert.equal(report.complete, false);
  });

  it('is incomplete when the command cannot be run', async () => {
    const { report } = await bench.run(`${command} --no-such-option`);
    assert.equal(report.complete, false);
    assert.match(report.errors[0] ?? '', /no-such-option/);
  });

  it('runs its canary with all tests, named modules, patterns and a selection', async () => {
    const canary = bench.canary(command, 'tests/test_shapes.py');
    const whole = outcomes((await bench.run(command, { canary })).report);
    assert.equal(Object.keys(whole).length, 13);
    const one = 'tests.test_same.Area.test_passes';
    const expected = { [canary.failing]: 'failed', [canary.passing]: 'passed', [one]: 'passed' };
    const named = await bench.run(`${command} tests.test_same`, { canary });
    assert.deepEqual(outcomes(named.report), expected);
    const selected = await bench.run(`${command} -k passes`, { canary, selection: [one] });
    assert.deepEqual(outcomes(selected.report), expected);
    assert.equal(selected.exitCode, 1);
  });

  it('fails when a syntax error is planted in what it tests', async () => {
    const file = { path: 'shapes.py', text: readFileSync(`${bench.root}/shapes.py`, 'utf8') };
    bench.write('shapes.py', plantSyntaxError(file, 'python'));
    const { report, exitCode } = await bench.run(command, { selection: [`${shapes}.test_passes`] });
    assert.equal(exitCode, 1);
    assert.match(report.errors.join(), /SyntaxError/);
  });

  it('lists what it then reports', async () => {
    const { report } = await bench.run(command);
    const file = 'tests/test_shapes.py';
    const text = readFileSync(`${bench.root}/${file}`, 'utf8');
    const { command: parsed, runner } = bench.command(command);
    const listed = await runner.list({ path: file, text }, parsed, syntax, bench.read);
    const reported = report.cases.map(({ id }) => id).filter((id) => id.includes('test_shapes'));
    assert.deepEqual(listed.toSorted(), reported.toSorted());
  });
});
