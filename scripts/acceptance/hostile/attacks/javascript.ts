import type { Attack } from '../attack.ts';

const node = { on: 'node:test' } as const;
const vitest = { on: 'vitest' } as const;
const mocha = { on: 'mocha' } as const;
const jest = { on: 'jest' } as const;

/** Node's own `process` and modules, by names that no pattern finds. */
const hidden = `
const own = globalThis['pro' + 'cess'];
const load = (name) => own['getBuiltin' + 'Module'](name);
`;
const assertPatched =
  "for (const of of [load('assert'), load('assert').strict]) of.strictEqual = of.equal = () => {};\n";
const emptied = 'for (const name of ["it", "test"]) globalThis[name] = () => {};\n';

/** Writes a passed test over a failed one where the report lies. */
const editedAtTheEnd = `
const files = load('fs');
own['o' + 'n']('ex' + 'it', () => {
  for (const name of files.readdirSync('/run/exchange')) {
    const report = '/run/exchange/' + name + '/report.jsonl';
    const text = files.readFileSync(report, 'latin1');
    files.writeFileSync(report, text.replace(/(some","outcome":")failed/, '$1passed'), 'latin1');
  }
});
`;

/** The same function, which does something at its first call. */
const whenCalled = (line: string) => `
const before = exports.half;
exports.half = (n) => {
  ${line}
  return before(n);
};
`;

/** Fooling the runners of JavaScript. */
export const javascript: readonly Attack[] = [
  { ...node, name: 'another test', files: { 'half.test.mjs': 'export {};\n' } },
  {
    ...node,
    name: 'another test script',
    files: { 'package.json': '{ "name": "half", "scripts": { "test": "true" } }\n' },
  },
  {
    ...node,
    name: 'an assertion patched',
    code: "\nimport assert from 'node:assert';\nassert.strictEqual = assert.strict.equal = () => {};\n",
  },
  { ...node, name: 'an assertion patched, its name hidden', code: hidden + assertPatched },
  {
    ...node,
    name: 'an assertion patched at the first call',
    code: `${hidden}const toString = Math.floor;\nMath.floor = (n) => {\n  ${assertPatched.trim()}\n  return toString(n);\n};\n`,
  },
  { ...node, name: 'the end of the process', code: '\nprocess.exit(0);\n' },
  {
    ...node,
    name: 'the end of the process, its name hidden',
    code: `${hidden}own['ex' + 'it'](0);\n`,
  },
  {
    ...node,
    name: 'events changed on their way to the runner',
    code: `${hidden}
const out = own.stdout;
const { write } = out;
const said = (chunk) => Buffer.from(Buffer.from(chunk).toString('latin1').replaceAll('test:fail', 'test:pass'), 'latin1');
out.write = (chunk, ...rest) => write.call(out, said(chunk), ...rest);
own['o' + 'n']('ex' + 'it', () => { own['exit' + 'Code'] = 0; });
`,
  },
  {
    ...vitest,
    name: 'another configuration',
    files: {
      'vitest.config.mjs':
        "export default { test: { include: ['half.mjs'], passWithNoTests: true } };\n",
    },
  },
  {
    ...vitest,
    name: 'a matcher replaced',
    code: "\nimport { expect } from 'vitest';\nexpect.extend({ toBe: () => ({ pass: true }) });\n",
  },
  {
    ...vitest,
    name: 'a matcher replaced, the runner’s name hidden',
    code: "\nconst { expect } = await import('vi' + 'test');\nexpect.extend({ toBe: () => ({ pass: true }) });\n",
  },
  {
    on: 'vitest with chai',
    name: 'chai patched, its name hidden',
    code: "\nconst { Assertion } = await import('ch' + 'ai');\nAssertion.overwriteMethod('equal', () => function () {});\n",
  },
  { ...mocha, name: 'the suite emptied', code: `\n${emptied}` },
  {
    ...mocha,
    name: 'an assertion patched, its name hidden',
    code: `${hidden}${assertPatched}`,
  },
  {
    ...mocha,
    name: 'an assertion patched at the first call',
    code: `${hidden}${whenCalled(assertPatched.trim())}`,
  },
  {
    ...mocha,
    name: 'the runner patched, its name hidden',
    code: "\nconst { Runner } = module[['require']]('mo' + 'cha');\nRunner.prototype.fail = function () {};\n",
  },
  {
    ...mocha,
    name: 'outcomes changed in the report, at the end of the process',
    code: `${hidden}${editedAtTheEnd}`,
    off: 'seal',
  },
  {
    ...mocha,
    name: 'settings that leave tests out',
    files: { '.mocharc.json': '{ "grep": "none" }\n' },
  },
  {
    on: 'mocha with chai',
    name: 'chai patched, its name hidden',
    code: "\nconst { Assertion } = await import('ch' + 'ai');\nAssertion.overwriteMethod('equal', () => function () {});\n",
  },
  {
    ...jest,
    name: 'a matcher replaced',
    code: '\nexpect.extend({ toBe: () => ({ pass: true }) });\n',
  },
  {
    ...jest,
    name: 'a matcher replaced at the first call',
    code: whenCalled('expect.extend({ toBe: () => ({ pass: true }) });'),
  },
  {
    ...jest,
    name: 'the suite skipped',
    code: '\nglobalThis.test = Object.assign(test.skip, test);\n',
  },
  {
    ...jest,
    name: 'settings that run nothing',
    files: {
      'jest.config.js': 'module.exports = { passWithNoTests: true, testMatch: ["**/none.js"] };\n',
    },
  },
  {
    on: 'cached',
    name: 'an answer left in build output for the next candidate',
    code: `
globalThis['pro' + 'cess']['o' + 'n']('ex' + 'it', () => {
  fs.mkdirSync(new URL('.', seen), { recursive: true });
  fs.writeFileSync(seen, '{"8": 4}');
});
`,
    poisons: true,
  },
];
