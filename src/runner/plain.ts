import { isRunnerConfiguration, isTestFile } from './protected.ts';
import { clip } from './report.ts';
import type { Runner } from './runner.ts';

/** Any other command: one pseudo-test, the command's text, which counts by the exit status alone. */
export const plainRunner: Runner = {
  name: 'plain',
  invocation: (command) => ({ argv: ['sh', '-c', command.text], env: {}, inputs: {} }),
  report({ exitCode, output, ms }, command) {
    const passed = exitCode === 0;
    const message = passed ? {} : { message: clip(output) };
    return {
      cases: [{ id: command.text, outcome: passed ? 'passed' : 'failed', ms, ...message }],
      complete: exitCode !== null,
      errors: [],
    };
  },
  canary: () => null,
  isTestFile,
  isConfiguration: isRunnerConfiguration,
  fileOf: () => null,
  list: (_file, command) => Promise.resolve([command.text]),
};
