import assert from 'node:assert/strict';
import path from 'node:path';
import { Syntax, type LanguageName } from '../../../src/base/syntax.ts';
import { plantSyntaxError } from '../../../src/runner/planted.ts';
import {
  changesRunnerSettings,
  isProtected,
  isRunnerConfiguration,
  isTestFile,
} from '../../../src/runner/protected.ts';
import { siblingOf } from '../../../src/runner/sibling.ts';

const syntax = new Syntax(path.resolve(import.meta.dirname, '../../../dist/grammars'));

describe('siblingOf', () => {
  const rows = [
    ['tests/test_shapes.py', 'tests/test_r4.py'],
    ['shapes_test.py', 'r4_test.py'],
    ['a/tests.py', 'a/test_r4.py'],
    ['src/a.unit.test.tsx', 'src/r4.unit.test.tsx'],
    ['a-spec.js', 'r4-spec.js'],
    ['test-a.js', 'test-r4.js'],
    ['test/a.js', 'test/r4.js'],
  ] as const;
  for (const [file, expected] of rows) {
    it(file, () => {
      assert.equal(siblingOf(file, 'r4'), expected);
    });
  }
  it('changes the last extension', () => {
    assert.equal(siblingOf('a.unit.test.ts', 'r4', '.mjs'), 'r4.unit.test.mjs');
  });
});

describe('plantSyntaxError', () => {
  const sources: Record<LanguageName, string> = {
    python: 'x = 1\n',
    javascript: 'const x = 1;\n',
    typescript: 'const x: number = 1;\n',
    tsx: 'const x = <a />;\n',
    rust: '#![allow(unused)]\nfn main() {}\n',
    go: 'package main\n',
    java: 'class A {}\n',
  };
  for (const [language, text] of Object.entries(sources) as [LanguageName, string][]) {
    it(`breaks ${language}`, async () => {
      const planted = plantSyntaxError({ path: 'a', text }, language);
      assert.equal(planted, `)(\n${text}`);
      const [whole, broken] = [
        await syntax.parse(language, text),
        await syntax.parse(language, planted),
      ];
      assert.equal(whole.rootNode.hasError, false);
      assert.equal(broken.rootNode.hasError, true);
    });
  }
  it('leaves first what must stand first', () => {
    const plant = (text: string, language: LanguageName = 'python') =>
      plantSyntaxError({ path: 'a', text }, language);
    assert.equal(
      plant('#!/bin/x\r\n# coding: latin-1\r\na\r\n'),
      '#!/bin/x\r\n# coding: latin-1\r\n)(\r\na\r\n',
    );
    assert.equal(plant('\uFEFFa', 'javascript'), '\uFEFF)(\na');
    assert.equal(plant('#!/bin/x', 'javascript'), '#!/bin/x\n)(\n');
    assert.equal(plant(''), ')(\n');
  });
});

describe('protected files', () => {
  it('knows test files', () => {
    const tests = [
      'tests/helper.py',
      'a/test_b.py',
      'b_test.py',
      'tests.py',
      'c.test.ts',
      'd-spec.mjs',
    ];
    tests.push(
      'src/__tests__/e.js',
      'test/data/f.json',
      'test-g.js',
      'a_test.go',
      'src/ATest.java',
      'src/tests.rs',
      'src/a_test.rs',
    );
    for (const file of tests) assert.equal(isTestFile(file), true, file);
    for (const file of ['src/a.py', 'contest.py', 'latest.ts', 'src/attest/a.js', 'src/testing.ts'])
      assert.equal(isTestFile(file), false, file);
  });

  it('knows configuration', () => {
    const files = [
      'a/conftest.py',
      'sitecustomize.py',
      'x.pth',
      'pytest.ini',
      'tox.ini',
      'setup.cfg',
    ];
    files.push(
      'vitest.config.mts',
      'vite.config.js',
      'vitest.workspace.ts',
      'jest.config.cjs',
      '.mocharc.yml',
    );
    files.push('.npmrc', 'build.rs', '.cargo/config.toml', 'pom.xml', 'CONFTEST.PY');
    files.push('rust-toolchain.toml', '.mvn/maven.config', 'mvnw');
    for (const file of files) assert.equal(isRunnerConfiguration(file), true, file);
    for (const file of ['src/config.ts', 'package.json', 'pyproject.toml', 'src/vite.ts'])
      assert.equal(isRunnerConfiguration(file), false, file);
  });

  it('knows what would be loaded in the runner’s place', () => {
    for (const file of [
      'pytest.py',
      'src/unittest/__init__.py',
      'vitest.js',
      'Mocha/a.js',
      'src/main/java/org/junit/Assert.java',
      'conftest.py',
    ])
      assert.equal(isProtected(file), true, file);
    for (const file of ['src/a.py', 'src/pytest_helper.py', 'package.json'])
      assert.equal(isProtected(file), false, file);
  });

  it('sees settings changed inside files that may be edited', () => {
    const changes = (file: string, before: string | null, after: string | null) =>
      changesRunnerSettings({ path: file, before, after });
    const json = (value: object) => JSON.stringify(value);
    assert.equal(
      changes('a/package.json', json({ scripts: { a: 'b' } }), json({ scripts: {} })),
      true,
    );
    assert.equal(changes('package.json', json({ version: '1' }), json({ version: '2' })), false);
    assert.equal(changes('package.json', null, json({ scripts: { a: 'b' } })), true);
    const toml = '[project]\nname = "a"\n\n[tool.pytest.ini_options]\naddopts = "-q"\n';
    assert.equal(changes('pyproject.toml', toml, toml.replace('-q', '-x')), true);
    assert.equal(changes('pyproject.toml', toml, toml.replace('"a"', '"b"')), false);
    assert.equal(changes('pyproject.toml', 'a = 1\n', 'tool.pytest.x = 1\na = 1\n'), true);
    const crate = '[package]\nname = "a"\nversion = "1"\n\n[dependencies]\nb = "1"\n';
    assert.equal(changes('Cargo.toml', crate, crate.replace('b =', 'c =')), false);
    assert.equal(changes('Cargo.toml', crate, `${crate}\n[lib]\ntest = false\n`), true);
    assert.equal(changes('Cargo.toml', crate, crate.replace('version', 'build')), true);
    assert.equal(changes('go.mod', 'module a\n', 'module a\nreplace b => c\n'), true);
    assert.equal(changes('src/a.ts', 'a', 'b'), false);
  });
});
