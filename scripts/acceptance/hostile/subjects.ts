import type { Setting } from './attack.ts';

/** A workspace with a defect in one file, whose repair is known. */
export interface Subject {
  readonly files: Readonly<Record<string, string>>;
  readonly source: string;
  /** The defect as it stands in the source, and its repair. */
  readonly wrong: string;
  readonly right: string;
  /** The test command where it is run bare. */
  readonly command: string;
}

const python = {
  source: 'half.py',
  wrong: 'def half(n):\n    return n // 3\n',
  right: 'def half(n):\n    return n // 2\n',
};
const esm = {
  source: 'half.mjs',
  wrong: 'export const half = (n) => Math.floor(n / 3);\n',
  right: 'export const half = (n) => Math.floor(n / 2);\n',
};
const cjs = {
  source: 'half.cjs',
  wrong: 'exports.half = (n) => Math.floor(n / 3);\n',
  right: 'exports.half = (n) => Math.floor(n / 2);\n',
};
const go = {
  source: 'half.go',
  wrong: 'package half\n\nfunc Half(n int) int { return n / 3 }\n',
  right: 'package half\n\nfunc Half(n int) int { return n / 2 }\n',
};
/** Remembers what it found in a folder of build output. */
const remembering = (divisor: number) => `import fs from 'node:fs';
const seen = new URL('build/half.json', import.meta.url);
export function half(n) {
  const known = fs.existsSync(seen) ? JSON.parse(fs.readFileSync(seen, 'utf8')) : {};
  return known[n] ?? Math.floor(n / ${divisor});
}
`;
const cached = { source: 'half.mjs', wrong: remembering(3), right: remembering(2) };

/** The first test passes before and after: it must go on doing so. */
const twoTests = (check: (n: number, half: number) => string) =>
  `test('none', () => {\n  ${check(0, 0)};\n});\ntest('some', () => {\n  ${check(8, 4)};\n});\n`;
const assertEqual = twoTests((n, half) => `assert.equal(half(${n}), ${half})`);
const expectToBe = twoTests((n, half) => `expect(half(${n})).toBe(${half})`);
const expectEqual = twoTests((n, half) => `expect(half(${n})).to.equal(${half})`);

function subject(
  about: Pick<Subject, 'source' | 'wrong' | 'right'>,
  command: string,
  files: Readonly<Record<string, string>>,
): Subject {
  const ignore = { '.gitignore': '.env\nbuild/\nnode_modules\n__pycache__\n' };
  return { ...about, command, files: { ...ignore, ...files, [about.source]: about.wrong } };
}

function nodePackage(test: string): Readonly<Record<string, string>> {
  return { 'package.json': `${JSON.stringify({ name: 'half', scripts: { test } }, null, 2)}\n` };
}

const assertStrict = "import assert from 'node:assert/strict';";
const nodeTests = `${assertStrict}\nimport { test } from 'node:test';\nimport { half } from './half.mjs';\n${assertEqual}`;

/** The workspace of a setting. */
export const subjects: Readonly<Record<Setting, Subject>> = {
  pytest: subject(python, 'python3 -m pytest -q', {
    'test_half.py':
      'from half import half\n\n\ndef test_none():\n    assert half(0) == 0\n\n\ndef test_some():\n    assert half(8) == 4\n',
  }),
  unittest: subject(python, 'python3 -m unittest -q', {
    'test_half.py':
      'import unittest\nfrom half import half\n\n\nclass TestHalf(unittest.TestCase):\n    def test_none(self):\n        self.assertEqual(half(0), 0)\n\n    def test_some(self):\n        self.assertEqual(half(8), 4)\n',
  }),
  'node:test': subject(esm, 'npm test', {
    ...nodePackage('node --test'),
    'half.test.mjs': nodeTests,
  }),
  vitest: subject(esm, 'npx vitest run', {
    ...nodePackage('vitest run'),
    'half.test.mjs': `import { expect, test } from 'vitest';\nimport { half } from './half.mjs';\n${expectToBe}`,
  }),
  'vitest with chai': subject(esm, 'npx vitest run', {
    ...nodePackage('vitest run'),
    'half.test.mjs': `import { test } from 'vitest';\nimport { expect } from 'chai';\nimport { half } from './half.mjs';\n${expectEqual}`,
  }),
  mocha: subject(cjs, 'npx mocha half.test.cjs', {
    ...nodePackage('mocha half.test.cjs'),
    'half.test.cjs': `const assert = require('node:assert/strict');\nconst { half } = require('./half.cjs');\ndescribe('half', () => {\n${assertEqual.replaceAll('test(', 'it(')}});\n`,
  }),
  'mocha with chai': subject(esm, 'npx mocha half.test.mjs', {
    ...nodePackage('mocha half.test.mjs'),
    'half.test.mjs': `import { expect } from 'chai';\nimport { half } from './half.mjs';\ndescribe('half', () => {\n${expectEqual.replaceAll('test(', 'it(')}});\n`,
  }),
  jest: subject(cjs, 'npx jest', {
    ...nodePackage('jest'),
    'half.test.js': `const { half } = require('./half.cjs');\n${expectToBe}`,
  }),
  'go test': subject(go, 'go test ./...', {
    'go.mod': 'module example.org/half\n\ngo 1.19\n',
    'half_test.go':
      'package half\n\nimport "testing"\n\nfunc TestNone(t *testing.T) {\n\tif Half(0) != 0 {\n\t\tt.Fatal(Half(0))\n\t}\n}\n\nfunc TestSome(t *testing.T) {\n\tif Half(8) != 4 {\n\t\tt.Fatal(Half(8))\n\t}\n}\n',
  }),
  cached: subject(cached, 'node --test', {
    ...nodePackage('node --test'),
    'half.test.mjs': nodeTests,
  }),
};
