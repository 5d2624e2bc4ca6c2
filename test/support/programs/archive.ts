import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';

/** The folder of public data sets that tests and measurements read; null where none is set. */
export function dataFolder(): string | null {
  return process.env['RECKON_DATA'] ?? null;
}

/** Unpacks a `.tar.gz` of the data folder into `target`. */
export async function unpack(archive: string, target: string): Promise<void> {
  const data = dataFolder();
  if (data === null) throw new Error('set RECKON_DATA to the folder of data sets');
  await mkdir(target, { recursive: true });
  await execa('tar', ['xzf', path.join(data, archive), '-C', target]);
}
