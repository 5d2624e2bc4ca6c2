import { constants, lstatSync } from 'node:fs';
import {
  chmod,
  copyFile,
  cp,
  lstat,
  mkdir,
  readdir,
  readlink,
  rm,
  symlink,
  utimes,
} from 'node:fs/promises';
import path from 'node:path';

/** What a path of a tree holds, as far as copying goes. */
export interface Entry {
  readonly kind: 'file' | 'link';
  /** Permission bits. */
  readonly mode: number;
  /** Bytes. */
  readonly size: number;
  readonly mtimeMs: number;
}

/** The entry at a path; null where there is none, or none that can be copied (folder, socket). */
export async function entryAt(file: string): Promise<Entry | null> {
  const found = await lstat(file).catch(() => null);
  if (!found || !(found.isFile() || found.isSymbolicLink())) return null;
  const kind = found.isFile() ? 'file' : 'link';
  return { kind, mode: found.mode & 0o7777, size: found.size, mtimeMs: found.mtimeMs };
}

/**
 * Copies one entry, by reflink where the file system can. `keepTime`: build tools compare times, so
 * a first copy keeps them, and a file put back must not (it is newer than what was built meanwhile).
 */
export async function copyEntry(
  from: string,
  to: string,
  entry: Entry,
  keepTime: boolean,
): Promise<void> {
  if (entry.kind === 'link') {
    await symlink(await readlink(from), to);
    return;
  }
  await copyFile(from, to, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
  if (keepTime) await utimes(to, entry.mtimeMs / 1000, entry.mtimeMs / 1000);
}

/**
 * What a file looks like from outside. The change time cannot be set by a program, so equal stamps
 * mean an untouched file. Null where there is none.
 */
export function stampOf(file: string): string | null {
  const found = lstatSync(file, { bigint: true, throwIfNoEntry: false });
  return found ? `${found.size}:${found.ino}:${found.ctimeNs}:${found.mode}` : null;
}

/** Makes sure that folders exist, each once. */
export async function makeFolders(root: string, folders: Iterable<string>): Promise<void> {
  for (const folder of folders) await mkdir(path.join(root, folder), { recursive: true });
}

/** Copies a whole folder: times, modes and links as they are; sockets and pipes left out. */
export async function copyFolder(from: string, to: string): Promise<void> {
  await cp(from, to, {
    recursive: true,
    preserveTimestamps: true,
    verbatimSymlinks: true,
    mode: constants.COPYFILE_FICLONE,
    filter: async (source) => {
      const found = await lstat(source);
      return found.isDirectory() || found.isFile() || found.isSymbolicLink();
    },
  });
}

/** Removes whatever is at a path, also folders that a program has locked by their mode. */
export async function removeTree(target: string): Promise<void> {
  try {
    await rm(target, { recursive: true, force: true });
  } catch {
    await unlockFolders(target);
    await rm(target, { recursive: true, force: true });
  }
}

async function unlockFolders(folder: string): Promise<void> {
  const found = await lstat(folder).catch(() => null);
  if (!found?.isDirectory()) return;
  await chmod(folder, 0o700);
  for (const name of await readdir(folder)) await unlockFolders(path.join(folder, name));
}
