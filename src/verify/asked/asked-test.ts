import type { FileEdit } from '../../base/edit.ts';
import type { Syntax } from '../../base/syntax.ts';
import type { RunnerName } from '../../runner/runner.ts';
import type { Outcome } from '../behaviour/outcome.ts';
import type { Arguments } from '../behaviour/value.ts';
import { scriptTest } from './script-test.ts';
import { pytestTest, unittestTest } from './python-test.ts';

/** The call that a question is about, and the test file that its answer goes into. */
export interface AskedCall extends Arguments {
  readonly runner: RunnerName;
  /** The test file, relative to the workspace, and its text. */
  readonly testFile: string;
  readonly testText: string;
  /** The file of the function, relative to the workspace. */
  readonly source: string;
  /** Python: the module as the tests know it. */
  readonly module: string;
  /** The function as its module reaches it: `parse`, `Box.grow`, `exports.parse`. */
  readonly name: string;
  readonly isAsync: boolean;
}

/**
 * The test file with one more test: that the call gives this outcome. In the workspace's own
 * framework and the file's own style; null where neither can say it (a method of an instance, a
 * printed text, a value without a literal, a runner whose tests we do not write). Pure but for
 * parsing.
 */
export async function askedTest(
  call: AskedCall,
  expected: Outcome,
  syntax: Syntax,
): Promise<FileEdit | null> {
  const after = await textWithTest(call, expected, syntax);
  return after === null ? null : { path: call.testFile, before: call.testText, after };
}

async function textWithTest(
  call: AskedCall,
  expected: Outcome,
  syntax: Syntax,
): Promise<string | null> {
  if (expected.kind !== 'returned' && expected.kind !== 'raised') return null;
  if (expected.printed !== '') return null;
  switch (call.runner) {
    case 'pytest':
      return pytestTest(call, expected);
    case 'unittest':
      return await unittestTest(call, expected, syntax);
    case 'node:test':
    case 'vitest':
    case 'jest':
    case 'mocha':
      return scriptTest(call, expected);
    case 'go test':
    case 'cargo test':
    case 'maven':
    case 'plain':
      return null;
  }
}

/** An outcome that a test can demand. */
export type Demanded = Extract<Outcome, { kind: 'returned' | 'raised' }>;
