import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { plantSyntaxError } from '../../src/runner/planted.ts';
import { disagrees } from '../../src/runner/report.ts';
import type { Canary } from '../../src/runner/runner.ts';
import { isInstalled } from '../support/tools.ts';
import { outcomes, syntax, Workbench } from './workbench.ts';

const all = 'go test ./...';
const shapes = 'example.org/shapes';
const same = 'example.org/shapes/deep.TestSame';
const hasGo = isInstalled('go', 'version');

describe('go test', function () {
  // Go builds its library at first use.
  this.timeout(300_000);
  let bench: Workbench;
  before(function () {
    if (hasGo) return;
    console.log('      skipped: go is not installed');
    this.skip();
  });
  beforeEach(async () => {
    bench = await Workbench.open('runner-go');
  });
  afterEach(() => bench.dispose());

  async function list(path: string): Promise<readonly string[]> {
    const text = readFileSync(`${bench.root}/${path}`, 'utf8');
    const { command, runner } = bench.command(all);
    return await runner.list({ path, text }, command, syntax, bench.read);
  }

  async function canaryBeside(path: string): Promise<Canary> {
    await list(path);
    return bench.canary(all, path);
  }

  it('reports every test with its subtests, past -failfast', async () => {
    const { report, exitCode } = await bench.run('go test -failfast -v ./...');
    assert.deepEqual(outcomes(report), {
      [`${shapes}.ExampleArea`]: 'passed',
      [`${shapes}.FuzzArea`]: 'passed',
      [`${shapes}.FuzzArea/seed#0`]: 'passed',
      [`${shapes}.TestFails`]: 'failed',
      [`${shapes}.TestGroup`]: 'failed',
      [`${shapes}.TestGroup/a_b/c`]: 'passed',
      [`${shapes}.TestGroup/bad`]: 'failed',
      [`${shapes}.TestGroup/grüße`]: 'passed',
      [`${shapes}.TestGroup/grüße/in.ner`]: 'passed',
      [`${shapes}.TestPasses`]: 'passed',
      [`${shapes}.TestSame`]: 'passed',
      [`${shapes}.TestSkipped`]: 'skipped',
      [same]: 'passed',
    });
    assert.equal(report.complete, true);
    assert.deepEqual(report.errors, []);
    assert.equal(disagrees(report, exitCode), false);
    const failed = report.cases.find(({ id }) => id === `${shapes}.TestFails`);
    assert.match(failed?.message ?? '', /^shapes_test\.go:\d+: 6 is not 7$/);
  });

  it('runs a selection, in its packages alone', async () => {
    const { report, exitCode } = await bench.run('go test -run Fails ./...', { selection: [same] });
    assert.deepEqual(outcomes(report), { [same]: 'passed' });
    assert.equal(exitCode, 0);
    const sub = await bench.run(all, { selection: [`${shapes}.TestGroup/grüße/in.ner`] });
    assert.equal(outcomes(sub.report)[`${shapes}.TestGroup/grüße/in.ner`], 'passed');
    assert.equal(outcomes(sub.report)[`${shapes}.TestFails`], undefined);
  });

  it('reports a package that does not build, and runs the others', async () => {
    bench.write('shapes_test.go', 'package shapes\n\nfunc TestA(t *testing.T) {}\n');
    const { report, exitCode } = await bench.run(all);
    assert.deepEqual(outcomes(report), { [same]: 'passed' });
    assert.equal(report.errors.length, 1);
    assert.match(report.errors[0] ?? '', /^example\.org\/shapes\n[^]*undefined: testing/);
    assert.equal(disagrees(report, exitCode), false);
  });

  it('takes no test for passed that ended the process, nor those after it', async () => {
    for (const end of ['os.Exit(0)', 'syscall.Exit(0)', 'panic("end")']) {
      const imports = end.startsWith('panic') ? '' : `import "${end.split('.')[0] ?? ''}"\n`;
      bench.write(
        'deep/same_test.go',
        `package deep\n\nimport "testing"\n${imports}\nfunc TestA(t *testing.T) {}\nfunc TestEnd(t *testing.T) { ${end} }\nfunc TestZ(t *testing.T) {}\n`,
      );
      const { report, exitCode } = await bench.run('go test ./deep');
      const { 'example.org/shapes/deep.TestA': before, ...rest } = outcomes(report);
      assert.equal(before, 'passed');
      assert.deepEqual(rest, { 'example.org/shapes/deep.TestEnd': 'failed' }, end);
      if (end !== 'syscall.Exit(0)') assert.equal(disagrees(report, exitCode), false);
    }
  });

  it('is incomplete when go.mod cannot be read', async () => {
    bench.write('go.mod', 'nonsense\n');
    const { report } = await bench.run(all);
    assert.equal(report.complete, false);
    assert.match(report.errors.join(), /go\.mod/);
  });

  it('runs its canary with all tests, patterns and a selection', async () => {
    const canary = await canaryBeside('deep/same_test.go');
    assert.equal(canary.path, 'deep/k3z9_test.go');
    const whole = outcomes((await bench.run(all, { canary })).report);
    assert.equal(Object.keys(whole).length, 15);
    const expected = { [same]: 'passed', [canary.passing]: 'passed', [canary.failing]: 'failed' };
    const named = await bench.run('go test -run Same ./deep', { canary });
    assert.deepEqual(outcomes(named.report), expected);
    const selected = await bench.run(all, { canary, selection: [same] });
    assert.deepEqual(outcomes(selected.report), expected);
    assert.equal(selected.exitCode, 1);
  });

  it('fails when a syntax error is planted in what it tests', async () => {
    const file = { path: 'shapes.go', text: readFileSync(`${bench.root}/shapes.go`, 'utf8') };
    bench.write('shapes.go', plantSyntaxError(file, 'go'));
    const { report, exitCode } = await bench.run(all);
    assert.equal(exitCode === 0, false);
    assert.match(report.errors.join(), /syntax error|expected 'package'/);
  });

  it('lists what it then reports, subtests aside, and knows their files', async () => {
    const { report } = await bench.run(all);
    const listed = [...(await list('shapes_test.go')), ...(await list('deep/same_test.go'))];
    const own = report.cases.map(({ id }) => id).filter((id) => !/(Test|Fuzz)\w+\//.test(id));
    assert.deepEqual(listed.toSorted(), own.toSorted());
    const { command, runner } = bench.command(all);
    assert.equal(runner.fileOf(same, command), 'deep/same_test.go');
    assert.equal(runner.fileOf(`${shapes}.TestGroup/a_b/c`, command), 'shapes_test.go');
  });
});
