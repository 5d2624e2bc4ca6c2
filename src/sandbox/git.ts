import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Nothing here may write to the user's repository, start its hooks or its file system monitor, or
 * stop at an owner that is not us.
 */
const harmless = [
  ['core.fsmonitor', 'false'],
  ['core.hooksPath', '/dev/null'],
  ['core.untrackedCache', 'false'],
  ['commit.gpgSign', 'false'],
  ['safe.directory', '*'],
].flatMap(([key, value]) => ['-c', `${key}=${value}`]);

/** Where git works: a folder, and for a tree without a repository a `gitDir` that lies elsewhere. */
export interface GitPlace {
  readonly folder: string;
  readonly gitDir?: string;
}

/**
 * What a git command prints; null where git is missing or refuses. The caller's own GIT_ variables
 * (a hook has them) are not passed on: they would point at another repository.
 */
export async function git(
  place: GitPlace,
  args: readonly string[],
  signal: AbortSignal,
): Promise<string | null> {
  const env: NodeJS.ProcessEnv = { GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' };
  for (const [name, value] of Object.entries(process.env)) {
    if (!name.startsWith('GIT_') && value !== undefined) env[name] ??= value;
  }
  if (place.gitDir !== undefined) {
    Object.assign(env, { GIT_DIR: place.gitDir, GIT_WORK_TREE: place.folder });
  }
  try {
    const options = { cwd: place.folder, env, signal, maxBuffer: 2 ** 30 };
    return (await run('git', [...harmless, ...args], options)).stdout;
  } catch (thrown) {
    signal.throwIfAborted();
    if (thrown instanceof RangeError) throw thrown;
    return null;
  }
}

/** The paths of a `-z` listing. */
export function splitZ(listing: string): string[] {
  return listing.split('\0').filter((each) => each !== '');
}
