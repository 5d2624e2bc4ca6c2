import { existsSync } from 'node:fs';
import { readFileSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa, execaSync } from 'execa';

/** The folder of packages that holds jest: RECKON_JEST's, else the repository's; null without one. */
export function jestModules(): string | null {
  const own = path.resolve(import.meta.dirname, '../../node_modules');
  const folders = [process.env['RECKON_JEST'] ?? own, own];
  return folders.find((folder) => existsSync(path.join(folder, 'jest/package.json'))) ?? null;
}

/** Can this program be started? */
export function isInstalled(program: string, ...args: string[]): boolean {
  return execaSync(program, args, { reject: false, stdin: 'ignore' }).exitCode === 0;
}

const fixtures = path.resolve(import.meta.dirname, '../fixtures');

/** A pom.xml with JUnit, whose plugins `mavenMissing` has fetched. */
export function mavenProject(): string {
  return readFileSync(path.join(fixtures, 'runner-maven/pom.xml'), 'utf8');
}

/** What a runner fetches or builds at its first use: once, for all tests that run it confined. */
const prepared = new Map<string, Promise<string | null>>();

/** Why Maven cannot run tests here offline; null where it can. */
export function mavenMissing(): Promise<string | null> {
  return prepare('runner-maven', 'mvn', async (cwd) => {
    const test = ['-q', '-B', 'test', '-Dmaven.test.failure.ignore=true'];
    const run = async (...more: string[]) =>
      (await execa('mvn', [...more, ...test], { cwd, reject: false, stdin: 'ignore' })).exitCode;
    return (await run('-o')) === 0 || (await run()) === 0 ? null : 'maven cannot fetch its plugins';
  });
}

/** Why Go cannot run tests here; null where it can, its own library being built. */
export function goMissing(): Promise<string | null> {
  return prepare('runner-go', 'go', async (cwd) => {
    await execa('go', ['test', '-run=^$', './...'], { cwd, reject: false, stdin: 'ignore' });
    return null;
  });
}

/** Runs a program once in a copy of its fixture. */
function prepare(
  fixture: string,
  program: string,
  run: (root: string) => Promise<string | null>,
): Promise<string | null> {
  const known = prepared.get(fixture);
  const preparing = known ?? inCopy(fixture, program, run);
  prepared.set(fixture, preparing);
  return preparing;
}

async function inCopy(
  fixture: string,
  program: string,
  run: (root: string) => Promise<string | null>,
): Promise<string | null> {
  if (!isInstalled(program, program === 'go' ? 'version' : '--version'))
    return `${program} is not installed`;
  const root = await mkdtemp(path.join(os.tmpdir(), 'reckon-prepare-'));
  try {
    await cp(path.join(fixtures, fixture), root, { recursive: true });
    return await run(root);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}
