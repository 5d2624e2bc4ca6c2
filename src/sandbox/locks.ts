import { readFileSync, readlinkSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { removeTree } from './tree.ts';

/** Who owns a folder. A pid alone says little: it is given out again; its start time is not. */
const ownerSchema = z.object({
  pid: z.number().int(),
  start: z.string(),
  host: z.string(),
  /** Pids mean something only within their namespace (containers share storage). */
  pidNamespace: z.string(),
});
type Owner = z.infer<typeof ownerSchema>;

const lockName = 'lock';
const unfinished = '.new-';
/** Owners on another host or in another container cannot be asked: after this age they are dead. */
const foreignAgeMs = 48 * 3_600_000;
const unfinishedAgeMs = 3_600_000;

/**
 * When a process started, in clock ticks since boot; null where there is no such process (a zombie
 * is none), '' where the system does not tell.
 */
export function processStart(pid: number): string | null {
  if (process.platform === 'linux') {
    try {
      // The name in parentheses may hold anything: fields are counted from the last parenthesis.
      const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
      const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
      return fields[0] === 'Z' || fields[0] === 'X' ? null : (fields[19] ?? '');
    } catch {
      return null;
    }
  }
  try {
    process.kill(pid, 0);
    return '';
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'EPERM' ? '' : null;
  }
}

function pidNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}

/**
 * A new folder below `parent` that this process owns. It gets its name only when the lock is in it,
 * so that no sweep ever meets a folder of a living owner without a lock.
 */
export async function claimFolder(parent: string): Promise<string> {
  await mkdir(parent, { recursive: true, mode: 0o700 });
  const made = await mkdtemp(path.join(parent, unfinished));
  const owner: Owner = {
    pid: process.pid,
    start: processStart(process.pid) ?? '',
    host: os.hostname(),
    pidNamespace: pidNamespace(),
  };
  await writeFile(path.join(made, lockName), JSON.stringify(owner));
  const folder = path.join(parent, path.basename(made).slice(unfinished.length));
  await rename(made, folder);
  return folder;
}

/** Removes the folders below `parent` whose owner is gone; spares those of living owners. */
export async function sweepFolders(parent: string): Promise<void> {
  const names = await readdir(parent).catch(() => []);
  for (const name of names) {
    const folder = path.join(parent, name);
    if (await isAbandoned(folder, name)) await removeTree(folder);
  }
}

async function isAbandoned(folder: string, name: string): Promise<boolean> {
  const age = await stat(folder).then(
    (found) => Date.now() - found.mtimeMs,
    () => 0,
  );
  if (name.startsWith(unfinished)) return age > unfinishedAgeMs;
  const owner = await readOwner(path.join(folder, lockName));
  if (!owner) return age > unfinishedAgeMs;
  if (owner.host !== os.hostname() || owner.pidNamespace !== pidNamespace()) {
    return age > foreignAgeMs;
  }
  return processStart(owner.pid) !== owner.start;
}

async function readOwner(lock: string): Promise<Owner | null> {
  try {
    return ownerSchema.parse(JSON.parse(await readFile(lock, 'utf8')));
  } catch {
    return null;
  }
}
