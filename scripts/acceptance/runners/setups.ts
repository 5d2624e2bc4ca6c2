import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { commitAll } from '../../../test/support/workspace.ts';

const repository = path.resolve(import.meta.dirname, '../../..');

/** A workspace that is not as it should be, or not in one piece, and what is to come of it. */
export interface Setup {
  readonly files: Readonly<Record<string, string>>;
  /** What cannot be written as files: links, environments, the lack of a repository. */
  readonly arrange?: (root: string) => Promise<void>;
  readonly git?: false;
  /** The folder that is opened, below the root. */
  readonly folder?: string;
  readonly args?: readonly string[];
  /** The model's answer to every sample: a file, relative to the opened folder, and its text. */
  readonly answer: readonly [file: string, text: string];
  /** `solved`, or the code of the reason. */
  readonly expected: string;
  /** What the sentence must speak of. */
  readonly says?: RegExp;
}

const wrong = 'def add(a, b):\n    return a - b\n';
const right = 'def add(a, b):\n    return a + b\n';
const addTest = 'from calc import add\n\n\ndef test_sum():\n    assert add(2, 3) == 5\n';
const python: Pick<Setup, 'files' | 'answer'> = {
  files: { 'calc.py': wrong, 'test_calc.py': addTest },
  answer: ['calc.py', right],
};

const wrongScript = 'export const add = (a, b) => a - b;\n';
const rightScript = 'export const add = (a, b) => a + b;\n';
const scriptTest =
  "import { expect, test } from 'vitest';\nimport { add } from './add.js';\n\ntest('sum', () => expect(add(2, 3)).toBe(5));\n";
const json = (value: object) => JSON.stringify({ type: 'module', ...value });

/** Every package of the repository, hoisted as npm does: to the top of the workspace. */
async function hoistModules(root: string): Promise<void> {
  await symlink(path.join(repository, 'node_modules'), path.join(root, 'node_modules'));
}

/** A virtual environment with the system's pytest, and the package installed to be edited. */
async function installEditable(root: string): Promise<void> {
  const options = { cwd: root };
  await execa('python3', ['-m', 'venv', '--system-site-packages', '.venv'], options);
  const install = ['install', '-q', '--no-deps', '-e', '.'];
  await execa('.venv/bin/python', ['-m', 'pip', ...install], options);
}

export const setups: Readonly<Record<string, Setup>> = {
  'missing runner: npm': {
    files: { 'package.json': json({ scripts: { test: 'vitest run' } }), 'add.js': wrongScript },
    answer: ['add.js', rightScript],
    expected: 'no-runner',
    says: /vitest/,
  },
  'missing runner: pytest': {
    ...python,
    arrange: async (root) => {
      await execa('python3', ['-m', 'venv', '--without-pip', '.venv'], { cwd: root });
    },
    expected: 'no-runner',
    says: /pytest/,
  },
  'missing runner: not on PATH': {
    ...python,
    args: ['--test', 'nowhere-test-runner --all'],
    expected: 'no-runner',
    says: /nowhere-test-runner/,
  },
  'missing dependency: maven': {
    files: {
      'pom.xml': `<project><modelVersion>4.0.0</modelVersion><groupId>a</groupId><artifactId>a</artifactId><version>1</version><dependencies><dependency><groupId>org.example.nowhere</groupId><artifactId>absent</artifactId><version>9</version></dependency></dependencies></project>\n`,
      'src/main/java/A.java': 'class A {}\n',
      'src/test/java/ATest.java': 'class ATest { @org.junit.Test public void a() {} }\n',
    },
    answer: ['src/main/java/A.java', 'class A { int a; }\n'],
    expected: 'no-runner',
    says: /Maven lacks org\./,
  },
  'missing dependency: cargo': {
    files: {
      'Cargo.toml':
        '[package]\nname = "a"\nversion = "0.1.0"\nedition = "2021"\n\n[dependencies]\nserde = "1"\n',
      'src/lib.rs': '#[test]\nfn a() {}\n',
    },
    answer: ['src/lib.rs', '#[test]\nfn a() {}\n\npub fn b() {}\n'],
    expected: 'no-runner',
    says: /Cargo lacks serde/,
  },
  'syntax error in a test': {
    ...python,
    files: { ...python.files, 'test_calc.py': addTest.replace('():', '(:') },
    expected: 'broken-test',
    says: /test_calc\.py .*line 4/,
  },
  'nothing collected': {
    files: { 'calc.py': wrong, 'pytest.ini': '[pytest]\n', 'test_calc.py': 'import calc\n' },
    answer: python.answer,
    expected: 'no-tests',
    says: /ran no tests/,
  },
  'no tests at all': {
    files: { 'calc.py': wrong },
    answer: python.answer,
    expected: 'no-test-command',
    says: /--test/,
  },
  'a hanging test': {
    ...python,
    files: {
      ...python.files,
      'test_hang.py': 'import time\n\n\ndef test_hang():\n    time.sleep(600)\n',
    },
    args: ['--test-timeout', '4'],
    expected: 'no-pass',
    says: /did not end in time/,
  },
  'old failures beside the target': {
    ...python,
    files: { ...python.files, 'test_old.py': 'def test_old():\n    assert 1 == 2\n' },
    args: ['--target', 'test_calc.py::test_sum'],
    expected: 'solved',
  },
  'old failures, no target named': {
    ...python,
    files: { ...python.files, 'test_old.py': 'def test_old():\n    assert 1 == 2\n' },
    expected: 'no-pass',
    says: /test_old/,
  },
  'an editable install': {
    files: {
      'pyproject.toml':
        '[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n\n[project]\nname = "calc"\nversion = "1"\n\n[tool.pytest.ini_options]\n',
      'src/calc/__init__.py': wrong,
      'tests/test_calc.py': addTest,
      '.gitignore': '.venv\n*.egg-info\n',
    },
    arrange: installEditable,
    answer: ['src/calc/__init__.py', right],
    expected: 'solved',
  },
  'hoisted node_modules': {
    files: {
      'package.json': json({ workspaces: ['packages/*'] }),
      'packages/a/package.json': json({ name: 'a', scripts: { test: 'vitest run' } }),
      'packages/a/add.js': wrongScript,
      'packages/a/add.test.js': scriptTest,
      '.gitignore': 'node_modules\n',
    },
    arrange: hoistModules,
    folder: 'packages/a',
    answer: ['add.js', rightScript],
    expected: 'solved',
  },
  'a workspace package that links to the tree': {
    files: {
      'package.json': json({ workspaces: ['packages/*'], scripts: { test: 'node --test' } }),
      'packages/lib/package.json': json({ name: '@own/lib', exports: './add.js' }),
      'packages/lib/add.js': wrongScript,
      'packages/app/package.json': json({ name: 'app', dependencies: { '@own/lib': '*' } }),
      'packages/app/add.test.js':
        "import assert from 'node:assert';\nimport { test } from 'node:test';\nimport { add } from '@own/lib';\n\ntest('sum', () => assert.equal(add(2, 3), 5));\n",
      '.gitignore': 'node_modules\n',
    },
    arrange: async (root) => {
      const modules = path.join(root, 'node_modules');
      await mkdir(path.join(modules, '@own'), { recursive: true });
      await symlink('../../packages/lib', path.join(modules, '@own/lib'));
    },
    answer: ['packages/lib/add.js', rightScript],
    expected: 'solved',
  },
  'no git': { ...python, git: false, expected: 'solved' },
};

/** Builds a set-up in a temporary folder; `open`: the folder to solve in. */
export async function build(setup: Setup) {
  const root = await realpath(await mkdtemp(path.join(os.tmpdir(), 'reckon-setup-')));
  for (const [name, text] of Object.entries(setup.files)) {
    const file = path.join(root, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  await setup.arrange?.(root);
  if (setup.git !== false) await commitAll(root);
  return {
    open: path.join(root, setup.folder ?? ''),
    dispose: () => rm(root, { recursive: true, force: true }),
  };
}
