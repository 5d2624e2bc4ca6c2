import { readFileSync } from 'node:fs';
import path from 'node:path';
import { cargoRunner } from './cargo.ts';
import { goTestRunner } from './go-test.ts';
import { jestRunner } from './jest.ts';
import { mavenRunner } from './maven.ts';
import { mochaRunner } from './mocha.ts';
import { nodeTestRunner } from './node-test.ts';
import { plainRunner } from './plain.ts';
import { pytestRunner } from './pytest.ts';
import type { Runner, RunnerName } from './runner.ts';
import { unittestRunner } from './unittest.ts';
import { vitestRunner } from './vitest.ts';

/** The texts of our reporters, which a run finds in its exchange folder. */
export interface Shims {
  readonly pytest: string;
  readonly unittest: string;
  readonly nodeTest: string;
  readonly vitest: string;
  readonly mocha: string;
  readonly jest: string;
  readonly cargo: string;
  readonly maven: string;
}

/** Reads the reporters' texts. `installRoot`: the folder that holds `media`. */
export function loadShims(installRoot: string): Shims {
  const read = (name: string) =>
    readFileSync(path.join(installRoot, 'media', 'runner', name), 'utf8');
  return {
    pytest: read('reckon_pytest.py'),
    unittest: read('reckon_unittest.py'),
    nodeTest: read('reckon-node-reporter.mjs'),
    vitest: read('reckon-vitest-reporter.mjs'),
    mocha: read('reckon-mocha-reporter.cjs'),
    jest: read('reckon-jest-reporter.cjs'),
    cargo: read('reckon-cargo.sh'),
    maven: read('reckon-maven.sh'),
  };
}

/** Tells files that some runner takes for tests or its configuration, before it is known which runs. */
export function isTestAnywhere(installRoot: string): (path: string) => boolean {
  const runners = Object.values(createRunners(loadShims(installRoot)));
  return (path) =>
    runners.some((runner) => runner.isTestFile(path) || runner.isConfiguration(path));
}

/** Every runner that a command may be. */
export function createRunners(shims: Shims): Record<RunnerName, Runner> {
  return {
    pytest: pytestRunner(shims.pytest),
    unittest: unittestRunner(shims.unittest),
    'node:test': nodeTestRunner(shims.nodeTest),
    vitest: vitestRunner(shims.vitest),
    mocha: mochaRunner(shims.mocha),
    jest: jestRunner(shims.jest),
    'go test': goTestRunner(),
    'cargo test': cargoRunner(shims.cargo),
    maven: mavenRunner(shims.maven),
    plain: plainRunner,
  };
}
