import { mkdir, readdir, readFile, readlink, realpath, stat, symlink } from 'node:fs/promises';
import path from 'node:path';
import type { Mount } from './bubblewrap.ts';
import { environmentMark, runnerCaches } from './names.ts';
import { isWithin } from './paths.ts';
import { removeTree } from './tree.ts';

/** How one folder of dependencies is seen by commands. */
export interface Dependency {
  /** The user's folder, links resolved. */
  readonly source: string;
  /** Where commands see it: at its own path. */
  readonly target: string;
  /** Relative to the root; the copy holds a mount point there, or a link like the user's. */
  readonly name: string;
  readonly isLink: boolean;
  /** Folders inside it that runners write to: these are the copy's own. */
  readonly caches: readonly string[];
  /** True where the user's folder already holds all of `caches`, so that one mount does. */
  readonly whole: boolean;
  /** Names in the user's folder, links left out. */
  readonly entries: readonly string[];
  /** Name -> text of the links in it. */
  readonly links: ReadonlyMap<string, string>;
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
  const links = new Map<string, string>();
  for (const each of listed) {
    if (each.isSymbolicLink()) links.set(each.name, await readlink(path.join(source, each.name)));
  }
  const names = listed.map((each) => each.name);
  const caches = [...new Set(names.flatMap((each) => runnerCaches[each] ?? []))];
  const isLink = source !== own;
  return {
    source,
    target: isLink ? source : own,
    name,
    isLink,
    caches,
    whole: caches.every((cache) => names.includes(cache)),
    entries: names.filter((each) => !links.has(each) && !caches.includes(each)),
    links,
    linked: await linkedPackages(root, source),
    interpreter: names.includes(environmentMark) ? await interpreterOf(source) : null,
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
    await makeLayer(dependency, layerOf(place.layers, index));
  }
}

async function makeLayer(dependency: Dependency, layer: string): Promise<void> {
  await mkdir(layer, { recursive: true });
  for (const cache of dependency.caches) await mkdir(path.join(layer, cache), { recursive: true });
  if (dependency.whole) return;
  // A mount would follow a link, and a package of the workspace would be the user's own.
  for (const [name, text] of dependency.links) await symlink(text, path.join(layer, name));
}

/** Takes out of a used copy's layers what runs have put there besides caches. */
export async function tidyLayers(
  dependencies: readonly Dependency[],
  layers: string,
): Promise<void> {
  for (const [index, dependency] of dependencies.entries()) {
    if (dependency.whole) continue;
    const layer = layerOf(layers, index);
    const kept = new Set([...dependency.entries, ...dependency.caches]);
    for (const name of await readdir(layer)) {
      if (!kept.has(name)) await removeTree(path.join(layer, name));
    }
    await makeLayer(dependency, layer);
  }
}

/**
 * The mounts that put dependencies into a copy, read-only but for the caches of runners. A cache
 * that the user's folder does not hold has no place to be mounted on: there the folder is the copy's
 * own, and each thing in it is mounted by itself (300 mounts cost about 200 ms a run).
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
      const own = { source: layer, target, writable: true };
      return [...linked, own, ...dependency.entries.map(readOnly)];
    }
    const own = caches.map((cache) => ({
      source: path.join(layer, cache),
      target: path.join(target, cache),
      writable: true,
    }));
    return [...linked, readOnly(''), ...own];
  });
}
