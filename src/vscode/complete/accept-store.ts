import { appendFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type AcceptRow, acceptRowSchema } from '../../complete/accept-log.ts';

/** The most rows that are kept. */
const most = 20_000;

/** The user's own record of suggestions, on this machine: a line each, without code. */
export class AcceptStore {
  readonly #file: string;

  constructor(storage: string) {
    this.#file = path.join(storage, 'accepts.jsonl');
  }

  /** All rows, the oldest first; those that cannot be read are left out. */
  async read(): Promise<AcceptRow[]> {
    const text = await readFile(this.#file, 'utf8').catch(() => '');
    const lines = text.split('\n').filter((line) => line !== '');
    if (lines.length > most) await this.#keep(lines.slice(-most));
    return lines.slice(-most).flatMap((line) => rowOf(line) ?? []);
  }

  async add(row: AcceptRow): Promise<void> {
    await mkdir(path.dirname(this.#file), { recursive: true, mode: 0o700 });
    await appendFile(this.#file, `${JSON.stringify(row)}\n`, { mode: 0o600 });
  }

  /** Removes all rows. */
  async clear(): Promise<void> {
    await rm(this.#file, { force: true });
  }

  async #keep(lines: readonly string[]): Promise<void> {
    await writeFile(this.#file, `${lines.join('\n')}\n`, { mode: 0o600 });
  }
}

function rowOf(line: string): AcceptRow | undefined {
  try {
    return acceptRowSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
