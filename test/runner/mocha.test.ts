import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { plantSyntaxError } from '../../src/runner/planted.ts';
import { disagrees } from '../../src/runner/report.ts';
import { outcomes, syntax, Workbench } from './workbench.ts';

const shapes = 'test/shapes.test.js';
const same = 'test/deep/same.test.js';

describe('mocha', () => {
  let bench: Workbench;
  beforeEach(async () => {
    bench = await Workbench.open('runner-mocha');
  });
  afterEach(() => bench.dispose());

  it('reports every test, past --bail, and those whose suite had no set-up', async () => {
    const { report, exitCode } = await bench.run('npm test');
    assert.deepEqual(outcomes(report), {
      [`${same} > from a helper`]: 'passed',
      [`${same} > outer > same`]: 'passed',
      [`${shapes} > broken > never`]: 'failed',
      [`${shapes} > fails`]: 'failed',
      [`${shapes} > from a helper`]: 'passed',
      [`${shapes} > outer > inner > grüße (a|b) > $1 "x"`]: 'passed',
      [`${shapes} > outer > inner > same`]: 'passed',
      [`${shapes} > outer > same`]: 'passed',
      [`${shapes} > passes`]: 'passed',
      [`${shapes} > passes at the second try`]: 'passed',
      [`${shapes} > skipped`]: 'skipped',
      [`${shapes} > skips itself`]: 'skipped',
      [`${shapes} > to do`]: 'skipped',
    });
    assert.equal(report.complete, true);
    assert.match(report.errors.join(), /broken > "before all"[^]*no set-up/);
    assert.equal(report.errors.length, 1);
    assert.equal(disagrees(report, exitCode), false);
    const failed = report.cases.find(({ id }) => id === `${shapes} > fails`);
    assert.match(failed?.message ?? '', /6 !== 7/);
  });

  it('runs the one test that is selected, whatever else has its name', async () => {
    for (const id of [
      `${shapes} > outer > inner > grüße (a|b) > $1 "x"`,
      `${same} > from a helper`,
      `${same} > outer > same`,
    ]) {
      const { report, exitCode } = await bench.run('npx mocha -r ./helper.js test', {
        selection: [id],
      });
      assert.deepEqual(Object.keys(outcomes(report)), [id]);
      assert.equal(exitCode, 0);
    }
  });

  it('is incomplete when a file does not load', async () => {
    bench.write('test/broken.test.js', "require('./nowhere.js');\n");
    const { report, exitCode } = await bench.run('npm test');
    assert.equal(report.complete, false);
    assert.match(report.errors.join(), /Cannot find module '\.\/nowhere\.js'/);
    assert.equal(exitCode, 1);
  });

  it('is incomplete when a test ends the process, whatever its status', async () => {
    bench.write(
      'test/end.test.js',
      "it('one', () => {});\nit('two', () => process.exit(0));\nit('three', () => {});\n",
    );
    const { report, exitCode } = await bench.run('mocha test/end.test.js');
    assert.equal(exitCode, 0);
    assert.deepEqual(outcomes(report), { 'test/end.test.js > one': 'passed' });
    assert.equal(report.complete, false);
  });

  it('reports errors outside tests, and hooks that fail after them', async () => {
    bench.write(
      'test/late.test.js',
      "after(() => { throw new Error('no tear-down'); });\nit('ok', () => void setTimeout(() => { throw new Error('unhandled'); }, 1));\nit('slow', (done) => setTimeout(done, 50));\n",
    );
    const { report, exitCode } = await bench.run('mocha test/late.test.js');
    assert.match(JSON.stringify(report), /unhandled/);
    assert.match(report.errors.join(), /"after all"[^]*no tear-down/);
    assert.equal(disagrees(report, exitCode), false);
  });

  it('runs its canary with all tests, patterns, `only`, other interfaces and a selection', async () => {
    const canary = bench.canary('npm test', shapes);
    const whole = outcomes((await bench.run('npm test', { canary })).report);
    assert.equal(Object.keys(whole).length, 15);
    const one = `${same} > outer > same`;
    const expected = { [one]: 'passed', [canary.passing]: 'passed', [canary.failing]: 'failed' };
    const named = await bench.run(`mocha --grep 'outer' --jobs 2 --parallel ${same}`, { canary });
    assert.deepEqual(outcomes(named.report), expected);
    const selected = await bench.run('npm test', { canary, selection: [one] });
    assert.deepEqual(outcomes(selected.report), expected);
    assert.equal(selected.exitCode, 1);
    bench.write('test/only.test.js', "suite('a', () => { test.only('b', () => {}); });\n");
    const only = await bench.run('mocha --ui tdd test/only.test.js', { canary });
    assert.deepEqual(outcomes(only.report), {
      'test/only.test.js > a > b': 'passed',
      [canary.passing]: 'passed',
      [canary.failing]: 'failed',
    });
  });

  it('keeps its own reporter and one process, whatever the configuration says', async () => {
    bench.write(
      '.mocharc.json',
      JSON.stringify({ reporter: 'dot', parallel: true, bail: true, watch: true, spec: [same] }),
    );
    const canary = bench.canary('npx mocha', shapes);
    const { report, exitCode } = await bench.run('npx mocha -R json --reporter=spec', { canary });
    assert.deepEqual(outcomes(report), {
      [`${same} > from a helper`]: 'passed',
      [`${same} > outer > same`]: 'passed',
      [canary.passing]: 'passed',
      [canary.failing]: 'failed',
    });
    assert.equal(exitCode, 1);
  });

  it('fails when a syntax error is planted in what it tests', async () => {
    const file = { path: 'shapes.js', text: readFileSync(`${bench.root}/shapes.js`, 'utf8') };
    bench.write('shapes.js', plantSyntaxError(file, 'javascript'));
    const { report, exitCode } = await bench.run('npm test', { selection: [`${shapes} > passes`] });
    assert.equal(exitCode, 1);
    assert.match(report.errors.join(), /SyntaxError/);
  });

  it('lists what it then reports, helpers aside', async () => {
    const { report } = await bench.run('npm test');
    const text = readFileSync(`${bench.root}/${shapes}`, 'utf8');
    const { command, runner } = bench.command('npm test');
    const listed = await runner.list({ path: shapes, text }, command, syntax, bench.read);
    const reported = report.cases.map(({ id }) => id).filter((id) => id.startsWith(shapes));
    const own = reported.filter((id) => !id.endsWith('from a helper'));
    assert.deepEqual(listed.toSorted(), own.toSorted());
  });

  describe('in parallel', () => {
    const parallel = 'npx mocha --recursive --parallel --jobs 2';

    it('tells the same, but for tests whose set-up failed', async () => {
      const alone = outcomes((await bench.run('npx mocha --recursive')).report);
      const { report, exitCode } = await bench.run(`${parallel} --bail`);
      const { [`${shapes} > broken > never`]: never, ...rest } = alone;
      assert.equal(never, 'failed');
      assert.deepEqual(outcomes(report), rest);
      assert.equal(report.complete, true);
      assert.match(report.errors.join(), /no set-up/);
      assert.equal(disagrees(report, exitCode), false);
    });

    it('runs its canary where it is found, where files are named, and past a pattern', async () => {
      const canary = bench.canary(parallel, same);
      const own = { [canary.passing]: 'passed', [canary.failing]: 'failed' };
      const found = outcomes((await bench.run(parallel, { canary })).report);
      assert.deepEqual({ ...found, ...own }, found);
      const named = await bench.run(`npx mocha -p -g 'outer same' ${same}`, { canary });
      assert.deepEqual(outcomes(named.report), { [`${same} > outer > same`]: 'passed', ...own });
    });

    it('chooses the files of a selection', async () => {
      const { report, exitCode } = await bench.run(parallel, {
        selection: [`${same} > outer > same`],
      });
      const expected = [`${same} > from a helper`, `${same} > outer > same`];
      assert.deepEqual(Object.keys(outcomes(report)), expected);
      assert.equal(exitCode, 0);
    });
  });
});
