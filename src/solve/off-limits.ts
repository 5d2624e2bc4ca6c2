import path from 'node:path';
import type { Syntax } from '../base/syntax.ts';
import type { TestBench } from '../verify/execution.ts';
import type { WorkspaceFiles } from './files.ts';

/** Files that hold what a patch is judged by, and files that no model may see. */
export interface OffLimits {
  /** Is this a test, its configuration, or a file of the test command? Relative to the workspace. */
  isTest(path: string): boolean;
  /** May this never enter a prompt? */
  isSecret(path: string): boolean;
}

/**
 * What a repair must leave alone. Beside what is named like a test: files in which the runner found
 * tests (`withTests`) that stand there as code, not as examples in documentation nor as items that
 * are compared one by one, and the files that the test command names, which would otherwise be judge in their own case.
 */
export async function offLimits(
  bench: TestBench,
  files: WorkspaceFiles,
  withTests: ReadonlySet<string>,
  syntax: Syntax,
): Promise<OffLimits> {
  const { runner, command, toRoot } = bench;
  const own = new Set(await commandFiles(bench, files));
  const read = (file: string) => files.read(bench.toWorkspace(file));
  for (const file of withTests) {
    const text = await files.read(file);
    if (text === null || runner.isTestFile(file) || runner.holdsTests?.(file)) continue;
    const listed = await runner.list({ path: toRoot(file), text }, command, syntax, read);
    if (listed.length > 0) own.add(file);
  }
  return {
    isTest: (file) => own.has(file) || runner.isTestFile(file) || runner.isConfiguration(file),
    isSecret,
  };
}

const makefiles = ['Makefile', 'makefile', 'GNUmakefile', 'justfile', 'Taskfile.yml'];

/** The workspace's files that the command names; of a plain one, also what its scripts name. */
async function commandFiles(bench: TestBench, files: WorkspaceFiles): Promise<string[]> {
  const { text, before, program, args, cwd, runner } = bench.command;
  const texts = [text, before, ...program, ...args];
  const at = (name: string) => bench.toWorkspace(path.posix.join(cwd, name));
  if (runner === 'plain') texts.push((await files.read(at('package.json'))) ?? '');
  const words = texts.flatMap((each) => each.split(/[\s"'`;|&()<>=,]+/)).filter(Boolean);
  const named = new Set([...words, ...(runner === 'plain' ? makefiles : [])].map(at));
  return files.paths.filter((file) => named.has(file));
}

const secretNames = [
  /^\.env\b/,
  /^\.(netrc|npmrc|pypirc|git-credentials)$/,
  /\.(pem|key|p12|pfx|jks|keystore)$/,
  /^id_(rsa|dsa|ecdsa|ed25519)\b/,
];

function isSecret(file: string): boolean {
  const name = path.posix.basename(file).toLowerCase();
  return secretNames.some((pattern) => pattern.test(name));
}
