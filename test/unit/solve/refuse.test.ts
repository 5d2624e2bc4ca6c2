import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { Syntax } from '../../../src/base/syntax.ts';
import { linksBelow } from '../../../src/solve/patch/links.ts';
import { pathFault } from '../../../src/solve/patch/paths.ts';
import { reachesRunner } from '../../../src/solve/patch/reaches.ts';
import { patchLimits, refusePatch } from '../../../src/solve/patch/refuse.ts';

const syntax = new Syntax(path.resolve(import.meta.dirname, '../../../dist/grammars'));
const surroundings = { syntax, testsAreGoal: false, isTest: () => false, findsTestsIn: () => true };
const noLinks = { ...surroundings, isLink: () => Promise.resolve(false) };

async function codeOf(file: string, before: string | null, after: string | null, goal = false) {
  const context = { ...noLinks, testsAreGoal: goal };
  return (await refusePatch([{ path: file, before, after }], context))?.code ?? null;
}

describe('paths that no patch may name', () => {
  const table: Record<string, readonly string[]> = {
    'path-outside': [
      ...[
        '',
        '.',
        '..',
        '../x',
        'a/../../x',
        'a/..',
        'a/../b',
        './a',
        'a//b',
        'a/',
        '/etc/passwd',
        '//s/x',
      ],
      ...[
        '\\x',
        '\\\\server\\share\\x',
        '..\\x',
        'a\\..\\..\\x',
        'C:x',
        'a::$DATA',
        'a:b',
        'C:/x',
        'c:\\x',
        'Z:',
        '\\\\?\\C:\\x',
      ],
      ...['a/.. /b', 'a/. ./b', 'a/.../b', '... ', ' '],
    ],
    'path-in-git': [
      ...[
        '.git',
        '.git/config',
        'sub/.git/hooks/x',
        '.GIT/config',
        '.Git',
        'GIT~1/config',
        'git~2/x',
      ],
      ...[
        '.git./x',
        '.git /x',
        '.git . ./x',
        '.git::$INDEX_ALLOCATION/x',
        '.git:x',
        '.g\u200cit/config',
      ],
      ...['.\u202egit/x', '.git\ufeff/x'],
    ],
    'path-reserved': [
      ...[
        'CON',
        'con.txt',
        'a/NUL',
        'aux.py',
        'prn.tar.gz',
        'COM1',
        'lpt9.log',
        'COM¹',
        'CONIN$',
        'src/CoN',
      ],
      ...[
        'file::$DATA',
        'a.py:stream',
        'ab:c',
        'a\\b',
        'a.',
        'a ',
        'dir./a',
        'dir /a',
        'a\nb',
        'a\0b',
        'con .py',
      ],
    ],
  };
  for (const [code, files] of Object.entries(table)) {
    for (const file of files) {
      it(`${code}: ${JSON.stringify(file)}`, () => {
        assert.equal(pathFault(file)?.code, code);
      });
    }
  }

  const fine = [
    ...[
      'a.py',
      'src/a.py',
      '.gitignore',
      '.github/workflows/x.yml',
      'a..b',
      '..a',
      '...a',
      'git/x',
      '.gitx/a',
    ],
    ...[
      'console.ts',
      'src/com10.py',
      'auxiliary.py',
      'a b.txt',
      'app/[id]/(x)/page.tsx',
      'é.txt',
      '-x',
    ],
  ];
  for (const file of fine) {
    it(`may stand: ${file}`, () => {
      assert.equal(pathFault(file), null);
    });
  }

  it('whatever passes stays below the workspace, for either kind of system', () => {
    const part = fc.oneof(
      fc.constantFrom('..', '.', 'a', '.git', 'C:', '\\', ' ', 'NUL', 'a:b', '...', '~1'),
      fc.string({ maxLength: 6 }),
    );
    const below = fc.property(fc.array(part, { maxLength: 5 }), (parts) => {
      const file = parts.join('/');
      if (pathFault(file)) return;
      assert.ok(path.posix.resolve('/w', file).startsWith('/w/'));
      assert.ok(path.win32.resolve('C:\\w', file).startsWith('C:\\w\\'));
      assert.equal(path.posix.normalize(file), file);
      assert.ok(!file.split('/').some((name) => /^\.git$/i.test(name)));
    });
    fc.assert(below, { numRuns: 3000 });
  });
});

describe('refusePatch', () => {
  it('lets an ordinary change pass', async () => {
    assert.equal(await codeOf('src/a.py', 'x = 1\n', 'x = 2\n'), null);
    assert.equal(await codeOf('src/new.py', null, 'x = 2\n'), null);
    assert.equal(await codeOf('src/old.py', 'x = 2\n', null), null);
  });

  it('minds links on the way, of files and of folders', async () => {
    const root = await mkdtemp(path.join(os.tmpdir(), 'reckon-links-'));
    try {
      await mkdir(path.join(root, 'real'));
      await writeFile(path.join(root, 'real/a.py'), '');
      await symlink('real', path.join(root, 'linked'), 'junction');
      await symlink('/nowhere', path.join(root, 'real/dangling.py'));
      const context = { ...surroundings, isLink: linksBelow(root) };
      const codeFor = async (file: string) =>
        (await refusePatch([{ path: file, before: null, after: 'x' }], context))?.code ?? null;
      assert.equal(await codeFor('real/a.py'), null);
      assert.equal(await codeFor('real/new/b.py'), null);
      assert.equal(await codeFor('linked/a.py'), 'path-link');
      assert.equal(await codeFor('real/dangling.py'), 'path-link');
    } finally {
      await rm(root, { recursive: true });
    }
  });

  it('bounds the size of a patch', async () => {
    const edit = (at: number, after: string) => ({ path: `f${at}.txt`, before: null, after });
    const many = Array.from({ length: patchLimits.files + 1 }, (_, at) => edit(at, 'x'));
    assert.equal((await refusePatch(many, noLinks))?.code, 'patch-too-large');
    assert.equal(await refusePatch(many.slice(1), noLinks), null);
    const large = [edit(0, 'é'.repeat(patchLimits.fileBytes / 2 + 1))];
    assert.equal((await refusePatch(large, noLinks))?.code, 'patch-too-large');
    const twice = [edit(0, 'x'), { ...edit(0, 'y'), path: 'F0.txt' }];
    assert.equal((await refusePatch(twice, noLinks))?.code, 'path-twice');
  });

  const configuration = [
    ...[
      'conftest.py',
      'sub/Conftest.py',
      'sitecustomize.py',
      'usercustomize.py',
      'x.pth',
      'pytest.ini',
    ],
    ...[
      'tox.ini',
      'setup.cfg',
      'jest.config.js',
      'vitest.config.ts',
      '.mocharc.json',
      'ava.config.js',
    ],
    ...[
      '.npmrc',
      'build.rs',
      '.cargo/config.toml',
      'pom.xml',
      'pytest.py',
      'pytest/__init__.py',
      '_pytest/a.py',
    ],
    ...['node_modules/vitest/index.js', 'unittest/case.py', 'VITEST/a.js'],
  ];
  for (const file of configuration) {
    it(`keeps ${file}, also when tests are the goal`, async () => {
      assert.equal(await codeOf(file, null, 'x\n'), 'changes-runner');
      assert.equal(await codeOf(file, 'x\n', 'y\n', true), 'changes-runner');
    });
  }

  it('lets package.json change, but not its scripts', async () => {
    const json = (scripts: object, name: string) => JSON.stringify({ name, scripts });
    const before = json({ test: 'vitest' }, 'a');
    assert.equal(await codeOf('package.json', before, json({ test: 'vitest' }, 'b')), null);
    assert.equal(
      await codeOf('package.json', before, json({ test: 'true' }, 'a')),
      'changes-runner',
    );
    assert.equal(await codeOf('package.json', before, '{'), 'changes-runner');
  });

  it('lets pyproject.toml and go.mod change, but not what tests are run by', async () => {
    const before = '[project]\nname = "a"\n\n[tool.pytest.ini_options]\naddopts = "-q"\n';
    const codeFor = (after: string) => codeOf('pyproject.toml', before, after);
    assert.equal(await codeFor(before.replace('"a"', '"b"')), null);
    assert.equal(await codeFor(before.replace('-q', '-k none')), 'changes-runner');
    const mod = 'module a\n\ngo 1.22\n';
    assert.equal(await codeOf('go.mod', mod, mod.replace('22', '23')), null);
    assert.equal(await codeOf('go.mod', mod, `${mod}replace b => ./b\n`), 'changes-runner');
  });

  for (const file of ['tests/test_a.py', 'src/a.test.ts', '__tests__/a.js', 'a_test.go']) {
    it(`keeps ${file}, unless tests are the goal`, async () => {
      assert.equal(await codeOf(file, 'x\n', 'y\n'), 'changes-tests');
      assert.equal(await codeOf(file, null, 'y\n'), 'changes-tests');
      assert.equal(await codeOf(file, 'x\n', 'y\n', true), null);
    });
  }
});

describe('tests inside source files', () => {
  const rust = [
    '/// Twice.',
    '/// ```',
    '/// assert_eq!(twice(2), 4);',
    '/// ```',
    'pub fn twice(n: i32) -> i32 {',
    '    n + 2',
    '}',
    '',
    '#[cfg(test)]',
    'mod tests {',
    '    use super::*;',
    '    #[test]',
    '    fn works() {',
    '        assert_eq!(twice(3), 6);',
    '    }',
    '}',
    '',
  ].join('\n');
  const python = 'def f(n):\n    """Twice.\n\n    >>> f(3)\n    6\n    """\n    return n\n';

  it('takes examples for prose where the runner does not run them', async () => {
    const prose = { ...noLinks, findsTestsIn: () => false };
    const edit = { path: 'a.py', before: python, after: python.replace('6', '3') };
    assert.equal(await refusePatch([edit], prose), null);
  });
  const script = [
    'export const f = (n: number) => n;',
    'if (import.meta.vitest) {',
    '  const { it, expect } = import.meta.vitest;',
    "  it('works', () => expect(f(3)).toBe(6));",
    '}',
    '',
  ].join('\n');
  const cases: [string, string, string, string, string | null][] = [
    ['code beside them', 'a.rs', rust, rust.replace('n + 2', '2 * n'), null],
    ['prose beside them', 'a.rs', rust, rust.replace('Twice', 'Two times'), null],
    ['a Rust test', 'a.rs', rust, rust.replace('6', '5'), 'changes-tests'],
    ['an attribute', 'a.rs', rust, rust.replace('#[test]', '#[test] #[ignore]'), 'changes-tests'],
    ['their switch', 'a.rs', rust, rust.replace('#[cfg(test)]', '#[cfg(any())]'), 'changes-tests'],
    ['a Rust doctest', 'a.rs', rust, rust.replace('4', '5'), 'changes-tests'],
    ['no Rust doctest left', 'a.rs', rust, rust.replaceAll('```', ''), 'changes-tests'],
    ['a new Rust test', 'a.rs', rust, `${rust}#[test]\nfn more() {}\n`, 'changes-tests'],
    [
      'a new example',
      'a.rs',
      rust,
      `${rust}/// \`\`\`\n/// more();\n/// \`\`\`\nfn more() {}\n`,
      null,
    ],
    ['Python code', 'a.py', python, python.replace('return n', 'return 2 * n'), null],
    ['Python prose', 'a.py', python, python.replace('Twice', 'Two times'), null],
    ['a doctest', 'a.py', python, python.replace('6', '3'), 'changes-tests'],
    ['the file of a doctest', 'a.py', python, null as never, 'changes-tests'],
    [
      'a new doctest',
      'a.py',
      python,
      `${python}\n\ndef g():\n    """\n    >>> g()\n    """\n`,
      null,
    ],
    ['code before in-source tests', 'a.ts', script, script.replace('=> n;', '=> 2 * n;'), null],
    ['in-source tests', 'a.ts', script, script.replace('toBe(6)', 'toBe(3)'), 'changes-tests'],
    ['their condition', 'a.ts', script, script.replace('vitest)', 'vitest && 0)'), 'changes-tests'],
  ];
  for (const [name, file, before, after, code] of cases) {
    it(`${code === null ? 'may change' : 'must stay'}: ${name}`, async () => {
      assert.equal(await codeOf(file, before, after), code);
      assert.equal(await codeOf(file, before, after, true), null);
    });
  }
});

describe('reachesRunner', () => {
  const reaching: Record<string, readonly string[]> = {
    'a.py': [
      'import _pytest.runner',
      'sys.modules["a"] = None',
      'atexit.register(f)',
      'os._exit(0)',
      'getattr(os, "_exit")(0)',
      'import pytest',
      'from unittest import case',
      'if "PYTEST_CURRENT_TEST" in os.environ:',
      'Any.__eq__ = Any.__ne__ = lambda *given: True',
      'def __eq__(self, other): return True',
    ],
    'a.ts': [
      'process.exit(0);',
      'process . exit()',
      'delete require.cache[name];',
      "import { expect } from 'vitest';",
      "const test = require('node:test');",
      "process.on('exit', f);",
      'process.exitCode = 0;',
    ],
    'a.rs': ['std::process::exit(0);'],
    'a.go': ['os.Exit(0)', 'log.Fatalf("x")', 'import system "os"', 'import "testing"'],
    'A.java': ['System.exit(0);'],
    'run.rb': ['process.exit'],
  };
  for (const [file, lines] of Object.entries(reaching)) {
    for (const line of lines) {
      it(`${file}: ${line}`, () => {
        const edit = { path: file, before: 'x\n', after: `x\n${line}\n` };
        assert.equal(reachesRunner([edit])?.code, 'reaches-runner');
        assert.equal(reachesRunner([{ ...edit, before: `  ${line}\nx\n` }]), null, 'moved');
        const twice = { path: file, before: `${line}\n`, after: `${line}\n${line}\n` };
        assert.equal(reachesRunner([twice])?.code, 'reaches-runner');
      });
    }
  }

  it('reads a definition with the first line of its body', () => {
    const after = (body: string) => `class A:\n    def __eq__(self, other):\n        ${body}\n`;
    const reach = (body: string) =>
      reachesRunner([{ path: 'a.py', before: 'x\n', after: after(body) }])?.code;
    assert.equal(reach('return True'), 'reaches-runner');
    assert.equal(reach('return self.x == other.x'), undefined);
  });

  it('reads added lines only, and lets tests import their runner', () => {
    const old = 'import atexit\nx = 1\n';
    assert.equal(reachesRunner([{ path: 'a.py', before: old, after: 'x = 1\n' }]), null);
    const kept = { path: 'a.py', before: old, after: old.replace('1', '2') };
    assert.equal(reachesRunner([kept]), null);
    assert.equal(
      reachesRunner([{ path: 'tests/test_a.py', before: null, after: 'import pytest\n' }]),
      null,
    );
    assert.equal(
      reachesRunner([{ path: 'a.py', before: null, after: 'preprocess.exit_code = 1\n' }]),
      null,
    );
  });
});
