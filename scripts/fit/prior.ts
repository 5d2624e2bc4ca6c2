import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { AcceptPrior } from '../../src/complete/show.ts';
import { priorFile } from '../../src/complete/weights.ts';

const file = priorFile(path.resolve(import.meta.dirname, '../..'));

/** Replaces some parts of the built-in prior of acceptance; the others stay as they were fitted. */
export async function writePrior(parts: Partial<AcceptPrior>): Promise<void> {
  const old = JSON.parse(await readFile(file, 'utf8').catch(() => '{}')) as Partial<AcceptPrior>;
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify({ ...old, ...parts }, null, 1)}\n`);
}
