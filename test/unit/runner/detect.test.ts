import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { FailureError } from '../../../src/base/failure.ts';
import { findCommand, type DetectOptions } from '../../../src/runner/detect.ts';

async function find(files: Record<string, string>, options: Partial<DetectOptions> = {}) {
  const { text, cwd, runner } = await findCommand({
    workspace: '/nowhere',
    prefix: '',
    paths: Object.keys(files),
    read: (file) => Promise.resolve(files[file]),
    test: null,
    ...options,
  });
  return { text, cwd, runner };
}

const packageWith = (json: object) => JSON.stringify(json);
const cases = 'import unittest\n\nclass A(unittest.TestCase):\n    def test_a(self): pass\n';
const functions = 'def test_a():\n    pass\n';

describe('findCommand', () => {
  it('takes the user’s own', async () => {
    const found = await find({}, { test: 'pytest', prefix: 'a', cwd: 'b' });
    assert.deepEqual(found, { text: 'pytest', cwd: 'a/b', runner: 'pytest' });
  });

  it('takes the test script, by the package’s own manager', async () => {
    const json = packageWith({ scripts: { test: 'vitest' } });
    assert.deepEqual(await find({ 'package.json': json }), {
      text: 'npm test',
      cwd: '',
      runner: 'vitest',
    });
    const locked = await find({ 'package.json': json, 'pnpm-lock.yaml': '' });
    assert.deepEqual(locked, { text: 'pnpm test', cwd: '', runner: 'vitest' });
    const inside = { 'package.json': '{}', 'packages/a/package.json': json };
    for (const [lock, text] of [
      ['yarn.lock', 'yarn test'],
      ['bun.lock', 'bun run test'],
      ['pnpm-workspace.yaml', 'pnpm test'],
      ['package-lock.json', 'npm test'],
    ] as const) {
      const found = await find({ ...inside, [lock]: '' }, { targetFile: 'packages/a/a.test.ts' });
      assert.deepEqual(found, { text, cwd: 'packages/a', runner: 'vitest' });
    }
  });

  it('passes over the script that npm writes', async () => {
    const scripts = { test: 'echo "Error: no test specified" && exit 1' };
    const files = { 'package.json': packageWith({ scripts }), 'a.test.js': "import 'node:test'" };
    assert.equal((await find(files)).text, 'node --test');
    const json = packageWith({ devDependencies: { vitest: '^3' } });
    assert.equal((await find({ 'package.json': json, 'a.test.ts': '' })).text, 'npx vitest run');
    const jest = packageWith({ devDependencies: { jest: '^30' } });
    assert.equal((await find({ 'package.json': jest, 'a.test.js': '' })).text, 'npx jest');
    const mocha = { 'package.json': packageWith({ scripts }), '.mocharc.yml': '' };
    assert.equal((await find(mocha)).text, 'npx mocha');
  });

  it('knows pytest by its configuration, an import, or bare functions', async () => {
    const configured = {
      'tests/test_a.py': cases,
      'pyproject.toml': '[tool.pytest.ini_options]\n',
    };
    assert.equal((await find(configured)).text, 'python3 -m pytest');
    assert.equal((await find({ 'test_a.py': functions })).text, 'python3 -m pytest');
    assert.equal(
      (await find({ 'test_a.py': `import pytest\n${cases}` })).text,
      'python3 -m pytest',
    );
    assert.equal((await find({ 'test_a.py': cases })).text, 'python3 -m unittest');
  });

  it('tells unittest where tests lie that it would not find', async () => {
    const start = await find({ 'tests/test_a.py': cases });
    assert.equal(start.text, 'python3 -m unittest discover -s tests');
    const inPackage = await find({ 'tests/__init__.py': '', 'tests/test_a.py': cases });
    assert.equal(inPackage.text, 'python3 -m unittest');
    const named = await find({ 'a_test.py': cases });
    assert.equal(named.text, "python3 -m unittest discover -p '*_test.py'");
  });

  it('prefers the package’s virtual environment', async () => {
    const workspace = mkdtempSync(path.join(os.tmpdir(), 'reckon-detect-'));
    try {
      mkdirSync(path.join(workspace, '.venv/bin'), { recursive: true });
      writeFileSync(path.join(workspace, '.venv/bin/python'), '');
      const files = { 'sub/a/test_a.py': cases, 'sub/test_b.py': cases };
      const found = await find(files, { workspace, prefix: 'sub' });
      assert.deepEqual(found, {
        text: '.venv/bin/python -m unittest',
        cwd: 'sub',
        runner: 'unittest',
      });
    } finally {
      rmSync(workspace, { recursive: true });
    }
  });

  it('takes the nearest package above the target, in the target’s language', async () => {
    const files = {
      'package.json': packageWith({ scripts: { test: 'make' } }),
      'packages/a/package.json': packageWith({ scripts: { test: 'vitest' } }),
      'packages/a/test/a.test.ts': '',
      'packages/b/package.json': packageWith({}),
      'packages/b/b.test.ts': '',
      'test_c.py': functions,
    };
    const of = (targetFile: string) => find(files, { targetFile });
    assert.equal((await of('packages/a/test/a.test.ts')).cwd, 'packages/a');
    assert.deepEqual(await of('packages/b/b.test.ts'), {
      text: 'npm test',
      cwd: '',
      runner: 'plain',
    });
    assert.equal((await of('test_c.py')).runner, 'pytest');
  });

  it('knows what a build file says', async () => {
    assert.equal((await find({ 'go.mod': '', 'a/a_test.go': '' })).text, 'go test ./...');
    assert.equal((await find({ 'Cargo.toml': '', 'src/lib.rs': '' })).text, 'cargo test');
    assert.equal((await find({ 'pom.xml': '' })).text, 'mvn test');
    assert.equal((await find({ 'pom.xml': '', mvnw: '' })).text, './mvnw test');
    const both = { 'package.json': packageWith({ scripts: { test: 'make' } }), 'go.mod': '' };
    const files = { ...both, 'a_test.go': '' };
    assert.equal((await find(files)).text, 'npm test');
    assert.equal((await find(files, { targetFile: 'a_test.go' })).text, 'go test ./...');
  });

  it('says what to set where there is nothing', async () => {
    const missing = (thrown: unknown) =>
      thrown instanceof FailureError && thrown.failure.code === 'no-test-command';
    await assert.rejects(find({ 'readme.md': '', 'package.json': 'broken' }), missing);
  });
});
