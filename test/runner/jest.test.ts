import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { plantSyntaxError } from '../../src/runner/planted.ts';
import { disagrees } from '../../src/runner/report.ts';
import { jestModules } from '../support/tools.ts';
import { outcomes, syntax, Workbench } from './workbench.ts';

const shapes = 'test/shapes.test.js';
const same = 'test/deep/same.test.js';
const modules = jestModules();

describe('jest', () => {
  let bench: Workbench;
  before(function () {
    if (modules !== null) return;
    console.log('      skipped: jest is not installed (RECKON_JEST names its node_modules)');
    this.skip();
  });
  beforeEach(async () => {
    bench = await Workbench.open('runner-jest', modules ?? undefined);
  });
  afterEach(() => bench.dispose());

  it('reports every test, past --bail, and writes no snapshot', async () => {
    const { report, exitCode } = await bench.run('npm test');
    assert.deepEqual(outcomes(report), {
      [`${same} > from a helper`]: 'passed',
      [`${same} > outer > same`]: 'passed',
      [`${shapes} > broken > never`]: 'failed',
      [`${shapes} > fails`]: 'failed',
      [`${shapes} > fails as it should`]: 'passed',
      [`${shapes} > from a helper`]: 'passed',
      [`${shapes} > not yet recorded`]: 'failed',
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
    assert.deepEqual(report.errors, []);
    assert.equal(disagrees(report, exitCode), false);
    assert.equal(existsSync(`${bench.root}/test/__snapshots__`), false);
    const message = (name: string) =>
      report.cases.find(({ id }) => id === `${shapes} > ${name}`)?.message ?? '';
    assert.match(message('fails'), /Expected: 7\nReceived: 6/);
    assert.match(message('broken > never'), /no set-up/);
  });

  it('runs the one test that is selected, whatever else has its name', async () => {
    for (const id of [
      `${shapes} > outer > inner > grüße (a|b) > $1 "x"`,
      `${same} > outer > same`,
    ]) {
      const { report, exitCode } = await bench.run('npx jest shapes --coverage', {
        selection: [id],
      });
      assert.deepEqual(Object.keys(outcomes(report)), [id]);
      assert.equal(exitCode, 0);
    }
  });

  it('reports a file that does not load, and a tear-down that fails', async () => {
    bench.write('test/broken.test.js', "require('./nowhere.js');\n");
    bench.write(
      'test/late.test.js',
      "afterAll(() => { throw new Error('no tear-down'); });\ntest('ok', () => {});\n",
    );
    const { report, exitCode } = await bench.run('npx jest broken late');
    assert.deepEqual(outcomes(report), { 'test/late.test.js > ok': 'passed' });
    assert.match(report.errors.join('\n'), /test\/broken\.test\.js\n[^]*Cannot find module/);
    assert.match(report.errors.join('\n'), /no tear-down/);
    assert.equal(disagrees(report, exitCode), false);
  });

  it('does not take a test that ends its process for a pass', async () => {
    bench.write(
      'test/end.test.js',
      "test('one', () => {});\ntest('two', () => process.exit(0));\ntest('three', () => {});\n",
    );
    const { report } = await bench.run('npx jest --runInBand test/end.test.js');
    assert.equal(outcomes(report)['test/end.test.js > three'], undefined);
    assert.equal(report.complete, false);
  });

  it('is incomplete when the configuration does not load', async () => {
    bench.write('jest.config.js', ')(\n');
    const { report, exitCode } = await bench.run('npx jest');
    assert.equal(report.complete, false);
    assert.equal(exitCode, 1);
  });

  it('runs its canary with all tests, named files, patterns and a selection', async () => {
    const canary = bench.canary('npm test', shapes);
    const whole = outcomes((await bench.run('npm test', { canary })).report);
    assert.equal(Object.keys(whole).length, 17);
    const one = `${same} > outer > same`;
    const expected = { [one]: 'passed', [canary.passing]: 'passed', [canary.failing]: 'failed' };
    const named = await bench.run(`npx jest --ci ${same} -t 'outer' -w 1`, { canary });
    const left = { [`${same} > from a helper`]: 'skipped' };
    assert.deepEqual(outcomes(named.report), { ...expected, ...left });
    const selected = await bench.run('npm test', { canary, selection: [one] });
    assert.deepEqual(outcomes(selected.report), expected);
    assert.equal(selected.exitCode, 1);
  });

  it('finds its canary beside names that a configuration asks for', async () => {
    bench.write(
      'jest.config.js',
      "module.exports = { testMatch: ['**/*.check.spec.js'], injectGlobals: false, bail: 1 };\n",
    );
    bench.write(
      'test/a.check.spec.js',
      "const { test } = require('@jest/globals');\ntest('a', () => {});\n",
    );
    const canary = bench.canary('npx jest', 'test/a.check.spec.js');
    const { report } = await bench.run('npx jest', { canary });
    assert.deepEqual(outcomes(report), {
      'test/a.check.spec.js > a': 'passed',
      [canary.passing]: 'passed',
      [canary.failing]: 'failed',
    });
  });

  it('fails when a syntax error is planted in what it tests', async () => {
    const file = { path: 'shapes.js', text: readFileSync(`${bench.root}/shapes.js`, 'utf8') };
    bench.write('shapes.js', plantSyntaxError(file, 'javascript'));
    const { report, exitCode } = await bench.run('npm test', { selection: [`${shapes} > passes`] });
    assert.equal(exitCode, 1);
    assert.equal(report.errors.length, 1);
  });

  it('lists what it then reports, helpers and parameters aside', async () => {
    const { report } = await bench.run('npm test');
    const text = readFileSync(`${bench.root}/${shapes}`, 'utf8');
    const { command, runner } = bench.command('npm test');
    const listed = await runner.list({ path: shapes, text }, command, syntax, bench.read);
    const reported = report.cases.map(({ id }) => id).filter((id) => id.startsWith(shapes));
    const own = reported.filter((id) => !/from a helper$|number \d/.test(id));
    assert.deepEqual(listed.toSorted(), own.toSorted());
  });
});
