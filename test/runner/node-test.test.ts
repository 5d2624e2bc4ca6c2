import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { plantSyntaxError } from '../../src/runner/planted.ts';
import { disagrees } from '../../src/runner/report.ts';
import { outcomes, syntax, Workbench } from './workbench.ts';

const shapes = 'test/shapes.test.js';
const same = 'test/deep/same.test.js';

describe('node:test', () => {
  let bench: Workbench;
  beforeEach(async () => {
    bench = await Workbench.open('runner-node');
  });
  afterEach(() => bench.dispose());

  it('reports every test, helpers in the file that calls them, subtests in their test', async () => {
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
      [`${shapes} > parent`]: 'failed',
      [`${shapes} > passes`]: 'passed',
      [`${shapes} > skipped`]: 'skipped',
      [`${shapes} > to do`]: 'skipped',
    });
    assert.equal(report.complete, true);
    assert.match(report.errors.join(), /broken\nError: no set-up/);
    assert.equal(disagrees(report, exitCode), false);
    const message = (name: string) =>
      report.cases.find(({ id }) => id === `${shapes} > ${name}`)?.message;
    assert.match(message('fails') ?? '', /6 !== 7/);
    assert.match(message('parent') ?? '', /bad child[^]*the child failed/);
  });

  it('runs the one test that is selected', async () => {
    for (const id of [
      `${shapes} > outer > inner > grüße (a|b) > $1 "x"`,
      `${same} > from a helper`,
      `${same} > outer > same`,
    ]) {
      const { report, exitCode } = await bench.run('node --test', { selection: [id] });
      assert.deepEqual(Object.keys(outcomes(report)), [id]);
      assert.equal(disagrees(report, exitCode), false);
    }
  });

  it('reports a file that does not load, and one that fails outside its tests', async () => {
    bench.write('test/broken.test.js', "import './nowhere.js';\n");
    bench.write(
      'test/late.test.js',
      "import { test } from 'node:test';\ntest('ok', () => {});\nprocess.exitCode = 3;\n",
    );
    const { report, exitCode } = await bench.run(
      'node --test test/broken.test.js test/late.test.js',
    );
    assert.deepEqual(outcomes(report), { 'test/late.test.js > ok': 'passed' });
    assert.match(report.errors.join('\n'), /test\/broken\.test\.js\n[^]*Cannot find module/);
    assert.equal(report.errors.length, 2);
    assert.equal(exitCode, 1);
  });

  it('misses the tests of a file that ends its process', async () => {
    bench.write(
      'test/end.test.js',
      "import { test } from 'node:test';\ntest('one', () => {});\ntest('two', () => process.exit(0));\ntest('three', () => {});\n",
    );
    const { report, exitCode } = await bench.run('node --test test/end.test.js');
    assert.equal(exitCode, 0);
    assert.equal('test/end.test.js > three' in outcomes(report), false);
  });

  it('is incomplete when the command cannot be run', async () => {
    const { report } = await bench.run('node --test --no-such-option');
    assert.equal(report.complete, false);
    assert.match(report.errors[0] ?? '', /no-such-option/);
  });

  it('runs its canary with all tests, named files, patterns and a selection', async () => {
    const canary = bench.canary('npm test', shapes);
    const whole = outcomes((await bench.run('npm test', { canary })).report);
    assert.equal(Object.keys(whole).length, 14);
    const one = `${same} > outer > same`;
    const expected = { [one]: 'passed', [canary.passing]: 'passed', [canary.failing]: 'failed' };
    const pattern = `node --test --test-name-pattern=same test/deep/*.test.js`;
    // What the pattern leaves out Node 20 reports as skipped, Node 22 not at all.
    const named = Object.entries(outcomes((await bench.run(pattern, { canary })).report));
    const ran = named.filter(([, outcome]) => outcome !== 'skipped');
    assert.deepEqual(Object.fromEntries(ran), expected);
    const selected = await bench.run('npm test', { canary, selection: [one] });
    assert.deepEqual(outcomes(selected.report), expected);
    assert.equal(selected.exitCode, 1);
  });

  it('keeps its own reporter, and leaves the command its options', async () => {
    const text = `node --import ./setup.js --test --test-reporter spec --test-reporter-destination=stdout 'test/deep/same.test.js'`;
    bench.write('setup.js', "process.env.SET_UP = 'yes';\n");
    bench.write(
      same,
      "import { test } from 'node:test';\nimport assert from 'node:assert';\ntest('set up', () => assert.equal(process.env.SET_UP, 'yes'));\n",
    );
    assert.deepEqual(outcomes((await bench.run(text)).report), { [`${same} > set up`]: 'passed' });
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
});
