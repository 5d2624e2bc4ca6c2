import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { isBuildOutputName, isCacheName, isDependencyName } from './names.ts';
import { outermost } from './paths.ts';

/** What a copy holds of the ignored files. */
export interface Ignored {
  readonly files: readonly string[];
  /** What they were listed as: files, and folders with a final `/`. */
  readonly entries: readonly string[];
}

/**
 * The ignored files of a tree, as far as `maxBytes` reach: single files and folders first, build
 * output last, each whole or not at all. Dependencies and caches are left out.
 */
export async function collectIgnored(
  root: string,
  ignored: readonly string[],
  maxBytes: number,
): Promise<Ignored> {
  const files: string[] = [];
  const entries: string[] = [];
  let bytes = 0;
  const isOutput = (entry: string) =>
    outermost(entry.replace(/\/$/, ''), isBuildOutputName) !== null;
  const ordered = [...ignored].sort((a, b) => Number(isOutput(a)) - Number(isOutput(b)));
  for (const entry of ordered) {
    const found = await filesIn(root, entry, maxBytes - bytes);
    if (!found) continue;
    files.push(...found.files);
    entries.push(entry);
    bytes += found.bytes;
  }
  return { files, entries: entries.sort() };
}

/** Null where there is more than `maxBytes`. */
async function filesIn(
  root: string,
  entry: string,
  maxBytes: number,
): Promise<{ files: string[]; bytes: number } | null> {
  const files: string[] = [];
  let bytes = 0;
  const todo = [entry];
  for (let each = todo.pop(); each !== undefined; each = todo.pop()) {
    if (!each.endsWith('/')) {
      files.push(each);
      bytes += await stat(path.join(root, each)).then(
        (found) => found.size,
        () => 0,
      );
      if (bytes > maxBytes) return null;
      continue;
    }
    const listed = await readdir(path.join(root, each), { withFileTypes: true }).catch(() => []);
    for (const one of listed) {
      if (isDependencyName(one.name) || isCacheName(one.name) || one.name === '.git') continue;
      todo.push(`${each}${one.name}${one.isDirectory() ? '/' : ''}`);
    }
  }
  return { files, bytes };
}
