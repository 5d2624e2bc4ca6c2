import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Canary, RunnerName } from '../../runner/runner.ts';
import { randomName, type TestBench } from '../execution.ts';
import { behaviourFolder, recorderNames } from './watch.ts';

/** The texts of what records and replays calls inside of a test run. */
export interface HarnessTexts {
  readonly python: Texts;
  readonly script: Texts;
}

interface Texts {
  /** Defines how values are written down and read. */
  readonly values: string;
  readonly record: string;
  readonly replay: string;
}

/** Reads the harness. `installRoot`: the folder that holds `media`. */
export function loadHarness(installRoot: string): HarnessTexts {
  const read = (extension: string): Texts => {
    const text = (name: string) =>
      readFileSync(path.join(installRoot, 'media', 'behaviour', `${name}.${extension}`), 'utf8');
    return { values: text('values'), record: text('record'), replay: text('replay') };
  };
  return { python: read('py'), script: read('cjs') };
}

/** The recorders, as files of the exchange folder. */
export function recorderFiles({ python, script }: HarnessTexts): Record<string, string> {
  return {
    [recorderNames.python]: python.values + python.record,
    [recorderNames.script]: script.values + script.record,
  };
}

const replayName = 'reckon_replay.py';

/** A test of ours that replays calls, run by the workspace's own runner with all of its set-up. */
export interface ReplayTest {
  /** The file to write into the copy, and the id of its test. */
  readonly canary: Canary;
  /** For the exchange folder. */
  readonly inputs: Readonly<Record<string, string>>;
}

/**
 * The replaying test for a bench; null where its runner has no tests that a file of ours could be.
 * `sources`: what holds the functions, relative to the copy's root.
 */
export function replayTest(
  bench: TestBench,
  texts: HarnessTexts,
  testFiles: readonly string[],
  sources: readonly string[],
): ReplayTest | null {
  const random = randomName();
  const canary = bench.runner.canary(bench.command, testFiles, random);
  if (!canary) return null;
  const folder = path.posix.dirname(canary.path);
  const modules = sources.map((source) => {
    const relative = path.posix.relative(folder, source);
    return relative.startsWith('.') ? relative : `./${relative}`;
  });
  const text = textFor(bench.runner.name, texts, random, modules);
  if (text === null) return null;
  const inputs = { [replayName]: texts.python.values + texts.python.replay };
  return { canary: { ...canary, text }, inputs };
}

function textFor(
  runner: RunnerName,
  { script }: HarnessTexts,
  random: string,
  modules: readonly string[],
): string | null {
  const scripted = (head: string, load: string, test: string) =>
    [head, script.values, script.replay, loading(modules, load), test].join('\n');
  const title = `'${random} a'`;
  switch (runner) {
    case 'pytest':
      return `${pythonHead}\n\ndef test_${random}_a():\n    replay()\n`;
    case 'unittest':
      return `import unittest\n${pythonHead}\n\nclass Test${random}(unittest.TestCase):\n    def test_${random}_a(self):\n        replay()\n`;
    case 'vitest':
      return scripted(
        "// @ts-nocheck\nimport { test } from 'vitest';",
        'await import(MODULE)',
        `test(${title}, () => reckonReplay(load), ${noTimeout});`,
      );
    case 'jest':
      return scripted(
        "// @ts-nocheck\nconst { test } = globalThis.test ? globalThis : require('@jest/globals');",
        'require(MODULE)',
        `test(${title}, () => reckonReplay(load), ${noTimeout});`,
      );
    case 'mocha':
      return scripted(
        'const test = globalThis.it ?? globalThis.test;',
        'await import(MODULE).catch(() => require(MODULE))',
        `test(${title}, function () { this.timeout(0); return reckonReplay(load); });`,
      );
    case 'node:test':
      return scripted(
        "import { createRequire } from 'node:module';\nimport { test } from 'node:test';\nconst require = createRequire(import.meta.url);",
        'await import(MODULE).catch(() => require(MODULE))',
        `test(${title}, () => reckonReplay(load));`,
      );
    case 'go test':
    case 'cargo test':
    case 'maven':
    case 'plain':
      return null;
  }
}

/** Milliseconds: runners whose tests are bounded take this for never. */
const noTimeout = 2 ** 31 - 1;

/** Loads the sources, each named where a bundler sees it, and tells which could not be loaded. */
function loading(modules: readonly string[], load: string): string {
  const each = modules.map((name) => {
    const word = JSON.stringify(name);
    return `  try { ${load.replaceAll('MODULE', word)}; } catch (error) { missing.push({ name: ${word}, why: String(error).slice(0, 300) }); }`;
  });
  return [
    'async function load() {',
    '  const missing = [];',
    ...each,
    '  return missing;',
    '}',
  ].join('\n');
}

const pythonHead = `import os


def replay():
    path = os.path.join(os.environ["${behaviourFolder}"], "${replayName}")
    with open(path, encoding="utf-8") as file:
        code = compile(file.read(), path, "exec")
    exec(code, {"__name__": "reckon_replay", "__file__": path})
`;
