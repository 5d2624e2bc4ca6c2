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

const mavenFixture = path.resolve(import.meta.dirname, '../fixtures/runner-maven');

/** A pom.xml with JUnit, whose plugins `mavenMissing` has fetched. */
export function mavenProject(): string {
  return readFileSync(path.join(mavenFixture, 'pom.xml'), 'utf8');
}

/** Maven's plugins are fetched at their first use: once, for all tests that run it offline. */
let maven: Promise<string | null> | undefined;

/** Why Maven cannot run the fixture's tests here; null where it can. */
export function mavenMissing(): Promise<string | null> {
  return (maven ??= prepareMaven());
}

async function prepareMaven(): Promise<string | null> {
  if (!isInstalled('mvn', '--version')) return 'maven is not installed';
  const root = await mkdtemp(path.join(os.tmpdir(), 'reckon-maven-'));
  try {
    await cp(mavenFixture, root, { recursive: true });
    const test = ['-q', '-B', 'test', '-Dmaven.test.failure.ignore=true'];
    const run = (...more: string[]) =>
      execa('mvn', [...more, ...test], { cwd: root, reject: false, stdin: 'ignore' });
    if ((await run('-o')).exitCode === 0) return null;
    return (await run()).exitCode === 0 ? null : 'maven cannot fetch its plugins';
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}
