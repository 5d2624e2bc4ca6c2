import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { z } from 'zod';
import type { Row } from './benchmark.ts';

const repository = path.resolve(import.meta.dirname, '../..');

const values = z.record(z.string(), z.unknown());
const recordSchema = z.object({
  name: z.string(),
  /** What was measured: the last commit outside `bench`, with a digest where the tree differs. */
  commit: z.string(),
  machine: z.object({
    cpu: z.string(),
    cores: z.number(),
    memoryGb: z.number(),
    /** Threads of the local engine. */
    threads: z.number(),
    system: z.string(),
    node: z.string(),
  }),
  seeds: z.record(z.string(), z.number()),
  summary: z.array(z.string()),
  rows: z.array(z.object({ id: z.string(), result: values, measured: values })),
});

/** A measurement as `bench/NAME.json` holds it. */
export type BenchRecord = z.infer<typeof recordSchema>;

const fileOf = (name: string) => path.join(repository, 'bench', `${name}.json`);

/** An empty record of a measurement that starts now. */
export async function newRecord(name: string, seeds: BenchRecord['seeds']): Promise<BenchRecord> {
  return { name, commit: await commitId(), machine: machine(), seeds, summary: [], rows: [] };
}

/** The record on disk; null where there is none. */
export async function readRecord(name: string): Promise<BenchRecord | null> {
  const text = await readFile(fileOf(name), 'utf8').catch(() => null);
  return text === null ? null : recordSchema.parse(JSON.parse(text));
}

/** Replaces the record on disk, whole: a measurement may be cut at any moment. */
export async function writeRecord(record: BenchRecord): Promise<void> {
  const file = fileOf(record.name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(`${file}.tmp`, `${JSON.stringify(record, null, 2)}\n`);
  await rename(`${file}.tmp`, file);
}

/** Rows of an earlier, cut run that stand: those of the same code with the same seeds. */
export function keptRows(earlier: BenchRecord | null, now: BenchRecord): readonly Row[] {
  const same =
    earlier?.commit === now.commit && JSON.stringify(earlier.seeds) === JSON.stringify(now.seeds);
  return same ? earlier.rows : [];
}

async function commitId(): Promise<string> {
  const git = async (...args: string[]) =>
    (await execa('git', [...args, '--', '.', ':!bench'], { cwd: repository })).stdout;
  const commit = await git('log', '-1', '--format=%H');
  const changes = await git('diff', 'HEAD');
  if (changes === '') return commit;
  return `${commit}+${createHash('sha256').update(changes).digest('hex').slice(0, 12)}`;
}

function machine(): BenchRecord['machine'] {
  const cores = os.availableParallelism();
  return {
    cpu: os.cpus()[0]?.model ?? 'unknown',
    cores,
    memoryGb: Math.round(os.totalmem() / 2 ** 30),
    threads: Math.max(1, cores - 1),
    system: `${os.platform()} ${os.release()} ${os.arch()}`,
    node: process.version,
  };
}
