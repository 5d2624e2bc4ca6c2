import type { FileEdit, Patch } from '../../base/edit.ts';
import { plainText, restyle } from './text.ts';

/** The task's files while an answer is read: each piece works on what those before it left. */
export class Draft {
  readonly #files: ReadonlyMap<string, string>;
  readonly #changed = new Map<string, string | null>();

  constructor(files: ReadonlyMap<string, string>) {
    this.#files = files;
  }

  /** The plain text of a file as it stands now; null where there is none. */
  read(path: string): string | null {
    const changed = this.#changed.get(path);
    if (changed !== undefined) return changed;
    const text = this.#files.get(path);
    return text === undefined ? null : plainText(text);
  }

  /** Sets the content of a file (line ends do not matter); null deletes it. */
  write(path: string, plain: string | null): void {
    this.#changed.set(path, plain);
  }

  /**
   * What changed, in the files' own clothes, sorted by path; edits that change nothing left out.
   */
  patch(): Patch {
    const edits: FileEdit[] = [];
    for (const [path, plain] of this.#changed) {
      const before = this.#files.get(path) ?? null;
      const after = plain === null ? null : restyle(plain, before);
      if (after !== before) edits.push({ path, before, after });
    }
    return edits.sort((one, other) => (one.path < other.path ? -1 : 1));
  }
}
