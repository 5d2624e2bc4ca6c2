import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { plantSyntaxError } from '../../src/runner/planted.ts';
import { disagrees } from '../../src/runner/report.ts';
import { outcomes, syntax, Workbench } from './workbench.ts';

const shapes = 'test/shapes.test.ts';
const same = 'test/same.test.ts';

describe('vitest', () => {
  let bench: Workbench;
  beforeEach(async () => {
    bench = await Workbench.open('runner-vitest');
  });
  afterEach(() => bench.dispose());

  it('reports every test, listed or made by parameters, past --bail', async () => {
    const { report, exitCode } = await bench.run('npm test');
    assert.deepEqual(outcomes(report), {
      [`${same} > outer > same`]: 'passed',
      [`${shapes} > broken > never`]: 'failed',
      [`${shapes} > fails`]: 'failed',
      [`${shapes} > fails as it should`]: 'passed',
      [`${shapes} > number 1`]: 'passed',
      [`${shapes} > number 2`]: 'failed',
      [`${shapes} > outer > inner > grüße (a|b) > $1 "x"`]: 'passed',
      [`${shapes} > outer > inner > same`]: 'passed',
      [`${shapes} > outer > same`]: 'passed',
      [`${shapes} > passes`]: 'passed',
      [`${shapes} > skipped`]: 'skipped',
      [`${shapes} > to do`]: 'skipped',
    });
    assert.equal(report.complete, true);
    assert.match(report.errors.join(), /no set-up/);
    assert.equal(disagrees(report, exitCode), false);
    const failed = report.cases.find(({ id }) => id === `${shapes} > fails`);
    assert.match(failed?.message ?? '', /expected 6 to be 7/);
    const text = readFileSync(`${bench.root}/${shapes}`, 'utf8');
    const { command, runner } = bench.command('npm test');
    const listed = await runner.list({ path: shapes, text }, command, syntax, bench.read);
    const reported = report.cases.map(({ id }) => id).filter((id) => id.startsWith(shapes));
    const own = reported.filter((id) => !/number \d/.test(id));
    assert.deepEqual(listed.toSorted(), own.toSorted());
  });

  it('runs the one test that is selected, whatever else has its name', async () => {
    for (const id of [
      `${shapes} > outer > inner > grüße (a|b) > $1 "x"`,
      `${same} > outer > same`,
    ]) {
      const { report, exitCode } = await bench.run('npx vitest', { selection: [id] });
      assert.deepEqual(Object.keys(outcomes(report)), [id]);
      assert.equal(exitCode, 0);
    }
  });

  it('reports a file that does not load, and errors outside tests', async () => {
    bench.write('test/broken.test.ts', "import './nowhere.js';\n");
    bench.write(
      'test/late.test.ts',
      "import { test } from 'vitest';\ntest('ok', () => void Promise.reject(new Error('unhandled')));\n",
    );
    const { report, exitCode } = await bench.run('npx vitest run broken late');
    assert.equal(outcomes(report)['test/late.test.ts > ok'], 'passed');
    assert.match(report.errors.join('\n'), /test\/broken\.test\.ts\n[^]*nowhere/);
    assert.match(report.errors.join('\n'), /unhandled/);
    assert.equal(exitCode, 1);
  });

  it('does not take a test that ends its process for a pass', async () => {
    bench.write(
      'test/end.test.ts',
      "import { test } from 'vitest';\ntest('one', () => {});\ntest('two', () => process.exit(0));\n",
    );
    const { report, exitCode } = await bench.run('npx vitest run test/end.test.ts');
    assert.equal(outcomes(report)['test/end.test.ts > two'], 'failed');
    assert.equal(exitCode, 1);
  });

  it('is incomplete when the configuration does not load', async () => {
    bench.write('vitest.config.ts', ')(\n');
    const { report, exitCode } = await bench.run('npx vitest');
    assert.equal(report.complete, false);
    assert.equal(exitCode, 1);
  });

  it('runs its canary with all tests, named files, patterns and a selection', async () => {
    const canary = bench.canary('npm test', shapes);
    const whole = outcomes((await bench.run('npm test', { canary })).report);
    assert.equal(Object.keys(whole).length, 14);
    const one = `${same} > outer > same`;
    const expected = { [one]: 'passed', [canary.passing]: 'passed', [canary.failing]: 'failed' };
    const named = await bench.run(`npx vitest run ${same} -t 'outer'`, { canary });
    assert.deepEqual(outcomes(named.report), expected);
    const selected = await bench.run('npm test', { canary, selection: [one] });
    assert.deepEqual(outcomes(selected.report), expected);
    assert.equal(selected.exitCode, 1);
  });

  it('fails when a syntax error is planted in what it tests', async () => {
    const file = {
      path: 'src/shapes.js',
      text: readFileSync(`${bench.root}/src/shapes.js`, 'utf8'),
    };
    bench.write('src/shapes.js', plantSyntaxError(file, 'javascript'));
    const { report, exitCode } = await bench.run('npm test', { selection: [`${shapes} > passes`] });
    assert.equal(exitCode, 1);
    assert.equal(report.errors.length, 1);
  });
});
