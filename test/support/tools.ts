import { existsSync } from 'node:fs';
import path from 'node:path';
import { execaSync } from 'execa';

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
