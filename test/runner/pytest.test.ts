import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { execaSync } from 'execa';
import { plantSyntaxError } from '../../src/runner/planted.ts';
import { disagrees } from '../../src/runner/report.ts';
import { outcomes, runners, syntax, Workbench } from './workbench.ts';

const command = 'python3 -m pytest';
const shapes = 'tests/test_shapes.py';
const hasPytest =
  execaSync('python3', ['-m', 'pytest', '--version'], { reject: false }).exitCode === 0;

describe('pytest', function () {
  let bench: Workbench;
  before(function () {
    if (hasPytest) return;
    console.log('      skipped: python3 has no pytest');
    this.skip();
  });
  beforeEach(async () => {
    bench = await Workbench.open('runner-pytest');
  });
  afterEach(() => bench.dispose());

  it('reports every test by its node id, past -x', async () => {
    const { report, exitCode } = await bench.run(command);
    assert.deepEqual(outcomes(report), {
      'tests/deep/test_same.py::TestGroup::test_same': 'passed',
      [`${shapes}::Cases::test_subtests`]: 'failed',
      [`${shapes}::TestGroup::TestInner::test_same`]: 'passed',
      [`${shapes}::TestGroup::test_same`]: 'passed',
      [`${shapes}::test_expected_failure`]: 'skipped',
      [`${shapes}::test_fails`]: 'failed',
      [`${shapes}::test_names[]`]: 'passed',
      [`${shapes}::test_names[a::b]`]: 'passed',
      [`${shapes}::test_names[gr\\xfc\\xdfe]`]: 'passed',
      [`${shapes}::test_names[plain]`]: 'passed',
      [`${shapes}::test_names[x y]`]: 'failed',
      [`${shapes}::test_passes`]: 'passed',
      [`${shapes}::test_schön`]: 'passed',
      [`${shapes}::test_setup_error`]: 'failed',
      [`${shapes}::test_skipped`]: 'skipped',
      [`${shapes}::test_teardown_error`]: 'failed',
    });
    assert.equal(report.complete, true);
    assert.equal(disagrees(report, exitCode), false);
    const failed = report.cases.find(({ id }) => id.endsWith('test_fails'));
    assert.match(failed?.message ?? '', /assert 6 == 7/);
  });

  it('runs a selection, and no other test of its name', async () => {
    const selection = [`${shapes}::TestGroup::test_same`, `${shapes}::test_names[a::b]`];
    const { report, exitCode } = await bench.run(command, { selection });
    assert.deepEqual(Object.keys(outcomes(report)), selection);
    assert.equal(exitCode, 0);
  });

  it('keeps the ids of a package that is configured above its folder', async () => {
    const { report } = await bench.run(command, {
      cwd: 'tests',
      selection: ['test_shapes.py::test_passes'],
    });
    assert.deepEqual(outcomes(report), {});
    assert.match(report.errors.join(), /No module named 'shapes'/);
    const found = await bench.run(`${command} deep`, { cwd: 'tests' });
    assert.deepEqual(outcomes(found.report), {
      'deep/test_same.py::TestGroup::test_same': 'passed',
    });
  });

  it('reports a file that does not load, and runs the others', async () => {
    bench.write('tests/test_broken.py', 'import nowhere\n');
    const { report, exitCode } = await bench.run(`${command} tests/deep tests/test_broken.py`);
    assert.deepEqual(Object.values(outcomes(report)), ['passed']);
    assert.match(report.errors[0] ?? '', /^tests\/test_broken\.py\n[^]*No module named 'nowhere'/);
    assert.equal(exitCode, 1);
    assert.equal(disagrees(report, exitCode), false);
  });

  it('is incomplete when a test ends the process, whatever its status', async () => {
    bench.write('tests/deep/test_end.py', 'import os\n\n\ndef test_end():\n    os._exit(0)\n');
    const { report, exitCode } = await bench.run(`${command} tests/deep`);
    assert.equal(exitCode, 0);
    assert.equal(report.complete, false);
    assert.match(report.errors.at(-1) ?? '', /ended with status 0 before it finished/);
  });

  it('is incomplete when conftest.py does not load', async () => {
    bench.write('conftest.py', ')(\n');
    const { report } = await bench.run(command);
    assert.equal(report.complete, false);
    assert.match(report.errors.join(), /SyntaxError/);
  });

  it('runs its canary with all tests, named files and a selection', async () => {
    const canary = bench.canary(command, shapes);
    const whole = outcomes((await bench.run(command, { canary })).report);
    assert.equal(Object.keys(whole).length, 18);
    const one = 'tests/deep/test_same.py::TestGroup::test_same';
    const expected = { [one]: 'passed', [canary.passing]: 'passed', [canary.failing]: 'failed' };
    const named = await bench.run(`${command} tests/deep/test_same.py -k same`, { canary });
    assert.deepEqual(outcomes(named.report), expected);
    const selected = await bench.run(command, { canary, selection: [one] });
    assert.deepEqual(outcomes(selected.report), expected);
    assert.equal(selected.exitCode, 1);
  });

  it('fails when a syntax error is planted in what it tests', async () => {
    const text = plantSyntaxError(
      { path: 'shapes.py', text: '# coding: utf-8\nx = 1\n' },
      'python',
    );
    bench.write('shapes.py', text);
    const { report, exitCode } = await bench.run(command, {
      selection: [`${shapes}::test_passes`],
    });
    assert.equal(exitCode === 0, false);
    assert.match(report.errors.join(), /SyntaxError/);
  });

  it('runs through assignments, steps and variables of the shell', async () => {
    const text = `A='x y' && export A && WHERE=tests B="$A" python3 -m pytest "$WHERE/deep" -q`;
    bench.write(
      'tests/deep/test_env.py',
      'import os\n\n\ndef test_env():\n    assert os.environ["B"] == "x y"\n',
    );
    const { report } = await bench.run(text);
    assert.deepEqual(outcomes(report), {
      'tests/deep/test_env.py::test_env': 'passed',
      'tests/deep/test_same.py::TestGroup::test_same': 'passed',
    });
  });

  it('lists what it then reports, parameters aside', async () => {
    const { report } = await bench.run(command);
    const text = readFileSync(`${bench.root}/${shapes}`, 'utf8');
    const listed = await runners.pytest.list(
      { path: shapes, text },
      bench.command(command).command,
      syntax,
      bench.read,
    );
    const reported = report.cases.map(({ id }) => id).filter((id) => id.startsWith(shapes));
    assert.deepEqual(
      listed.toSorted(),
      [...new Set(reported.map((id) => id.replace(/\[[^]*/, '')))].toSorted(),
    );
  });
});
