import { createHash } from 'node:crypto';
import { lstat, open, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';

/** SHA-256 of a content in hexadecimal; null stands for a file that is not there. */
export function hashOf(content: Buffer | string | null): string | null {
  return content === null ? null : createHash('sha256').update(content).digest('hex');
}

/** A plain file as it is on disk. */
export interface FileOnDisk {
  readonly content: Buffer;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/** Reads a plain file; null where there is none, `other` where something else has its name. */
export async function readPlain(file: string): Promise<FileOnDisk | 'other' | null> {
  const found = await lstat(file).catch((thrown: unknown) => {
    if (isMissing(thrown)) return null;
    throw thrown;
  });
  if (!found) return null;
  if (!found.isFile()) return 'other';
  const { mode, uid, gid } = found;
  return { content: await readFile(file), mode: mode & 0o7777, uid, gid };
}

/** What is known of a file before it is replaced, for its successor to keep. */
export type Attributes = Pick<FileOnDisk, 'mode' | 'uid' | 'gid'>;

/** Writes a new file, down to the disk; fails where the name is taken. */
export async function writeNew(
  file: string,
  content: string,
  like: Attributes | null,
): Promise<void> {
  const handle = await open(file, 'wx');
  try {
    await handle.writeFile(content);
    if (like) {
      // Only root may give files away; others replace their own, where this changes nothing.
      await handle.chown(like.uid, like.gid).catch(() => undefined);
      await handle.chmod(like.mode);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Replaces or makes a file so that it is the old or the new one at any moment. */
export async function writeByRename(
  file: string,
  temp: string,
  content: string,
  like: Attributes | null,
): Promise<void> {
  await rm(temp, { force: true });
  await writeNew(temp, content, like);
  await rename(temp, file);
  await syncFolder(path.dirname(file));
}

/** Makes renames and deletions in a folder lasting. Windows has no such thing, and needs none. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

export function isMissing(thrown: unknown): boolean {
  const { code } = thrown as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR';
}
