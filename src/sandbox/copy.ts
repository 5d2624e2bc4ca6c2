import { closeSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { FileEdit } from '../base/edit.ts';
import { deriveAbort, neverAborted } from '../base/abort.ts';
import { FailureError } from '../base/failure.ts';
import type { Bounds } from './bounds.ts';
import type { Confinement, CopyPlace } from './confinement.ts';
import { LocalExchange } from './exchange.ts';
import type { Command, Copy, Exchange, RunResult } from './executor.ts';
import { fromWorkspace } from './paths.ts';
import { makePipe, openPipe, type OutputPipe } from './pipe.ts';
import { supervise, type Started } from './process.ts';
import type { PristineTree } from './snapshot.ts';
import { copyFolder, removeTree } from './tree.ts';
import { WorkingTree } from './working-tree.ts';

/** What all copies of a sandbox share. */
export interface CopySetting {
  readonly pristine: PristineTree;
  readonly dependencies: readonly string[];
  readonly confinement: Confinement;
  readonly bounds: Bounds;
  /** Where exchange folders are made. */
  readonly exchanges: string;
  /** Aborts when the sandbox is closed. */
  readonly closing: AbortSignal;
  /** Takes a released copy back, or removes it. */
  readonly release: (copy: LocalCopy, discard: boolean) => Promise<void>;
}

/** A copy of the workspace in a folder of this machine. */
export class LocalCopy implements Copy {
  readonly id: string;
  readonly tree: WorkingTree;
  readonly #folder: string;
  readonly #place: CopyPlace;
  readonly #setting: CopySetting;
  readonly #running = new Set<Promise<unknown>>();
  /** Named pipes that no run uses. */
  readonly #pipes: string[] = [];
  #pipesMade = 0;

  private constructor(folder: string, place: CopyPlace, tree: WorkingTree, setting: CopySetting) {
    this.id = path.basename(folder);
    this.tree = tree;
    this.#folder = folder;
    this.#place = place;
    this.#setting = setting;
  }

  /** A new copy in `folder`, which must not exist. */
  static async create(folder: string, setting: CopySetting): Promise<LocalCopy> {
    const place = { tree: path.join(folder, 'tree'), layers: path.join(folder, 'layers') };
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const tree = await WorkingTree.create(setting.pristine, setting.dependencies, place.tree);
    await setting.confinement.furnish(place);
    return new LocalCopy(folder, place, tree, setting);
  }

  /** Throws `outside-workspace`, `through-link`: such an edit was to be refused before. */
  async apply(edits: readonly FileEdit[]): Promise<void> {
    for (const edit of edits) {
      const file = fromWorkspace(this.#setting.pristine.workspacePrefix, edit.path);
      if (file === null) {
        throw new FailureError('outside-workspace', `${edit.path} is no file of the workspace.`);
      }
      if (await this.tree.leadsAway(file)) {
        throw new FailureError('through-link', `${edit.path} leads out of the copy by a link.`);
      }
      await this.tree.edit(file, edit.after);
    }
  }

  async restore(): Promise<void> {
    await this.#setting.confinement.tidy(this.#place);
    await this.tree.restore();
  }

  /** Makes a used copy as good as new, but for build output. */
  async reset(): Promise<void> {
    await this.tree.forgetEdits();
    await this.restore();
  }

  async exchange(): Promise<Exchange> {
    const { exchanges, confinement } = this.#setting;
    return await LocalExchange.create(exchanges, (folder) => confinement.seenAs(folder));
  }

  /** Throws `sandbox-failed` where the confinement could not be set up. */
  async run(
    command: Command,
    exchange: Exchange,
    signal: AbortSignal = neverAborted,
  ): Promise<RunResult> {
    if (!(exchange instanceof LocalExchange))
      throw new TypeError('not an exchange of this sandbox');
    const { confinement, bounds, closing } = this.#setting;
    const { ctrl, dispose } = deriveAbort(signal, closing);
    await this.tree.settle();
    if (ctrl.signal.aborted) {
      dispose();
      return { cause: 'cancelled', exitCode: null, signal: null, output: '', ms: 0 };
    }
    const limits = { ...bounds, timeoutMs: command.timeoutMs };
    const running = this.#withPipe(async (pipe) => {
      const to = { exchangeFolder: exchange.folder, output: pipe.writeEnd };
      let started: Started;
      try {
        started = confinement.start(this.#place, command, to);
      } finally {
        closeSync(pipe.writeEnd);
      }
      return await supervise(started, pipe.readEnd, limits, ctrl.signal);
    }).finally(dispose);
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
  }

  async release(options: { readonly discard?: boolean } = {}): Promise<void> {
    await this.#setting.release(this, options.discard ?? false);
  }

  /** Starts from build output that was kept. */
  async addBuildOutput(from: string): Promise<void> {
    await copyFolder(from, this.#place.tree);
  }

  /** Copies the build output into `to`, each folder at its own path. */
  async copyBuildOutput(to: string): Promise<void> {
    await mkdir(to, { recursive: true });
    for (const folder of await this.tree.buildOutput()) {
      await copyFolder(path.join(this.#place.tree, folder), path.join(to, folder));
    }
  }

  /** Waits for runs that are being cancelled, then removes the folder. */
  async remove(): Promise<void> {
    await Promise.allSettled(this.#running);
    await removeTree(this.#folder);
  }

  /** Each run has a pipe of its own while it lasts. */
  async #withPipe<T>(work: (pipe: OutputPipe) => Promise<T>): Promise<T> {
    let file = this.#pipes.pop();
    if (file === undefined) {
      file = path.join(this.#folder, `output-${++this.#pipesMade}`);
      await makePipe(file);
    }
    try {
      return await work(openPipe(file));
    } finally {
      this.#pipes.push(file);
    }
  }
}
