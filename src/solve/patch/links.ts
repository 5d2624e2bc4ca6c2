import { lstat } from 'node:fs/promises';
import path from 'node:path';

/**
 * Says of paths below a workspace whether they are symbolic links (or, on Windows, junctions). What
 * is not there is no link.
 */
export function linksBelow(workspace: string): (relative: string) => Promise<boolean> {
  return async (relative) => {
    const found = await lstat(path.join(workspace, relative)).catch(() => null);
    return found?.isSymbolicLink() ?? false;
  };
}

/** The outermost link on the way to a path, the path itself included; null where there is none. */
export async function linkOnTheWay(
  relative: string,
  isLink: (relative: string) => Promise<boolean>,
): Promise<string | null> {
  const parts = relative.split('/');
  for (let depth = 1; depth <= parts.length; depth++) {
    const upper = parts.slice(0, depth).join('/');
    if (await isLink(upper)) return upper;
  }
  return null;
}
