import path from 'node:path';

/** Every folder above a relative path, outermost first, the path itself and '' left out. */
export function* ancestors(relative: string): Generator<string> {
  for (let at = relative.indexOf('/'); at >= 0; at = relative.indexOf('/', at + 1)) {
    yield relative.slice(0, at);
  }
}

/** The folders above all of these relative paths. */
export function foldersOf(paths: Iterable<string>): Set<string> {
  const folders = new Set<string>();
  for (const each of paths) for (const folder of ancestors(each)) folders.add(folder);
  return folders;
}

/** Is `inner` the folder `outer` or below it? Both absolute and normal. */
export function isWithin(inner: string, outer: string): boolean {
  return inner === outer || inner.startsWith(outer.endsWith('/') ? outer : `${outer}/`);
}

/** The outermost part of `relative` for which `matches` holds of the last name; null if none. */
export function outermost(relative: string, matches: (name: string) => boolean): string | null {
  for (const folder of [...ancestors(relative), relative]) {
    if (matches(path.posix.basename(folder))) return folder;
  }
  return null;
}

/**
 * A path relative to the workspace as one relative to the root; null where it would lead out of the
 * workspace.
 */
export function fromWorkspace(workspacePrefix: string, relative: string): string | null {
  const normal = path.posix.normalize(relative);
  const leadsOut = normal === '..' || normal.startsWith('../') || path.posix.isAbsolute(normal);
  if (leadsOut || normal === '.' || normal.endsWith('/') || relative.includes('\0')) return null;
  return path.posix.join(workspacePrefix, normal);
}
