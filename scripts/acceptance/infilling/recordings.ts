import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { z } from 'zod';
import { dataFolder } from '../../../test/support/programs/archive.ts';
import type { Session, SessionEvent } from './sessions.ts';

const entrySchema = z.object({
  kind: z.string(),
  id: z.number().optional(),
  time: z.number().optional(),
  relativePath: z.string().optional(),
  content: z.string().optional(),
  edit: z.array(z.tuple([z.number(), z.number(), z.string()])).optional(),
});
const recordingSchema = z.object({ log: z.array(entrySchema) });
type Entry = z.infer<typeof entrySchema>;

/** A longer silence is shortened to this: nobody learns anything from waiting. */
const longestGapMs = 2000;

/** Recorded editing, as it was, with silences cut. */
export async function readRecordings(): Promise<Session[]> {
  const data = dataFolder();
  if (data === null) throw new Error('set RECKON_DATA to the folder of data sets');
  const folder = path.join(data, 'editor_recordings', 'copilot_chat');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json.gz')).sort();
  return await Promise.all(
    names.map(async (name) => {
      const text = await promisify(gunzip)(await readFile(path.join(folder, name)));
      const { log } = recordingSchema.parse(JSON.parse(text.toString('utf8')));
      return sessionOf(name.replace(/\..*$/, ''), log);
    }),
  );
}

function sessionOf(name: string, log: readonly Entry[]): Session {
  const names = new Map<number, string>();
  const files = new Map<string, string>();
  const events: SessionEvent[] = [];
  let before: number | null = null;
  let atMs = 0;
  for (const { kind, id = -1, time = 0, relativePath, content, edit = [] } of log) {
    if (kind === 'documentEncountered' && relativePath !== undefined) {
      names.set(id, relativePath.replaceAll('\\', '/'));
    }
    const file = names.get(id);
    if (file === undefined) continue;
    if (kind === 'setContent' && content !== undefined) files.set(file, content);
    if (kind !== 'changed' || edit.length === 0 || !files.has(file)) continue;
    atMs += before === null ? 0 : Math.min(longestGapMs, time - before);
    before = time;
    // The last first: no change then moves another's place.
    for (const [start, end, insert] of edit.toReversed()) {
      events.push({ file, offset: start, insert, delete: end - start, atMs });
    }
  }
  return { name, files, beside: new Map(), events };
}
