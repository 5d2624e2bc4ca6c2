import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { processStart } from '../../sandbox/locks.ts';
import { syncFolder, writeByRename } from './files.ts';

const hash = z.string().nullable();
const attributes = z.object({ mode: z.number(), uid: z.number(), gid: z.number() });

const schema = z.object({
  v: z.literal(1),
  /** Who applies. A pid is given out again; with its start time it names one process. */
  owner: z.object({ pid: z.number(), start: z.string(), host: z.string() }),
  /** Absolute. */
  workspace: z.string(),
  /** Folders that the apply makes, outer ones first, relative to the workspace. */
  folders: z.array(z.string()),
  files: z.array(
    z.object({
      path: z.string(),
      /** The name under which content is prepared beside the file, relative to the workspace. */
      temp: z.string(),
      /** The content to go back to; null where there was no file. */
      before: z.string().nullable(),
      like: attributes.nullable(),
      beforeHash: hash,
      afterHash: hash,
    }),
  ),
  /** The patch that undoes the apply, absolute; it appears when all files are changed. */
  undo: z.object({ file: z.string(), temp: z.string(), hash }),
});

/**
 * What an apply is about to do, on disk before it does it, with all that is needed to take it back.
 * It is gone when the apply is complete.
 */
export type Journal = z.infer<typeof schema>;
export type JournalFile = Journal['files'][number];

const folderOf = (storage: string) => path.join(storage, 'applies');

/** This process, as the owner of a journal. */
export function thisOwner(): Journal['owner'] {
  return { pid: process.pid, start: processStart(process.pid) ?? '', host: os.hostname() };
}

/** Writes a journal, down to the disk. Says where it is. */
export async function writeJournal(storage: string, journal: Journal): Promise<string> {
  const folder = folderOf(storage);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { pid, start } = journal.owner;
  const file = path.join(folder, `${pid}-${start}-${randomBytes(8).toString('hex')}.json`);
  await writeByRename(file, `${file}.tmp`, JSON.stringify(journal), null);
  return file;
}

/** Ends a journal: the apply is complete, or taken back. */
export async function removeJournal(file: string): Promise<void> {
  await rm(file, { force: true });
  await syncFolder(path.dirname(file));
}

/** Journals whose owners are gone: applies that were cut. */
export async function cutJournals(storage: string): Promise<{ file: string; journal: Journal }[]> {
  const folder = folderOf(storage);
  const names = await readdir(folder).catch(() => []);
  const cut: { file: string; journal: Journal }[] = [];
  for (const name of names.sort()) {
    const file = path.join(folder, name);
    if (!name.endsWith('.json')) {
      await removeUnfinished(file);
      continue;
    }
    const journal = await readJournal(file);
    if (journal && isGone(journal.owner)) cut.push({ file, journal });
  }
  return cut;
}

/**
 * A journal that was cut while it was written: nothing was done yet, so nothing is to be undone. Its
 * name says whose it is.
 */
async function removeUnfinished(file: string): Promise<void> {
  const [pid = '', start = ''] = path.basename(file).split('-');
  if (processStart(Number(pid)) !== start) await rm(file, { force: true });
}

/** Null where the file is gone meanwhile, or of a version that is not known. */
async function readJournal(file: string): Promise<Journal | null> {
  try {
    return schema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return null;
  }
}

function isGone(owner: Journal['owner']): boolean {
  // Processes of another host cannot be asked; that host recovers its own.
  return owner.host === os.hostname() && processStart(owner.pid) !== owner.start;
}
