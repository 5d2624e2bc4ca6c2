import path from 'node:path';
import { environmentMark, isBuildOutputName, isCacheName, isDependencyName } from './names.ts';
import { ancestors, foldersOf, outermost } from './paths.ts';

/** What git says about a tree, nested repositories and submodules included. */
export interface GitListing {
  readonly tracked: string[];
  readonly untracked: string[];
  /** Folders end with `/`. */
  readonly ignored: string[];
}

/** The parts of a tree. Paths are relative to its root, with `/`. */
export interface Sorted {
  /** Files and links that a copy holds. */
  readonly files: ReadonlySet<string>;
  /** Folders (or links to such) that hold dependencies; none lies in another. */
  readonly dependencies: readonly string[];
  /** What is ignored besides: files, and folders with a final `/`. Caches are left out. */
  readonly ignored: readonly string[];
}

/**
 * Sorts what git listed into files, dependencies and the rest. A folder that holds tracked files is
 * source whatever its name. `included`: files that the user asked for. `plain`: the tree has no
 * repository of its own, so that build output must be told by name.
 */
export function sortOut(
  said: GitListing,
  included: readonly string[],
  options: { readonly plain: boolean; readonly isEnvironment: (folder: string) => boolean },
): Sorted {
  const sources = foldersOf(said.tracked);
  const isSource = (folder: string) => sources.has(folder);
  const dependencies = new Set(environmentsAmong(said.untracked).filter((each) => !isSource(each)));
  const ignored = new Set<string>();
  for (const entry of said.ignored) {
    const bare = entry.replace(/\/$/, '');
    const isFolder = bare !== entry;
    const name = path.posix.basename(bare);
    if (isDependencyName(name) || (isFolder && options.isEnvironment(bare))) dependencies.add(bare);
    else if (outermost(bare, isCacheName) === null) ignored.add(entry);
  }
  const files = new Set(said.tracked);
  for (const file of said.untracked) {
    const dependency = outermost(file, isDependencyName);
    const built = outermost(file, options.plain ? isBuildOutputName : isCacheName);
    if (dependency !== null && !isSource(dependency)) dependencies.add(dependency);
    else if (built === null || isSource(built)) files.add(file);
    else if (!isCacheName(path.posix.basename(built))) ignored.add(`${built}/`);
  }
  for (const file of included) files.add(file);
  const inDependency = (file: string) =>
    dependencies.has(file) || [...ancestors(file)].some((folder) => dependencies.has(folder));
  const isInner = (folder: string) => [...ancestors(folder)].some((each) => dependencies.has(each));
  return {
    files: new Set([...files].filter((file) => !inDependency(file))),
    dependencies: [...dependencies].filter((folder) => !isInner(folder)).sort(),
    ignored: [...ignored],
  };
}

function environmentsAmong(files: readonly string[]): string[] {
  return files
    .filter((file) => path.posix.basename(file) === environmentMark)
    .map((file) => path.posix.dirname(file))
    .filter((folder) => folder !== '.');
}
