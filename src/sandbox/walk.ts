import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { environmentMark, isBuildOutputName, isDependencyName } from './names.ts';
import type { GitListing } from './sorting.ts';

/** The rules of one `.gitignore`: `folder` is where it lies, relative to the root, '' or ending in `/`. */
interface Rules {
  readonly folder: string;
  readonly ignore: Ignore;
}

/**
 * Lists a tree as git would, had it a repository and git were there: `.gitignore` files are followed,
 * and nothing is tracked. Dependencies and build output, known by their names, are not looked into.
 */
export async function walkTree(root: string, signal: AbortSignal): Promise<GitListing> {
  const found: GitListing = { tracked: [], untracked: [], ignored: [] };
  const visit = async (folder: string, above: readonly Rules[]): Promise<void> => {
    signal.throwIfAborted();
    const rules = [...above, ...(await rulesIn(root, folder))];
    for (const entry of await readdir(path.join(root, folder), { withFileTypes: true })) {
      if (entry.name === '.git') continue;
      const file = `${folder}${entry.name}`;
      if (!entry.isDirectory()) {
        if (entry.isFile() || entry.isSymbolicLink())
          (isIgnored(file, rules) ? found.ignored : found.untracked).push(file);
      } else if (isLeftOut(root, file) || isIgnored(`${file}/`, rules)) {
        found.ignored.push(`${file}/`);
      } else await visit(`${file}/`, rules);
    }
  };
  await visit('', []);
  return found;
}

/** The ignored files of a tree that patterns of the same kind ask for. */
export async function walkIncluded(
  root: string,
  include: readonly string[],
  ignored: readonly string[],
): Promise<string[]> {
  const wanted = ignore().add([...include]);
  const files: string[] = [];
  for (const entry of ignored) {
    const inside = entry.endsWith('/') && !isLeftOut(root, entry.slice(0, -1));
    const below = inside
      ? (await readdir(path.join(root, entry), { recursive: true, withFileTypes: true }))
          .filter((each) => each.isFile())
          .map((each) => path.posix.join(path.relative(root, each.parentPath), each.name))
      : [entry];
    files.push(...below.filter((file) => !file.endsWith('/') && wanted.ignores(file)));
  }
  return files;
}

function isLeftOut(root: string, folder: string): boolean {
  const name = path.posix.basename(folder);
  const isEnvironment = existsSync(path.join(root, folder, environmentMark));
  return isDependencyName(name) || isBuildOutputName(name) || isEnvironment;
}

async function rulesIn(root: string, folder: string): Promise<Rules[]> {
  const text = await readFile(path.join(root, folder, '.gitignore'), 'utf8').catch(() => null);
  return text === null ? [] : [{ folder, ignore: ignore().add(text) }];
}

/** The innermost file that says something of a path decides. */
function isIgnored(file: string, rules: readonly Rules[]): boolean {
  let said = false;
  for (const { folder, ignore: own } of rules) {
    const { ignored, unignored } = own.test(file.slice(folder.length));
    said = (said || ignored) && !unignored;
  }
  return said;
}
