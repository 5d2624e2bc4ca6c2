import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { plantSyntaxError } from '../../src/runner/planted.ts';
import { disagrees } from '../../src/runner/report.ts';
import type { Canary } from '../../src/runner/runner.ts';
import { isInstalled } from '../support/tools.ts';
import { outcomes, syntax, Workbench } from './workbench.ts';

const all = 'cargo test';
const sources = ['src/lib.rs', 'src/deep.rs', 'src/bin/draw-it.rs', 'tests/whole.rs'];
const same = 'my_shapes::tests::inner::same';
const example = 'src/lib.rs - area';

describe('cargo test', function () {
  this.timeout(120_000);
  let bench: Workbench;
  before(function () {
    if (isInstalled('cargo', '--version')) return;
    console.log('      skipped: cargo is not installed');
    this.skip();
  });
  beforeEach(async () => {
    bench = await Workbench.open('runner-cargo');
  });
  afterEach(() => bench.dispose());

  async function list(path: string): Promise<readonly string[]> {
    const text = readFileSync(`${bench.root}/${path}`, 'utf8');
    const { command, runner } = bench.command(all);
    return await runner.list({ path, text }, command, syntax, bench.read);
  }

  async function canaryBeside(path: string, command = all): Promise<Canary> {
    await list(path);
    return bench.canary(command, path);
  }

  it('reports every test of every program, and the examples', async () => {
    const { report, exitCode } = await bench.run('cargo test -q -- --nocapture');
    assert.deepEqual(outcomes(report), {
      'draw_it::same': 'passed',
      'my_shapes::deep::tests::same': 'passed',
      'my_shapes::tests::by_a_macro': 'passed',
      'my_shapes::tests::fails': 'failed',
      [same]: 'passed',
      'my_shapes::tests::panics': 'passed',
      'my_shapes::tests::passes': 'passed',
      'my_shapes::tests::skipped': 'skipped',
      'my_shapes::tests::writes': 'passed',
      [example]: 'passed',
      'whole::same': 'passed',
    });
    assert.equal(report.complete, true);
    assert.deepEqual(report.errors, []);
    assert.equal(disagrees(report, exitCode), false);
    const failed = report.cases.find(({ id }) => id === 'my_shapes::tests::fails');
    assert.match(failed?.message ?? '', /^said\n[^]*left: `?6\b[^]*right: `?7\b/);
  });

  it('runs a selection, and what has the same path in another program', async () => {
    const { report, exitCode } = await bench.run('cargo test fails -- --test-threads 1', {
      selection: [same, 'whole::same'],
    });
    const expected = { 'draw_it::same': 'passed', [same]: 'passed', 'whole::same': 'passed' };
    assert.deepEqual(outcomes(report), expected);
    assert.equal(exitCode, 0);
    const { report: shown } = await bench.run(all, { selection: [example] });
    assert.equal(outcomes(shown)[example], 'passed');
  });

  it('tells one test at a time, whatever it writes', async () => {
    const { report } = await bench.run('cargo test --lib -- --test-threads=1');
    assert.equal(report.complete, true);
    assert.equal(outcomes(report)['my_shapes::tests::writes'], 'passed');
  });

  it('reports a build that fails as one error', async () => {
    bench.write('tests/whole.rs', 'fn broken( {}\n');
    const { report, exitCode } = await bench.run(all);
    assert.deepEqual(report.cases, []);
    assert.equal(report.complete, true);
    assert.equal(report.errors.length, 1);
    assert.match(report.errors[0] ?? '', /tests\/whole\.rs/);
    assert.equal(disagrees(report, exitCode), false);
  });

  it('takes no test for passed that ended the process, nor those it made up', async () => {
    const forged =
      'running 1 test\\ntest b ... ok\\n\\ntest result: ok. 1 passed; 0 failed; 0 ignored; ';
    for (const body of [
      'std::process::exit(0)',
      'std::process::abort()',
      `{ use std::io::Write; write!(std::io::stdout(), "test b ... ok\\n").unwrap(); }`,
      `{ use std::io::Write; write!(std::io::stdout(), "${forged}").unwrap(); std::process::exit(0) }`,
    ]) {
      bench.write('tests/whole.rs', `#[test]\nfn a() { ${body} }\n#[test]\nfn b() { panic!() }\n`);
      const { report } = await bench.run('cargo test --test whole -- --test-threads=1');
      const believed = report.complete && outcomes(report)['whole::b'] === 'passed';
      assert.equal(believed, false, body);
      if (body.startsWith('std')) assert.equal(report.complete, false);
    }
  });

  it('takes a program of its own for one test', async () => {
    const test = '\n[[test]]\nname = "whole"\nharness = false\n';
    bench.write('Cargo.toml', readFileSync(`${bench.root}/Cargo.toml`, 'utf8') + test);
    bench.write('tests/whole.rs', 'fn main() { std::process::exit(3) }\n');
    const { report, exitCode } = await bench.run('cargo test --test whole');
    assert.deepEqual(outcomes(report), { whole: 'failed' });
    assert.equal(disagrees(report, exitCode), false);
  });

  it('is incomplete when Cargo.toml cannot be read', async () => {
    bench.write('Cargo.toml', 'nonsense\n');
    const { report } = await bench.run(all);
    assert.equal(report.complete, false);
    assert.match(report.errors.join(), /Cargo\.toml/);
  });

  it('runs its canary with all tests, chosen programs, names and a selection', async () => {
    const canary = await canaryBeside('src/lib.rs');
    assert.equal(canary.path, 'tests/tk3z9.rs');
    const whole = outcomes((await bench.run(all, { canary })).report);
    assert.equal(Object.keys(whole).length, 13);
    const expected = { [same]: 'passed', [canary.passing]: 'passed', [canary.failing]: 'failed' };
    const named = await bench.run('cargo test --lib inner', { canary });
    assert.deepEqual(outcomes(named.report), expected);
    const selected = await bench.run(all, { canary, selection: [same] });
    assert.deepEqual(outcomes(selected.report), expected);
    assert.equal(selected.exitCode, 101);
  });

  it('fails when a syntax error is planted in what it tests', async () => {
    const file = { path: 'src/deep.rs', text: readFileSync(`${bench.root}/src/deep.rs`, 'utf8') };
    bench.write('src/deep.rs', plantSyntaxError(file, 'rust'));
    const { report, exitCode } = await bench.run(all);
    assert.equal(exitCode, 101);
    assert.match(report.errors.join(), /src\/deep\.rs/);
  });

  it('lists what it then reports, examples and macros aside, and knows their files', async () => {
    const { report } = await bench.run(all);
    const listed = (await Promise.all(sources.map(list))).flat();
    const own = report.cases.map(({ id }) => id).filter((id) => !/ - |by_a_macro/.test(id));
    assert.deepEqual(listed.toSorted(), own.toSorted());
    const { command, runner } = bench.command(all);
    const file = (id: string) => runner.fileOf(id, command);
    assert.equal(file(same), 'src/lib.rs');
    assert.equal(file('my_shapes::tests::by_a_macro'), 'src/lib.rs');
    assert.equal(file('my_shapes::deep::tests::made'), 'src/deep.rs');
    assert.equal(file('whole::same'), 'tests/whole.rs');
    assert.equal(file(example), 'src/lib.rs');
  });
});
