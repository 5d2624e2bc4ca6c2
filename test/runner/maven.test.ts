import assert from 'node:assert/strict';
import { readFileSync, mkdirSync } from 'node:fs';
import { plantSyntaxError } from '../../src/runner/planted.ts';
import { disagrees } from '../../src/runner/report.ts';
import type { Canary } from '../../src/runner/runner.ts';
import { mavenMissing } from '../support/tools.ts';
import { outcomes, syntax, Workbench } from './workbench.ts';

const all = 'mvn test';
const tests = 'src/test/java/org/example';
const shapes = 'org.example.ShapesTest';
const same = 'org.example.SameTests#same';

describe('maven', function () {
  this.timeout(300_000);
  let bench: Workbench;
  before(async function () {
    const missing = await mavenMissing();
    if (missing === null) return;
    console.log(`      skipped: ${missing}`);
    this.skip();
  });
  beforeEach(async () => {
    bench = await Workbench.open('runner-maven');
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

  it('reports every test as it is listed, and nothing that lay there before', async () => {
    const old = `${bench.root}/target/surefire-reports`;
    mkdirSync(old, { recursive: true });
    bench.write('target/surefire-reports/TEST-old.xml', '<testsuite><testcase/></testsuite>');
    const { report, exitCode } = await bench.run(all);
    assert.deepEqual(outcomes(report), {
      [same]: 'passed',
      [`${shapes}#breaks`]: 'failed',
      [`${shapes}#fails`]: 'failed',
      [`${shapes}#named`]: 'passed',
      [`${shapes}#number[1]`]: 'passed',
      [`${shapes}#number[2]`]: 'failed',
      [`${shapes}#passes`]: 'passed',
      [`${shapes}#skipped`]: 'skipped',
      [`${shapes}$Inner#same`]: 'passed',
    });
    assert.equal(report.complete, true);
    assert.deepEqual(report.errors, []);
    assert.equal(disagrees(report, exitCode), false);
    const failed = report.cases.find(({ id }) => id === `${shapes}#fails`);
    assert.match(failed?.message ?? '', /expected: <7> but was: <6>/);
    const files = [`${tests}/ShapesTest.java`, `${tests}/SameTests.java`];
    const listed = (await Promise.all(files.map(list))).flat();
    const own = new Set(report.cases.map(({ id }) => id.replace(/\[\d+\]$/, '')));
    assert.deepEqual(listed.toSorted(), [...own].toSorted());
    const { command, runner } = bench.command(all);
    assert.equal(runner.fileOf(`${shapes}$Inner#same`, command), files[0]);
    assert.equal(runner.fileOf(same, command), files[1]);
  });

  it('runs its canary with all tests of a named class, and with a selection', async () => {
    const canary = await canaryBeside(`${tests}/SameTests.java`);
    assert.equal(canary.path, `${tests}/Kk3z9Tests.java`);
    const expected = { [same]: 'passed', [canary.passing]: 'passed', [canary.failing]: 'failed' };
    const named = await bench.run('mvn -q test -Dtest=SameTests', { canary });
    assert.deepEqual(outcomes(named.report), expected);
    const selected = await bench.run(all, { canary, selection: [same] });
    assert.deepEqual(outcomes(selected.report), expected);
    assert.equal(selected.exitCode, 1);
  });

  it('reports a build that fails, as with a syntax error planted in what it tests', async () => {
    const path = 'src/main/java/org/example/Shapes.java';
    const file = { path, text: readFileSync(`${bench.root}/${path}`, 'utf8') };
    bench.write(path, plantSyntaxError(file, 'java'));
    const { report, exitCode } = await bench.run(all);
    assert.deepEqual(report.cases, []);
    assert.equal(report.complete, true);
    assert.equal(report.errors.length, 1);
    assert.match(report.errors[0] ?? '', /^shapes: Compilation failure[^]*Shapes\.java/);
    assert.equal(disagrees(report, exitCode), false);
  });

  it('does not take a test that ends its process for a pass', async () => {
    const body = '{ @org.junit.jupiter.api.Test void end() { System.exit(0); } }';
    bench.write(`${tests}/SameTests.java`, `package org.example;\nclass SameTests ${body}\n`);
    const { report, exitCode } = await bench.run('mvn test -Dtest=SameTests');
    assert.deepEqual(report.cases, []);
    assert.match(report.errors.join(), /forked|The forked VM/);
    assert.equal(disagrees(report, exitCode), false);
  });
});
