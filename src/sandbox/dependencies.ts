import { mkdir, readdir, readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Mount } from './bubblewrap.ts';
import { environmentMark, runnerCaches } from './names.ts';
import { isWithin } from './paths.ts';

/** How one folder of dependencies is seen by commands. */
export interface Dependency {
  /** The user's folder, links resolved. */
  readonly source: string;
  /** Where commands see it: at its own path. */
  readonly target: string;
  /** Relative to the root; the copy holds a mount point there, or the user's own link. */
  readonly name: string;
  readonly isLink: boolean;
  /** Folders inside it that runners write to: these are the copy's own. */
  readonly caches: readonly string[];
  /** True where the user's folder already holds all of `caches`, so that one mount does. */
  readonly whole: boolean;
  /** Names in the user's folder. */
  readonly entries: readonly string[];
  /** Real paths of what its links lead to outside the root (linked packages). */
  readonly linked: readonly string[];
  /** Where the interpreter of a virtual environment lies. */
  readonly interpreter: string | null;
}

/** Looks at the folders of dependencies. What is no folder after all is left out. */
export async function inspectDependencies(
  root: string,
  names: readonly string[],
): Promise<Dependency[]> {
  const found = await Promise.all(names.map((name) => inspect(root, name)));
  return found.filter((each) => each !== null);
}

async function inspect(root: string, name: string): Promise<Dependency | null> {
  const own = path.join(root, name);
  const source = await realpath(own).catch(() => null);
  if (source === null || !(await stat(source)).isDirectory()) return null;
  const listed = await readdir(source, { withFileTypes: true });
  const entries = listed.map((each) => each.name);
  const caches = [...new Set(entries.flatMap((entry) => runnerCaches[entry] ?? []))];
  const isLink = source !== own;
  return {
    source,
    target: isLink ? source : own,
    name,
    isLink,
    caches,
    whole: caches.every((cache) => entries.includes(cache)),
    entries,
    linked: await linkedPackages(root, source),
    interpreter: entries.includes(environmentMark) ? await interpreterOf(source) : null,
  };
}

/** Packages are linked at the top level or below a scope (`@scope/name`). */
async function linkedPackages(root: string, folder: string): Promise<string[]> {
  if (path.basename(folder) !== 'node_modules') return [];
  const found: string[] = [];
  const visit = async (parent: string, isScope: boolean) => {
    for (const entry of await readdir(parent, { withFileTypes: true })) {
      const full = path.join(parent, entry.name);
      if (entry.isSymbolicLink()) found.push(await realpath(full).catch(() => root));
      else if (!isScope && entry.name.startsWith('@')) await visit(full, true);
    }
  };
  await visit(folder, false);
  return found.filter((target) => !isWithin(target, root) && !isWithin(target, folder));
}

/** The folder of programs that a virtual environment was made from. */
async function interpreterOf(environment: string): Promise<string | null> {
  const text = await readFile(path.join(environment, environmentMark), 'utf8');
  return /^home\s*=\s*(.+?)\s*$/m.exec(text)?.[1] ?? null;
}

/** The copy's own folder for what is written into the dependency of this number. */
function layerOf(layers: string, index: number): string {
  return path.join(layers, `${index}`);
}

/** Makes mount points and layers in a new copy. */
export async function makeLayers(
  dependencies: readonly Dependency[],
  place: { readonly tree: string; readonly layers: string },
): Promise<void> {
  for (const [index, dependency] of dependencies.entries()) {
    if (!dependency.isLink)
      await mkdir(path.join(place.tree, dependency.name), { recursive: true });
    const layer = layerOf(place.layers, index);
    for (const cache of ['.', ...dependency.caches]) {
      await mkdir(path.join(layer, cache), { recursive: true });
    }
  }
}

/**
 * The mounts that put dependencies into a copy, read-only but for the caches of runners. A cache
 * that the user's folder does not hold has no place to be mounted on: there the folder is the copy's
 * own, and each thing in it is mounted by itself (300 mounts cost about 90 ms a run).
 */
export function dependencyMounts(dependencies: readonly Dependency[], layers: string): Mount[] {
  return dependencies.flatMap((dependency, index) => {
    const { source, target, caches } = dependency;
    const layer = layerOf(layers, index);
    const readOnly = (name: string): Mount => ({
      source: path.join(source, name),
      target: path.join(target, name),
      writable: false,
    });
    const linked = dependency.linked.map((each) => ({
      source: each,
      target: each,
      writable: false,
    }));
    if (!dependency.whole) {
      const rest = dependency.entries.filter((name) => !caches.includes(name));
      return [...linked, { source: layer, target, writable: true }, ...rest.map(readOnly)];
    }
    const own = caches.map((cache) => ({
      source: path.join(layer, cache),
      target: path.join(target, cache),
      writable: true,
    }));
    return [...linked, readOnly(''), ...own];
  });
}
