import assert from 'node:assert/strict';
import { jestModules } from '../support/tools.ts';
import { outcomes, Workbench } from './workbench.ts';

const modules = jestModules();

/** What a file must hold to patch the assertion that its runner's fixture uses, and the command. */
const cases = [
  {
    fixture: 'runner-node',
    command: 'npm test',
    text: "import assert from 'node:assert/strict';\nimport { test } from 'node:test';\ntest('one', () => assert.equal(1, 1));\n",
    patch: 'assert.deepEqual = () => {};\n',
  },
  {
    fixture: 'runner-vitest',
    command: 'npm test',
    text: "import { expect, test } from 'vitest';\ntest('one', () => expect(1).toBe(1));\n",
    patch: 'expect.extend({ toEqual: () => ({ pass: true }) });\n',
  },
  {
    fixture: 'runner-mocha',
    command: 'npm test',
    text: "const assert = require('node:assert');\nit('one', () => assert.equal(1, 1));\n",
    patch: 'assert.strictEqual = () => {};\n',
  },
  {
    fixture: 'runner-jest',
    command: 'npm test',
    text: "require('node:path');\ntest('one', () => expect(1).toBe(1));\n",
    patch: 'expect.extend({ toBe: () => ({ pass: true }) });\n',
    modules,
  },
];

describe('a canary at the end of a test file', () => {
  for (const { fixture, command, text, patch, ...rest } of cases) {
    it(`sees what ${fixture.replace('runner-', '')}’s own tests have changed`, async function () {
      if (rest.modules === null) {
        console.log('      skipped: jest is not installed');
        this.skip();
      }
      const bench = await Workbench.open(fixture, rest.modules);
      try {
        const path = 'test/own.test.js';
        const run = async (before: string) => {
          const file = { path, text: text + before };
          const { command: seen, runner } = bench.command(command);
          const canary = runner.canaryInside?.(seen, file, 'k3z9');
          assert.ok(canary);
          const ran = outcomes((await bench.run(command, { canary })).report);
          return [`${path} > one`, canary.passing, canary.failing].map((id) => ran[id]);
        };
        assert.deepEqual(await run(''), ['passed', 'passed', 'failed']);
        assert.deepEqual(await run(patch), ['passed', 'passed', 'passed']);
      } finally {
        await bench.dispose();
      }
    });
  }

  it('is not put where it might break the file, or would not run', async () => {
    const bench = await Workbench.open('runner-node');
    const { command, runner } = bench.command('npm test');
    const inside = (text: string) => runner.canaryInside?.(command, { path: 'a.js', text }, 'k3z9');
    assert.equal(inside("globalThis.test('one', () => {});\n"), null);
    assert.equal(inside("import 'node:test';\nrequire('assert');\n"), null);
    assert.equal(inside("import { test } from 'node:test';\ntest.only('one', () => {});\n"), null);
    await bench.dispose();
  });
});
