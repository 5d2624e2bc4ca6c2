import { chmodSync, readdirSync, type Dirent } from 'node:fs';
import { lstat, mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { isBuildOutputName } from './names.ts';
import { forEachParallel } from './parallel.ts';
import { ancestors, foldersOf } from './paths.ts';
import type { PristineTree } from './snapshot.ts';
import { copyEntry, entryAt, makeFolders, removeTree, stampOf } from './tree.ts';

/** What a look at the tree found. */
interface Survey {
  /** Files that are as they were left. */
  readonly untouched: Set<string>;
  /** What belongs to nobody: files, and folders whole. */
  readonly unknown: string[];
  /** Folders that must be there and are not. */
  readonly missing: Set<string>;
  /** Folders of build output, outermost only. */
  readonly output: string[];
}

/** So many files are looked at before others get their turn: about two milliseconds' worth. */
const batch = 256;
/** The slowest clock by which Linux stamps changes: a hundred ticks a second. */
const tickMs = 10;

/**
 * The files of one copy: pristine but for edits. It knows how it left each file, so that a reset
 * touches only what a run has touched. Paths are relative to the root.
 */
export class WorkingTree {
  readonly folder: string;
  readonly #pristine: PristineTree;
  /** Folders of dependencies: something else is mounted there. */
  readonly #mounted: ReadonlySet<string>;
  /** Files that are neither pristine nor edits and stay as they are. */
  readonly #extra = new Set<string>();
  readonly #stamps = new Map<string, string>();
  #lastWrite = 0;
  /** Edited files: the text, or null where the edit deletes. */
  readonly #edits = new Map<string, string | null>();

  private constructor(pristine: PristineTree, dependencies: readonly string[], folder: string) {
    this.#pristine = pristine;
    this.#mounted = new Set(dependencies.filter((each) => !pristine.entries.has(each)));
    this.folder = folder;
  }

  /** A new tree in `folder`, which must not exist. Files keep their times. */
  static async create(
    pristine: PristineTree,
    dependencies: readonly string[],
    folder: string,
  ): Promise<WorkingTree> {
    const tree = new WorkingTree(pristine, dependencies, folder);
    await mkdir(folder, { recursive: true });
    await makeFolders(folder, foldersOf(pristine.entries.keys()));
    await forEachParallel(pristine.entries, async ([file, entry]) => {
      await copyEntry(path.join(pristine.folder, file), tree.#at(file), entry, true);
      tree.#stamp(file);
    });
    return tree;
  }

  /** Adds files from another tree, which from then on belong here and are never reset. */
  async addExtra(from: string, files: readonly string[]): Promise<void> {
    await makeFolders(this.folder, foldersOf(files));
    await forEachParallel(files, async (file) => {
      const entry = await entryAt(path.join(from, file));
      if (!entry || this.#pristine.entries.has(file)) return;
      await copyEntry(path.join(from, file), this.#at(file), entry, true);
      this.#extra.add(file);
    });
  }

  /**
   * Waits until the clock of the file system has moved on since the last write: within one of its
   * ticks a change would leave the stamp as it was.
   */
  async settle(): Promise<void> {
    const left = this.#lastWrite + tickMs - performance.now();
    if (left > 0) await setTimeout(left);
  }

  /** Puts a file's edited text in place; null deletes it. Parents must be real folders. */
  async edit(file: string, text: string | null): Promise<void> {
    this.#edits.set(file, text);
    await this.#put(file);
  }

  /** From the next restore on all files are pristine; those that the edits made are gone at once. */
  async forgetEdits(): Promise<void> {
    for (const file of this.#edits.keys()) {
      this.#stamps.delete(file);
      if (!this.#pristine.entries.has(file)) await removeTree(this.#at(file));
    }
    this.#edits.clear();
  }

  /** Puts back what differs from the pristine files and the edits; build output stays. */
  async restore(): Promise<void> {
    const { untouched, unknown, missing } = await this.#survey();
    for (const each of unknown) await removeTree(this.#at(each));
    for (const folder of missing) await mkdir(this.#at(folder), { recursive: true });
    for (const file of [...this.#pristine.entries.keys(), ...this.#edits.keys()]) {
      if (this.#isWanted(file) && !untouched.has(file)) await this.#put(file);
    }
  }

  /** The folders of build output that runs have left. */
  async buildOutput(): Promise<string[]> {
    return (await this.#survey()).output;
  }

  /** Is this path, or a folder above it, not what the pristine tree says: a link, a mount? */
  async leadsAway(file: string): Promise<boolean> {
    for (const each of [...ancestors(file), file]) {
      if (this.#mounted.has(each)) return true;
      const found = await lstat(this.#at(each)).catch(() => null);
      if (found?.isSymbolicLink()) return true;
    }
    return false;
  }

  #at(file: string): string {
    return path.join(this.folder, file);
  }

  #isWanted(file: string): boolean {
    const edit = this.#edits.get(file);
    return edit === undefined ? this.#pristine.entries.has(file) : edit !== null;
  }

  /** Folders that must be there: above all files and mount points. */
  #folders(): Set<string> {
    const more = foldersOf([...this.#edits.keys(), ...this.#extra, ...this.#mounted]);
    return new Set([...this.#pristine.folders(), ...more]);
  }

  /** Without promises for each file: it is on the way of every run, and they cost ten times more. */
  async #survey(): Promise<Survey> {
    const folders = this.#folders();
    const missing = new Set(folders);
    const survey: Survey = { untouched: new Set(), unknown: [], missing, output: [] };
    const todo = [''];
    let seen = 0;
    for (let folder = todo.pop(); folder !== undefined; folder = todo.pop()) {
      missing.delete(folder);
      for (const entry of listFolder(this.#at(folder))) {
        const each = folder === '' ? entry.name : `${folder}/${entry.name}`;
        if (this.#mounted.has(each) || this.#extra.has(each)) continue;
        if (!entry.isDirectory()) this.#look(each, survey);
        else if (folders.has(each)) todo.push(each);
        else (isBuildOutputName(entry.name) ? survey.output : survey.unknown).push(each);
        if (++seen % batch === 0) await setImmediate();
      }
    }
    return survey;
  }

  #look(file: string, survey: Survey): void {
    if (!this.#isWanted(file)) survey.unknown.push(file);
    else if (stampOf(this.#at(file)) === this.#stamps.get(file)) survey.untouched.add(file);
  }

  /** Writes a file as it must be. Its time is now: newer than what was built from another text. */
  async #put(file: string): Promise<void> {
    const target = this.#at(file);
    await removeTree(target);
    await this.#dropBytecode(file);
    const entry = this.#pristine.entries.get(file);
    const text = this.#edits.get(file);
    if (text === null) return;
    await mkdir(path.dirname(target), { recursive: true });
    if (text !== undefined) await writeFile(target, text, { mode: entry?.mode ?? 0o644 });
    else if (entry) await copyEntry(path.join(this.#pristine.folder, file), target, entry, false);
    this.#stamp(file);
  }

  #stamp(file: string): void {
    this.#stamps.set(file, stampOf(this.#at(file)) ?? '');
    this.#lastWrite = performance.now();
  }

  /**
   * Python compares whole seconds and sizes: two candidates of the same size within one second would
   * share their bytecode.
   */
  async #dropBytecode(file: string): Promise<void> {
    if (!file.endsWith('.py')) return;
    const cache = path.join(path.dirname(this.#at(file)), '__pycache__');
    // A run could have put a link there.
    if (!(await lstat(cache).catch(() => null))?.isDirectory()) return;
    const start = `${path.basename(file, '.py')}.`;
    for (const name of await readdir(cache)) {
      if (name.startsWith(start)) await removeTree(path.join(cache, name));
    }
  }
}

/** Lists a folder, also one that a run has closed by its mode. */
function listFolder(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    chmodSync(folder, 0o755);
    return readdirSync(folder, { withFileTypes: true });
  }
}
