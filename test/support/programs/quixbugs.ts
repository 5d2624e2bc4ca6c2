import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { unpack } from './archive.ts';
import type { Program, ProgramSource } from './program.ts';

/** How a result is compared, where it is not by plain equality. */
const checks: Record<string, string> = {
  flatten: 'self.assertEqual(list(flatten(*args)), expected)',
  hanoi: 'self.assertEqual(hanoi(*args), [tuple(move) for move in expected])',
  kheapsort: 'self.assertEqual(list(kheapsort(*args)), expected)',
  sqrt: 'self.assertAlmostEqual(sqrt(*args), expected, delta=args[-1])',
};

/** Inputs that the set's own tests skip: they take minutes. */
const slow: Record<string, string> = {
  knapsack: '[[6404180, ',
  levenshtein: '[["amanaplanacanalpanama", "docnoteidissentafastneverpreventsafatnessidietoncod"]',
};

/** JSON as Python; numbers stay as they are written. */
function pythonLiteral(json: string): string {
  const words: Record<string, string> = { true: 'True', false: 'False', null: 'None' };
  return json.replace(
    /"(?:[^"\\]|\\.)*"|\b(?:true|false|null)\b/g,
    (token) => words[token] ?? token,
  );
}

/** The unittest file for a program whose cases are lines of `[arguments, expected]` in JSON. */
export function unittestFromJson(name: string, lines: string): string {
  const check = checks[name] ?? `self.assertEqual(${name}(*args), expected)`;
  const skipped = slow[name];
  const cases = lines
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !(skipped !== undefined && line.startsWith(skipped)));
  const methods = cases.map((line, index) => {
    const number = String(index + 1).padStart(2, '0');
    return `    def test_${number}(self):\n        self.check(*${pythonLiteral(line)})\n`;
  });
  return [
    'import unittest\n',
    `from ${name} import ${name}\n\n`,
    `class ${className(name)}(unittest.TestCase):`,
    `    def check(self, args, expected):\n        ${check}\n`,
    methods.join('\n'),
  ].join('\n');
}

/** The unittest file for a program whose pytest functions build their own inputs. */
export function unittestFromPytest(name: string, pytest: string): string {
  const first = pytest.search(/^def test/m);
  const head = pytest
    .slice(0, first)
    .replace(/^import pytest\n/m, '')
    .replace(/^if pytest\.use_correct:\n.*\nelse:\n.*\n/m, `from ${name} import ${name}\n`)
    .trim();
  const methods = pytest
    .slice(first)
    .replace(/^def (test\w*)\(\):/gm, 'def $1(self):')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
    .replace(/^(?=.)/gm, '    ');
  return `import unittest\n\n${head}\n\n\nclass ${className(name)}(unittest.TestCase):\n${methods}\n`;
}

function className(program: string): string {
  return program.replace(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase());
}

async function load(root: string, name: string): Promise<Program> {
  const read = async (file: string) =>
    (await readFile(path.join(root, file), 'utf8')).replaceAll('\r\n', '\n');
  const pytest = await read(`python_testcases/test_${name}.py`);
  const tests = pytest.includes('load_json_testcases')
    ? unittestFromJson(name, await read(`json_testcases/${name}.json`))
    : unittestFromPytest(name, pytest);
  const helpers = /^from node import/m.test(tests)
    ? { 'node.py': await read('python_programs/node.py') }
    : {};
  return {
    set: 'quixbugs',
    name,
    file: `${name}.py`,
    reference: await read(`correct_python_programs/${name}.py`),
    defective: await read(`python_programs/${name}.py`),
    files: {
      ...helpers,
      [`test_${name}.py`]: tests,
      LICENSE: await read('LICENSE'),
      '.gitignore': '__pycache__\n',
    },
    test: ['python3', '-m', 'unittest'],
  };
}

/** The QuixBugs programs, unpacked into `root` at first use. */
export function quixbugs(root: string): ProgramSource {
  let unpacked: Promise<void> | undefined;
  const ready = () => (unpacked ??= unpack('quixbugs/quixbugs_python.tar.gz', root));
  return {
    names: async () => {
      await ready();
      const files = await readdir(path.join(root, 'python_testcases'));
      return files
        .flatMap((file) => /^test_(\w+)\.py$/.exec(file)?.[1] ?? [])
        .sort((a, b) => (a < b ? -1 : 1));
    },
    load: async (name) => {
      await ready();
      return await load(root, name);
    },
  };
}
