import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { mkdir, open, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { FailureError } from '../base/failure.ts';
import type { Exchange } from './executor.ts';
import { removeTree } from './tree.ts';

/** A report larger than this is no report: it is not read. */
const maxBytes = 64 * 2 ** 20;

/** An exchange folder on this machine. What a run leaves in it is not trusted. */
export class LocalExchange implements Exchange {
  readonly path: string;
  /** Where it lies outside the confinement. */
  readonly folder: string;

  constructor(folder: string, seenAs: string) {
    this.folder = folder;
    this.path = seenAs;
  }

  /** A new folder below `parent`; `seenAs` tells by its name how commands will see it. */
  static async create(parent: string, seenAs: (folder: string) => string): Promise<LocalExchange> {
    const folder = path.join(parent, randomBytes(12).toString('hex'));
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return new LocalExchange(folder, seenAs(folder));
  }

  async write(name: string, text: string): Promise<void> {
    const { O_WRONLY, O_CREAT, O_TRUNC, O_NOFOLLOW } = constants;
    await writeFile(this.#file(name), text, { flag: O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW });
  }

  /** No link is followed, no pipe waited for, nothing larger than 64 MB read. */
  async read(name: string): Promise<string | undefined> {
    const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
    const handle = await open(this.#file(name), flags).catch(() => null);
    if (!handle) return undefined;
    try {
      const found = await handle.stat();
      if (!found.isFile() || found.size > maxBytes) return undefined;
      return await handle.readFile('utf8');
    } finally {
      await handle.close();
    }
  }

  async list(): Promise<string[]> {
    const found = await readdir(this.folder, { withFileTypes: true }).catch(() => []);
    return found
      .filter((each) => each.isFile())
      .map((each) => each.name)
      .sort();
  }

  async dispose(): Promise<void> {
    await removeTree(this.folder);
  }

  #file(name: string): string {
    if (name === '' || name !== path.basename(name) || name === '..' || name === '.') {
      throw new FailureError(
        'bad-name',
        `${name} is not the name of a file in the exchange folder.`,
      );
    }
    return path.join(this.folder, name);
  }
}
