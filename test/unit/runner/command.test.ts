import assert from 'node:assert/strict';
import { parseCommand } from '../../../src/runner/command.ts';
import type { PackageJson } from '../../../src/runner/packages.ts';
import type { TestCommand } from '../../../src/runner/runner.ts';

const none = () => null;
const bin = 'export PATH="$PWD/node_modules/.bin:$PATH"';

function withScripts(scripts: Record<string, string>) {
  return (dir: string): PackageJson | null => (dir === '' ? { scripts } : null);
}

function shape({ runner, before, env, program, args }: TestCommand) {
  return { runner, before, env, program: program.join(' '), args: args.join(' ') };
}

describe('parseCommand', () => {
  const seen: readonly (readonly [string, string, string, string])[] = [
    ['pytest -q tests', 'pytest', 'pytest', '-q tests'],
    ['python3.11 -m pytest', 'pytest', 'python3.11 -m pytest', ''],
    ['.venv/bin/python -W error -m pytest x', 'pytest', '.venv/bin/python -W error -m pytest', 'x'],
    ['uv run --group dev pytest -x', 'pytest', 'uv run --group dev pytest', '-x'],
    ['poetry run python -m unittest', 'unittest', 'poetry run python -m unittest', ''],
    ['coverage run --source src -m pytest', 'pytest', 'coverage run --source src -m pytest', ''],
    ['python -m unittest discover -s tests', 'unittest', 'python -m unittest', 'discover -s tests'],
    [`node --import tsx --test 'a b.js'`, 'node:test', 'node', `--import tsx --test 'a b.js'`],
    ['c8 -r text node --test', 'node:test', 'c8 -r text node', '--test'],
    ['tsx --test test/*.ts', 'node:test', 'tsx', '--test test/*.ts'],
    ['vitest', 'vitest', 'vitest', ''],
    ['cargo +nightly t -p a -- x', 'cargo test', 'cargo +nightly t', '-p a -- x'],
    ['./mvnw -pl a clean verify', 'maven', './mvnw', '-pl a clean verify'],
    ['mocha --recursive test', 'mocha', 'mocha', '--recursive test'],
    ['nyc --reporter text _mocha', 'mocha', 'nyc --reporter text _mocha', ''],
    ['jest -w 1 src', 'jest', 'jest', '-w 1 src'],
    [
      'node --experimental-vm-modules node_modules/jest/bin/jest.js src',
      'jest',
      'node --experimental-vm-modules node_modules/jest/bin/jest.js',
      'src',
    ],
    [
      'node --import tsx ../node_modules/.bin/mocha',
      'mocha',
      'node --import tsx ../node_modules/.bin/mocha',
      '',
    ],
  ];
  for (const [text, runner, program, args] of seen) {
    it(text, () => {
      const command = parseCommand(text, '', none);
      assert.deepEqual(shape(command), { runner, before: '', env: {}, program, args });
    });
  }

  const plain = ['make test', 'pytest | tee log', 'pytest; true', 'node test.js', 'vitest bench'];
  plain.push(
    'node app.js --test',
    'node mocha.js',
    'go test -c',
    'go vet',
    'cargo test --no-run',
    'cargo nextest run',
    'mvn compile',
    'python test.py',
    'pytest && eslint .',
    '$RUNNER',
    '',
  );
  plain.push('tsc && cd dist && node --test', 'cd ../.. && pytest', 'npm test -w a', 'bun test');
  for (const text of plain) {
    it(`takes for plain: ${text}`, () => {
      const command = parseCommand(text, 'a', withScripts({ test: 'pytest' }));
      assert.equal(command.runner, 'plain');
      assert.equal(command.text, text);
      assert.equal(command.cwd, 'a');
    });
  }

  it('keeps steps and assignments as written', () => {
    const text = `A='1 2' tsc -p . && B="$C" env D=e cross-env F=g pytest -k 'a or b'`;
    assert.deepEqual(shape(parseCommand(text, '', none)), {
      runner: 'pytest',
      before: `A='1 2' tsc -p .`,
      env: { B: '"$C"', D: 'e', F: 'g' },
      program: 'pytest',
      args: `-k 'a or b'`,
    });
  });

  it('follows cd to the folder of the rest', () => {
    assert.equal(parseCommand('cd b/c && cd .. && pytest', 'a', none).cwd, 'a/b');
  });

  it('sees through scripts that call scripts, and adds arguments', () => {
    const scripts = {
      test: 'npm run build && npm run unit -- --globals',
      unit: 'vitest run',
      build: 'tsc',
    };
    for (const text of [
      'npm test -- a',
      'npm t a',
      'pnpm test a',
      'yarn test a',
      'bun run test a',
    ]) {
      assert.deepEqual(shape(parseCommand(text, '', withScripts(scripts))), {
        runner: 'vitest',
        before: `${bin} && npm run build`,
        env: {},
        program: 'vitest',
        args: 'run --globals a',
      });
    }
  });

  it('runs what a script runs before', () => {
    const scripts = { pretest: 'tsc; true', test: 'A=b node --test' };
    const { before, env } = parseCommand('npm test', '', withScripts(scripts));
    assert.equal(before, `${bin} && ( tsc; true )`);
    assert.deepEqual(env, { A: 'b' });
  });

  it('finds programs of packages up to the root', () => {
    const { before, program } = parseCommand('npx --yes vitest run', 'packages/a', none);
    assert.deepEqual(program, ['vitest']);
    assert.match(
      before,
      /\$PWD\/node_modules\/\.bin:\$PWD\/\.\.\/node_modules\/\.bin:\$PWD\/\.\.\/\.\.\/node/,
    );
    assert.equal(parseCommand('pnpm exec vitest', '', none).runner, 'vitest');
    assert.equal(parseCommand('yarn vitest', '', none).runner, 'vitest');
    assert.equal(parseCommand('npx mocha', '', none).runner, 'mocha');
    assert.equal(parseCommand('bunx jest', '', none).runner, 'jest');
  });

  it('does not follow scripts in a circle', () => {
    const scripts = { test: 'npm run again', again: 'npm test' };
    assert.equal(parseCommand('npm test', '', withScripts(scripts)).runner, 'plain');
  });
});
