import { mkdir, rename } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { neverAborted } from '../base/abort.ts';
import { FailureError } from '../base/failure.ts';
import { machineBounds, type Bounds } from './bounds.ts';
import { BubblewrapConfinement } from './confined.ts';
import type { Confinement, Surroundings } from './confinement.ts';
import { LocalCopy, type CopySetting } from './copy.ts';
import { sandboxEnvironment } from './environment.ts';
import type { AcquireOptions, Copy, Executor } from './executor.ts';
import { collectIgnored } from './ignored.ts';
import { listWorkspace } from './listing.ts';
import { claimFolder, sweepFolders } from './locks.ts';
import { probeConfinement } from './probe.ts';
import { SandboxExecConfinement } from './sandbox-exec.ts';
import { takeSnapshot, type PristineTree, type Snapshot } from './snapshot.ts';
import { removeTree } from './tree.ts';
import { Unconfined } from './unconfined.ts';

/** How to open the sandbox of this machine. */
export interface SandboxOptions {
  /** Absolute path of the workspace. */
  readonly workspace: string;
  /** Absolute path of the folder that holds all of our state. */
  readonly storage: string;
  /** Ignored files that copies need all the same: paths or globs, relative to the workspace. */
  readonly include: readonly string[];
  /** Texts that stand for those on disk, by path relative to the workspace; null: no such file. */
  readonly overlays?: ReadonlyMap<string, string | null>;
  readonly confinement: 'required' | 'allow-unconfined';
  readonly network: 'none' | 'host';
  /** The user's own variables for tests. */
  readonly env: Readonly<Record<string, string>>;
  /** Instead of the machine's, each where it is given. */
  readonly bounds?: Partial<Bounds>;
}

/** The sandbox of this machine, and the workspace as it was when it was opened. */
export type Sandbox = Executor & { readonly snapshot: Snapshot };

const maxIgnoredBytes = 500 * 2 ** 20;

/**
 * Takes a snapshot of the workspace and finds a confinement; sweeps what crashed runs have left.
 * Throws FailureError: `no-confinement`, `no-workspace`, `git-failed`,
 * `outside-workspace` (an overlay).
 */
export async function openSandbox(
  options: SandboxOptions,
  signal: AbortSignal = neverAborted,
): Promise<Sandbox> {
  const parent = path.join(options.storage, 'sandbox');
  await sweepFolders(parent);
  const folder = await claimFolder(parent);
  try {
    const problem = await probeConfinement(folder, signal);
    if (problem && options.confinement === 'required') {
      throw new FailureError(problem.code, problem.why);
    }
    const scratch = path.join(folder, 'listing.git');
    const listing = await listWorkspace({ ...options, scratch }, signal);
    const pristineFolder = path.join(folder, 'pristine');
    const overlays = options.overlays ?? new Map<string, string | null>();
    const pristine = await takeSnapshot(listing, overlays, pristineFolder, signal);
    const { dependencies, ignored } = listing;
    const around = surroundings(options, pristine, dependencies);
    const confinement = problem ? new Unconfined(around) : await confine(around);
    const bounds = { ...machineBounds(), ...options.bounds };
    return new LocalSandbox({ folder, pristine, dependencies, ignored, confinement, bounds });
  } catch (thrown) {
    await removeTree(folder);
    throw thrown;
  }
}

/** The confinement of this system, which was probed. */
async function confine(around: Surroundings): Promise<Confinement> {
  return process.platform === 'darwin'
    ? await SandboxExecConfinement.create(around)
    : await BubblewrapConfinement.create(around);
}

function surroundings(
  options: SandboxOptions,
  pristine: PristineTree,
  dependencies: readonly string[],
): Surroundings {
  const home = os.homedir();
  return {
    root: pristine.root,
    workspacePrefix: pristine.workspacePrefix,
    workspace: path.resolve(options.workspace),
    dependencies,
    storage: path.resolve(options.storage),
    home,
    env: sandboxEnvironment(process.env, home, options.env),
    network: options.network,
  };
}

/** What an open sandbox holds. */
interface Parts {
  /** Its own folder in storage. */
  readonly folder: string;
  readonly pristine: PristineTree;
  readonly dependencies: readonly string[];
  readonly ignored: readonly string[];
  readonly confinement: Confinement;
  readonly bounds: Bounds;
}

class LocalSandbox implements Sandbox {
  readonly confinement: string;
  readonly snapshot: Snapshot;
  readonly #parts: Parts;
  readonly #closing = new AbortController();
  readonly #setting: CopySetting;
  readonly #copies = new Set<LocalCopy>();
  /** Copies that wait for their next use; they are reset when they get it. */
  readonly #idle: LocalCopy[] = [];
  /** Copies of another kind than samples get: removed when released. */
  readonly #single = new Set<LocalCopy>();
  #made = 0;
  #buildOutput: string | undefined;
  #missingIgnored: readonly string[] = [];

  constructor(parts: Parts) {
    this.#parts = parts;
    this.confinement = parts.confinement.name;
    this.snapshot = parts.pristine;
    this.#setting = {
      ...parts,
      exchanges: path.join(parts.folder, 'exchange'),
      closing: this.#closing.signal,
      release: (copy, discard) => this.#release(copy, discard),
    };
  }

  async acquire(options: AcquireOptions, signal: AbortSignal = neverAborted): Promise<Copy> {
    signal.throwIfAborted();
    this.#closing.signal.throwIfAborted();
    if (options.kind === 'sample') {
      const used = this.#idle.pop();
      if (used) {
        await used.reset();
        return used;
      }
    }
    const copy = await this.#create();
    if (options.kind === 'with-ignored') await this.#addIgnored(copy);
    else if (this.#buildOutput !== undefined) await copy.addBuildOutput(this.#buildOutput);
    return copy;
  }

  async keepBuildOutput(copy: Copy): Promise<void> {
    if (!(copy instanceof LocalCopy)) throw new TypeError('not a copy of this sandbox');
    const kept = path.join(this.#parts.folder, 'build');
    const made = `${kept}.new`;
    await removeTree(made);
    await copy.copyBuildOutput(made);
    await removeTree(kept);
    await rename(made, kept);
    this.#buildOutput = kept;
  }

  missingIgnored(): readonly string[] {
    return this.#missingIgnored;
  }

  async dispose(): Promise<void> {
    this.#closing.abort();
    await Promise.all([...this.#copies].map((copy) => copy.remove()));
    this.#copies.clear();
    await removeTree(this.#parts.folder);
  }

  async #create(): Promise<LocalCopy> {
    const folder = path.join(this.#parts.folder, 'copies', `${++this.#made}`);
    await mkdir(path.dirname(folder), { recursive: true });
    const copy = await LocalCopy.create(folder, this.#setting);
    this.#copies.add(copy);
    return copy;
  }

  async #addIgnored(copy: LocalCopy): Promise<void> {
    const { pristine, ignored } = this.#parts;
    const found = await collectIgnored(pristine.root, ignored, maxIgnoredBytes);
    await copy.tree.addExtra(pristine.root, found.files);
    this.#missingIgnored = found.entries;
    this.#single.add(copy);
  }

  async #release(copy: LocalCopy, discard: boolean): Promise<void> {
    if (!this.#copies.has(copy) || this.#idle.includes(copy)) return;
    if (!discard && !this.#single.has(copy)) {
      this.#idle.push(copy);
      return;
    }
    this.#copies.delete(copy);
    await copy.remove();
  }
}
