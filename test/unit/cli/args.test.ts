import assert from 'node:assert/strict';
import path from 'node:path';
import fc from 'fast-check';
import { parseCommandLine, type SolveOptions } from '../../../src/cli/args.ts';
import { commands } from '../../../src/cli/commands.ts';

const cwd = path.resolve('/home/ada');

function solveOptions(...argv: string[]): SolveOptions {
  const parsed = parseCommandLine(['solve', ...argv], cwd);
  assert.ok(parsed.kind === 'run' && parsed.request.command === 'solve', JSON.stringify(parsed));
  return parsed.request.options;
}

function usage(...argv: string[]): string {
  const parsed = parseCommandLine(argv, cwd);
  assert.ok(parsed.kind === 'usage', JSON.stringify(parsed));
  assert.equal(parsed.failure.code, 'usage');
  return parsed.failure.why;
}

describe('the command line', () => {
  it('gives solve its defaults', () => {
    assert.deepEqual(solveOptions('--workspace', 'w'), {
      workspace: path.join(cwd, 'w'),
      goal: undefined,
      test: undefined,
      targets: [],
      samples: undefined,
      models: ['bundled'],
      jobs: undefined,
      maxWrong: 0.1,
      seed: 0,
      timeoutMs: 600_000,
      testTimeoutMs: undefined,
      maxTokens: undefined,
      allowUnconfined: false,
      apply: false,
      trace: undefined,
      json: false,
    });
  });

  it('reads every option of solve', () => {
    const argv =
      '--workspace /w --goal fix --test pytest --target a --target b --samples 4 --model bundled ' +
      '--model remote:http://h/v1#m --jobs 2 --max-wrong .05 --seed 7 --timeout 1.5 ' +
      '--test-timeout 30 --max-tokens 1000 --allow-unconfined --apply --trace t.jsonl --json';
    assert.deepEqual(solveOptions(...argv.split(' ')), {
      workspace: '/w',
      goal: 'fix',
      test: 'pytest',
      targets: ['a', 'b'],
      samples: 4,
      models: ['bundled', 'remote:http://h/v1#m'],
      jobs: 2,
      maxWrong: 0.05,
      seed: 7,
      timeoutMs: 1500,
      testTimeoutMs: 30_000,
      maxTokens: 1000,
      allowUnconfined: true,
      apply: true,
      trace: path.join(cwd, 't.jsonl'),
      json: true,
    });
  });

  it('takes a blank goal for none', () => {
    assert.equal(solveOptions('--workspace', '.', '--goal', ' ').goal, undefined);
  });

  it('reads trace and doctor', () => {
    assert.deepEqual(parseCommandLine(['trace', 'a.jsonl'], cwd), {
      kind: 'run',
      request: { command: 'trace', options: { file: path.join(cwd, 'a.jsonl') } },
    });
    assert.deepEqual(parseCommandLine(['doctor', '--json'], cwd), {
      kind: 'run',
      request: {
        command: 'doctor',
        options: { workspace: cwd, models: ['bundled'], test: undefined, json: true },
      },
    });
  });

  const solve = ['solve', '--workspace', '.'];
  const bad: [string[], RegExp][] = [
    [[], /^A command is needed\.$/],
    [['frobnicate'], /no command "frobnicate"/],
    [['toString'], /no command/],
    [['solve'], /^--workspace is needed\.$/],
    [['solve', '--workspace', ''], /^--workspace is needed\.$/],
    [['solve', '--workspace'], /--workspace.*missing/],
    [[...solve, '--bogus'], /Unknown option '--bogus'/],
    [[...solve, 'extra'], /"extra" is one argument too many/],
    [[...solve, '--json=1'], /--json/],
    [[...solve, '--samples', '0'], /--samples takes a whole number from 1 to 10000, not "0"/],
    [[...solve, '--samples', '1.5'], /--samples/],
    [[...solve, '--samples', 'many'], /not "many"/],
    [[...solve, '--samples='], /not ""/],
    [[...solve, '--jobs=-1'], /--jobs/],
    [[...solve, '--jobs', '0x2'], /--jobs/],
    [[...solve, '--max-wrong', '1.1'], /--max-wrong takes a number from 0 to 1/],
    [[...solve, '--max-wrong', 'NaN'], /--max-wrong/],
    [[...solve, '--timeout', '0'], /--timeout/],
    [[...solve, '--timeout', '1e9'], /--timeout/],
    [[...solve, '--seed', '4294967296'], /--seed/],
    [[...solve, '--max-tokens', '0'], /--max-tokens takes a whole number of at least 1/],
    [[...solve, '--model', 'gpt'], /"gpt" names no model/],
    [[...solve, '--model', 'remote:http://h'], /#/],
    [[...solve, '--model', 'editor:gpt'], /inside the editor only/],
    [['trace'], /^A trace file is needed\.$/],
    [['trace', 'a', 'b'], /"b" is one argument too many/],
    [['trace', 'a', '--json'], /Unknown option '--json'/],
    [['doctor', 'x'], /too many/],
  ];
  for (const [argv, why] of bad) {
    it(`refuses: ${argv.join(' ') || '(nothing)'}`, () => {
      assert.match(usage(...argv), why);
    });
  }

  it('reads verify, and going on after a question', () => {
    const verify = parseCommandLine(['verify', '--workspace', 'w', '--patch', '-'], cwd);
    assert.ok(verify.kind === 'run' && verify.request.command === 'verify');
    const { patch, prior, samples } = verify.request.options;
    assert.deepEqual([patch, prior, samples], ['-', 0.3, 0]);
    const argv = ['solve', '--resume', 't.jsonl', '--answer', 'neither', '--expect', '[1]'];
    const resume = parseCommandLine(argv, cwd);
    assert.ok(resume.kind === 'run' && resume.request.command === 'resume');
    assert.equal(resume.request.of, 'solve');
    assert.equal(resume.request.options.expect, '[1]');
  });

  for (const argv of [
    ['solve', '--answer', 'A', '--workspace', '.'],
    ['solve', '--resume', 't.jsonl'],
    ['solve', '--resume', 't.jsonl', '--answer', 'A', '--workspace', '.'],
    ['solve', '--resume', 't.jsonl', '--answer', 'A', '--expect', '1'],
    ['verify', '--resume', 't.jsonl', '--answer', 'neither', '--expect', '{'],
  ]) {
    it(`refuses: ${argv.join(' ')}`, () => {
      assert.equal(parseCommandLine(argv, cwd).kind, 'usage');
    });
  }

  it('hints at the help of the command that was meant', () => {
    const hint = (...argv: string[]) => {
      const parsed = parseCommandLine(argv, cwd);
      return parsed.kind === 'usage' ? parsed.hint : undefined;
    };
    assert.equal(hint('solve'), 'reckon solve --help');
    assert.equal(hint('sovle'), 'reckon --help');
  });

  it('tells every command and every option in its help, in 80 columns', () => {
    const texts = [['--help'], ['-h'], ['help'], ...Object.keys(commands).map((c) => [c, '-h'])];
    for (const argv of texts) {
      const parsed = parseCommandLine(argv, cwd);
      assert.ok(parsed.kind === 'help');
      for (const line of parsed.text.split('\n')) assert.ok(line.length <= 80, line);
    }
    for (const [name, { options }] of Object.entries(commands)) {
      const parsed = parseCommandLine([name, '--help'], cwd);
      assert.ok(parsed.kind === 'help');
      for (const option of Object.keys(options)) assert.ok(parsed.text.includes(`--${option}`));
    }
  });

  it('answers whatever it is given, in one line', () => {
    const names = Object.keys(commands.solve.options).map((name) => `--${name}`);
    const word = fc.oneof(fc.string(), fc.constantFrom(...names), fc.constantFrom('--', '-', '-x'));
    const command = fc.constantFrom('solve', 'trace', 'doctor', '');
    fc.assert(
      fc.property(command, fc.array(word, { maxLength: 6 }), (name, words) => {
        const parsed = parseCommandLine([name, ...words], cwd);
        if (parsed.kind === 'usage') assert.equal(parsed.failure.code, 'usage');
      }),
    );
  });
});
