import path from 'node:path';
import type { RunnerName } from './runner.ts';
import type { Word } from './words.ts';

/** A runner found in the words of one step: what starts it, and its own arguments. */
export interface Started {
  readonly runner: Exclude<RunnerName, 'plain'>;
  readonly program: readonly Word[];
  readonly args: readonly Word[];
}

/** Options that take the next word as their value, for the programs looked through. */
const valued = {
  python: new Set(['-W', '-X']),
  coverage: new Set(['--source', '--include', '--omit', '--rcfile', '--data-file', '--context']),
  c8: new Set(['-r', '--reporter', '-x', '--exclude', '-n', '--include', '-o', '--src', '-c']),
  run: new Set(['--extra', '--group', '--with', '--python', '-p', '--project', '--package', '-C']),
};

/** Options of node that take the next word as their value. */
export const nodeValued: ReadonlySet<string> = new Set([
  '-r',
  '--require',
  '--import',
  '--loader',
  '--experimental-loader',
  '-C',
  '--conditions',
  '--env-file',
  '--test-name-pattern',
  '--test-skip-pattern',
  '--test-concurrency',
  '--test-timeout',
  '--test-reporter',
  '--test-reporter-destination',
  '--test-shard',
  '--tsconfig',
]);

/** Runners that are programs of their own. */
const byName: Record<string, Started['runner']> = {
  pytest: 'pytest',
  'py.test': 'pytest',
  vitest: 'vitest',
  mocha: 'mocha',
  _mocha: 'mocha',
  jest: 'jest',
};

/** Subcommands that run no tests. */
const noTests: Partial<Record<Started['runner'], ReadonlySet<string>>> = {
  vitest: new Set(['bench', 'list', 'init', 'complete']),
  mocha: new Set(['init']),
};
const environments = new Set(['uv', 'poetry', 'pipenv', 'pdm', 'rye']);

/** Tools that run tests by a subcommand or a phase of their own. */
const tools: Record<string, (words: readonly Word[]) => Started | null> = {
  go: ofGo,
  cargo: ofCargo,
  mvn: ofMaven,
  mvnw: ofMaven,
};

/** The known runner that these words start; null where there is none. */
export function findRunner(words: readonly Word[]): Started | null {
  const head = words[0];
  if (!head?.fixed) return null;
  const name = path.posix.basename(head.text.replaceAll('\\', '/')).replace(/\.(exe|cmd)$/, '');
  const named = byName[name];
  if (named) return noTests[named]?.has(words[1]?.text ?? '') ? null : started(named, words, 1);
  const ofTool = tools[name];
  if (ofTool) return ofTool(words);
  if (/^(node|nodejs|tsx)$/.test(name)) return ofScript(words, skipOptions(words, 1, nodeValued));
  if (/^(python|pypy)[\d.]*$|^py$/.test(name)) {
    return ofModule(words, skipOptions(words, 1, valued.python));
  }
  if (name === 'coverage' && words[1]?.text === 'run') {
    return ofModule(words, skipOptions(words, 2, valued.coverage));
  }
  if (name === 'c8' || name === 'nyc') return behind(words, skipOptions(words, 1, valued.c8));
  if (environments.has(name) && words[1]?.text === 'run') {
    return behind(words, skipOptions(words, 2, valued.run));
  }
  return null;
}

/** The index of the first word from `from` on that is neither an option nor an option's value. */
export function skipOptions(
  words: readonly Word[],
  from: number,
  withValue: ReadonlySet<string>,
): number {
  let at = from;
  for (;;) {
    const option = words[at]?.text;
    // `-m` ends the options of an interpreter: what follows is a module and its arguments.
    if (option === undefined || !option.startsWith('-') || option === '-m') return at;
    at += withValue.has(option) ? 2 : 1;
  }
}

function started(runner: Started['runner'], words: readonly Word[], length: number): Started {
  return { runner, program: words.slice(0, length), args: words.slice(length) };
}

/** `go test`, unless it only builds or lists. */
function ofGo(words: readonly Word[]): Started | null {
  const runs = words.every((word) => !/^--?(c|n|list|fuzz)(=|$)/.test(word.text));
  return runs && words[1]?.text === 'test' ? started('go test', words, 2) : null;
}

/** `cargo test` of any toolchain (`cargo +nightly test`), unless it only builds or lists. */
function ofCargo(words: readonly Word[]): Started | null {
  const at = words[1]?.text.startsWith('+') ? 2 : 1;
  const runs = words.every((word) => !/^(--no-run|--list|--help|-h)$/.test(word.text));
  return runs && /^(test|t)$/.test(words[at]?.text ?? '')
    ? started('cargo test', words, at + 1)
    : null;
}

/** Maven, as far as a phase that runs tests. */
function ofMaven(words: readonly Word[]): Started | null {
  const phase = /^(test|package|verify|integration-test|install|deploy)$/;
  return words.some((word) => phase.test(word.text)) ? started('maven', words, 1) : null;
}

/** A runner's own script that node is given at `words[at]`, or node's own tests. */
function ofScript(words: readonly Word[], at: number): Started | null {
  const { text = '', fixed = false } = words[at] ?? {};
  const script = fixed ? path.posix.basename(text).replace(/\.[cm]?js$/, '') : '';
  const installed = text.split('/').includes('node_modules');
  const named = installed ? byName[script] : undefined;
  if (named) return started(named, words, at + 1);
  const options = words.slice(1, at);
  return options.some((word) => word.text === '--test') ? started('node:test', words, 1) : null;
}

/** `words[at]` is `-m` and a module. */
function ofModule(words: readonly Word[], at: number): Started | null {
  if (words[at]?.text !== '-m') return null;
  const module = words[at + 1]?.text;
  if (module === 'pytest' || module === 'py.test') return started('pytest', words, at + 2);
  if (module === 'unittest') return started('unittest', words, at + 2);
  return module === 'coverage' ? behind(words, at + 1) : null;
}

/** The runner that starts at `words[at]`, what stands before it being part of its start. */
function behind(words: readonly Word[], at: number): Started | null {
  const inner = findRunner(words.slice(at));
  return inner && { ...inner, program: [...words.slice(0, at), ...inner.program] };
}
