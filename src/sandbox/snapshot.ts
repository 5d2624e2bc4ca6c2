import { createHash } from 'node:crypto';
import {
  lstat,
  mkdir,
  readdir,
  readFile,
  readlink,
  realpath,
  symlink,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import { FailureError } from '../base/failure.ts';
import { git } from './git.ts';
import type { Listing } from './listing.ts';
import { forEachParallel } from './parallel.ts';
import { ancestors, foldersOf, fromWorkspace, isWithin } from './paths.ts';
import { copyEntry, entryAt, makeFolders, removeTree, type Entry } from './tree.ts';

/** The workspace as it was when the sandbox was opened. Paths are relative to `root`, with `/`. */
export interface Snapshot {
  /** Absolute path of the user's root: the git top level above the workspace, or the workspace. */
  readonly root: string;
  /** The workspace relative to the root; '' where they are the same. */
  readonly workspacePrefix: string;
  /** Files and links, sorted. */
  files(): readonly string[];
  /** The text of a file; undefined where the snapshot has none, or a link. */
  read(file: string): Promise<string | undefined>;
  /** SHA-256 of a file's bytes, in hex; undefined as with `read`. */
  digest(file: string): Promise<string | undefined>;
}

/** The snapshot on disk, in a folder of its own, from which copies are made and reset. */
export class PristineTree implements Snapshot {
  readonly root: string;
  readonly workspacePrefix: string;
  /** Where the pristine files lie. */
  readonly folder: string;
  /** Everything that a copy holds: the user's files, and a small repository where tests need one. */
  readonly entries = new Map<string, Entry>();
  readonly #digests = new Map<string, string>();
  #folders: ReadonlySet<string> | undefined;

  constructor(place: { root: string; workspacePrefix: string; folder: string }) {
    this.root = place.root;
    this.workspacePrefix = place.workspacePrefix;
    this.folder = place.folder;
  }

  files(): readonly string[] {
    return [...this.entries.keys()].filter((file) => !file.startsWith('.git/')).sort();
  }

  /** The folders above all entries; asked for once the snapshot is complete. */
  folders(): ReadonlySet<string> {
    this.#folders ??= foldersOf(this.entries.keys());
    return this.#folders;
  }

  async read(file: string): Promise<string | undefined> {
    return (await this.#bytes(file))?.toString('utf8');
  }

  async digest(file: string): Promise<string | undefined> {
    const known = this.#digests.get(file);
    if (known !== undefined) return known;
    const bytes = await this.#bytes(file);
    if (!bytes) return undefined;
    const digest = createHash('sha256').update(bytes).digest('hex');
    this.#digests.set(file, digest);
    return digest;
  }

  async #bytes(file: string): Promise<Buffer | undefined> {
    if (this.entries.get(file)?.kind !== 'file') return undefined;
    return await readFile(path.join(this.folder, file));
  }
}

/** Takes the snapshot into `folder`, which must not exist. */
export async function takeSnapshot(
  listing: Listing,
  overlays: ReadonlyMap<string, string | null>,
  folder: string,
  signal: AbortSignal,
): Promise<PristineTree> {
  const tree = new PristineTree({ ...listing, folder });
  await mkdir(folder);
  const files = await withoutLinkedFolders(listing);
  await makeFolders(folder, foldersOf(files));
  await forEachParallel(files, async (file) => {
    signal.throwIfAborted();
    const from = path.join(listing.root, file);
    const entry = await entryAt(from);
    // Listed and not there: deleted, and git was not told.
    if (!entry) return;
    await copyEntry(from, path.join(folder, file), entry, true);
    tree.entries.set(file, entry);
  });
  for (const dependency of listing.dependencies) await linkDependency(tree, dependency);
  for (const [file, text] of overlays) await overlay(tree, file, text);
  if (listing.hasGit && (await testsCallGit(listing.root, signal)))
    await addRepository(tree, signal);
  return tree;
}

/** Leaves out what lies behind a link: a link is kept as a link. */
async function withoutLinkedFolders(listing: Listing): Promise<string[]> {
  const linked = new Set<string>();
  await forEachParallel(foldersOf(listing.files), async (folder) => {
    const found = await lstat(path.join(listing.root, folder)).catch(() => null);
    if (!found?.isDirectory()) linked.add(folder);
  });
  if (linked.size === 0) return [...listing.files];
  return [...listing.files].filter((file) => ![...ancestors(file)].some((up) => linked.has(up)));
}

/** Dependencies that are a link stay one; where it leads out of the root, by an absolute path. */
async function linkDependency(tree: PristineTree, dependency: string): Promise<void> {
  const from = path.join(tree.root, dependency);
  const entry = await entryAt(from);
  if (entry?.kind !== 'link') return;
  const target = await realpath(from).catch(() => tree.root);
  const text = isWithin(target, tree.root) ? await readlink(from) : target;
  await makeFolders(tree.folder, foldersOf([dependency]));
  await symlink(text, path.join(tree.folder, dependency));
  tree.entries.set(dependency, entry);
}

/** Another text in place of the file's, such as an editor's unsaved one; null: no such file. */
async function overlay(tree: PristineTree, file: string, text: string | null): Promise<void> {
  const relative = fromWorkspace(tree.workspacePrefix, file);
  if (relative === null) {
    throw new FailureError('outside-workspace', `${file} is not a file of the workspace.`);
  }
  const target = path.join(tree.folder, relative);
  const mode = tree.entries.get(relative)?.mode ?? 0o644;
  await removeTree(target);
  tree.entries.delete(relative);
  if (text === null) return;
  await makeFolders(tree.folder, foldersOf([relative]));
  await writeFile(target, text, { mode });
  const entry = await entryAt(target);
  if (entry) tree.entries.set(relative, entry);
}

/** Do tests mention git as a word? Then they may call it, and the copy must be a repository. */
async function testsCallGit(root: string, signal: AbortSignal): Promise<boolean> {
  const args = ['grep', '-qIw', 'git', '--', '*test*', '*spec*'];
  return (await git({ folder: root }, args, signal)) !== null;
}

/** A repository of one commit, packed, without hooks: part of the pristine files from here on. */
async function addRepository(tree: PristineTree, signal: AbortSignal): Promise<void> {
  const identity = ['-c', 'user.name=snapshot', '-c', 'user.email=snapshot@localhost'];
  const steps = [
    ['init', '-q', '--template=', '-b', 'main'],
    ['add', '-A', '-f'],
    [...identity, 'commit', '-q', '--allow-empty', '-m', 'Snapshot'],
    ['repack', '-adq'],
  ];
  for (const step of steps) {
    if ((await git({ folder: tree.folder }, step, signal)) === null) {
      await removeTree(path.join(tree.folder, '.git'));
      return;
    }
  }
  const found = await readdir(path.join(tree.folder, '.git'), {
    recursive: true,
    withFileTypes: true,
  });
  for (const each of found) {
    if (!each.isFile()) continue;
    const file = path.relative(tree.folder, path.join(each.parentPath, each.name));
    const entry = await entryAt(path.join(tree.folder, file));
    if (entry) tree.entries.set(file, entry);
  }
}
