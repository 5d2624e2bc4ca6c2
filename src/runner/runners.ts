import { readFileSync } from 'node:fs';
import path from 'node:path';
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
  };
}

/** Every runner that a command may be. */
export function createRunners(shims: Shims): Record<RunnerName, Runner> {
  return {
    pytest: pytestRunner(shims.pytest),
    unittest: unittestRunner(shims.unittest),
    'node:test': nodeTestRunner(shims.nodeTest),
    vitest: vitestRunner(shims.vitest),
    plain: plainRunner,
  };
}
