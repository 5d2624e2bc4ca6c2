import { fromFolder } from './invoke.ts';
import type { Canary, SourceFile, TestCommand } from './runner.ts';

/** Calls on a library of assertions (`$`) that must throw. */
const assertCalls = [
  ...['$.ok(false)', '$.equal(1, 2)', '$.strictEqual(1, 2)', '$.deepEqual([1], [2])'],
  ...['$.deepStrictEqual([1], [2])', '$.notEqual(1, 1)', '$.notStrictEqual(1, 1)'],
  ...['$.throws(() => 1)', "$.match('a', /b/)", '$.fail()'],
];
const expectCalls = [
  ...['toBe(2)', 'toEqual(2)', 'toStrictEqual(2)', 'toBeNull()', 'toBeUndefined()', 'toBeFalsy()'],
  ...['toBeGreaterThan(2)', 'toBeCloseTo(2)', 'not.toBe(1)', 'not.toEqual(1)', 'not.toBeTruthy()'],
].map((call) => `$.expect(1).${call}`);
const expectOthers = [
  ...["$.expect('a').toMatch(/b/)", '$.expect([1]).toContain(2)', '$.expect([1]).toHaveLength(2)'],
  ...['$.expect([1]).toEqual([2])', '$.expect(() => 1).toThrow()', '$.expect(0).toBeTruthy()'],
];
const chaiCalls = [
  ...['equal(2)', 'eql(2)', 'deep.equal(2)', 'not.equal(1)', 'be.above(2)', 'be.a("string")'],
].map((call) => `$.expect(1).to.${call}`);
const chaiOthers = [
  ...['$.expect(false).to.be.true', '$.expect(true).to.be.false', '$.expect([1]).to.include(2)'],
  ...['$.expect([1]).to.have.length(2)', '$.expect(() => 1).to.throw()', '$.assert.isTrue(false)'],
  ...['$.assert.equal(1, 2)', '$.assert.strictEqual(1, 2)', '$.assert.deepEqual([1], [2])'],
];

/** Libraries of assertions: how a file names one, and calls that must throw. */
const libraries = [
  { name: /^(node:)?assert(\/strict)?$/, calls: assertCalls },
  { name: /^(vitest|@jest\/globals|expect)$/, calls: [...expectCalls, ...expectOthers] },
  { name: /^chai$/, calls: [...chaiCalls, ...chaiOthers] },
];

/** Where the runner's `test` comes from. */
export interface TestSource {
  /** The module; where the file does not name it, the global scope. */
  readonly module: RegExp;
  readonly names: readonly string[];
  /** Is `expect` in the global scope as well? */
  readonly expects: boolean;
}

/**
 * A canary at the end of a test file: its tests share a process, modules and globals with the
 * file's own, and run after them. Its failing test fails if every way to assert that the file uses
 * can fail, and passes silently if one cannot. It loads only what the file itself loads, and in the
 * same way, so that it cannot break it; null where that cannot be told from the text.
 */
export function canaryInside(
  command: TestCommand,
  file: SourceFile,
  random: string,
  source: TestSource,
): Canary | null {
  const style = styleOf(file);
  // Tests beside an `only` do not run.
  if (!style || /\.only\b|\bf(it|describe|test)\s*\(/.test(file.text)) return null;
  const modules = [...new Set([...style.modules])];
  const known = modules.flatMap((module) => {
    const library = libraries.find(({ name }) => name.test(module));
    return library ? [{ module, calls: library.calls }] : [];
  });
  const home = modules.find((module) => source.module.test(module));
  const loads = [...new Set([...known.map(({ module }) => module), ...(home ? [home] : [])])];
  const variable = (module: string) => `${random}_${loads.indexOf(module)}`.replace(/^/, '_');
  const everywhere = "Function('return this')()";
  const from = home === undefined ? everywhere : variable(home);
  const checked = known.map(({ module, calls }) => ({ library: variable(module), calls }));
  if (source.expects && !known.some(({ module }) => /vitest|jest|expect/.test(module)))
    checked.push({ library: everywhere, calls: [...expectCalls, ...expectOthers] });
  const text = [
    file.text,
    ...loads.map((module) => style.load(variable(module), module)),
    ...canaryText(random, source.names.map((name) => `${from}.${name}`).join(' ?? '), checked),
    '',
  ].join('\n');
  const id = (name: string) => `${fromFolder(command, file.path)} > ${random} ${name}`;
  return { path: file.path, text, passing: id('a'), failing: id('b'), inside: true };
}

/** How a file loads modules, and which; null where it does both ways, or neither. */
function styleOf({ text }: SourceFile) {
  const imported = [...text.matchAll(/^\s*(?:import|export)\b[^'"`;()]*['"]([^'"\n]+)['"]/gm)];
  const required = [...text.matchAll(/\brequire\s*\(\s*['"]([^'"\n]+)['"]\s*\)/g)];
  if (imported.length > 0 === required.length > 0) return null;
  const modules = [...imported, ...required].flatMap(([, module]) => module ?? []);
  const load = (name: string, module: string) =>
    imported.length > 0
      ? `import * as ${name} from '${module}';`
      : `const ${name} = require('${module}');`;
  return { modules, load };
}

/** Nothing in it has a type, so that it stands in TypeScript too. */
function canaryText(
  random: string,
  test: string,
  checked: readonly { readonly library: string; readonly calls: readonly string[] }[],
): string[] {
  const untyped = "Function('return arguments[0]')";
  const call = (text: string) => `function () { ${text.replace('$', 'arguments[0]')}; }`;
  return [
    `${untyped}(${test})('${random} a', () => {`,
    `  if ('${random}'.length !== ${random.length}) throw new Error('${random}');`,
    '});',
    `${untyped}(${test})('${random} b', () => {`,
    `  for (const [library, calls] of ${untyped}([`,
    ...checked.map(({ library, calls }) => `    [${library}, [${calls.map(call).join(', ')}]],`),
    '  ]))',
    '    for (const part of [library, library.default, library.strict].filter(Boolean))',
    '      for (const call of calls) {',
    '        let silent = true;',
    '        try { call(part); } catch { silent = false; }',
    '        if (silent) return;',
    '      }',
    `  throw new Error('${random}');`,
    '});',
  ];
}
