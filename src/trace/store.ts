import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';

/** How much of a workspace's history is kept: whichever is met first. */
export interface Keep {
  readonly runs: number;
  readonly bytes: number;
}

export const defaultKeep: Keep = { runs: 50, bytes: 200e6 };

/** A run in the storage. */
export interface StoredRun {
  readonly run: string;
  /** The run's own folder: its trace, its undo patch, the journal of its apply. */
  readonly dir: string;
  /** The trace. */
  readonly file: string;
}

/**
 * Where runs and copies are kept: `RECKON_HOME`, else `$XDG_STATE_HOME/reckon`, else
 * `~/.local/state/reckon`. A relative XDG path counts for nothing, as its specification says.
 */
export function storageRoot(
  env: Readonly<Record<string, string | undefined>>,
  home: string,
): string {
  const { RECKON_HOME: own, XDG_STATE_HOME: state } = env;
  if (own) return path.resolve(own);
  if (state && path.isAbsolute(state)) return path.join(state, 'reckon');
  return path.join(home, '.local', 'state', 'reckon');
}

/** A run touched so recently may still be going on: it is not pruned. */
const restMs = 60 * 60_000;

/** The traces of all workspaces, below one storage root. */
export class TraceStore {
  readonly #runs: string;
  readonly #keep: Keep;

  constructor(root: string, keep: Keep = defaultKeep) {
    this.#runs = path.join(root, 'runs');
    this.#keep = keep;
  }

  /** Makes the folder of a new run, and removes the oldest ones past the limits. `now`: epoch ms. */
  async newRun(workspace: string, now: number = Date.now()): Promise<StoredRun> {
    const folder = this.#folder(workspace);
    await this.#prune(workspace, now);
    const run = runId(now, randomBytes(3).toString('hex'));
    const stored = place(folder, run);
    await mkdir(stored.dir, { recursive: true, mode: 0o700 });
    return stored;
  }

  /** The runs of a workspace, newest first. */
  async listRuns(workspace: string): Promise<StoredRun[]> {
    const folder = this.#folder(workspace);
    const names = await readdir(folder).catch(() => []);
    return names
      .filter((name) => runPattern.test(name))
      .sort()
      .reverse()
      .map((run) => place(folder, run));
  }

  /** Removes every run of every workspace. */
  async clear(): Promise<void> {
    await rm(this.#runs, { recursive: true, force: true });
  }

  #folder(workspace: string): string {
    return path.join(this.#runs, workspaceHash(workspace));
  }

  async #prune(workspace: string, now: number): Promise<void> {
    const measured = await Promise.all((await this.listRuns(workspace)).map(measure));
    for (const run of surplus(measured, this.#keep, now)) {
      await rm(run.dir, { recursive: true, force: true });
    }
  }
}

export interface MeasuredRun extends StoredRun {
  readonly bytes: number;
  /** When a file of it was last written, in milliseconds since the epoch. */
  readonly touched: number;
}

/**
 * The runs to remove so that, with the one about to start, no more than `keep` are left. `runs` come
 * newest first; those touched in the last hour stay, and count.
 */
export function surplus(runs: readonly MeasuredRun[], keep: Keep, now: number): MeasuredRun[] {
  let bytes = 0;
  return runs.filter((run, index) => {
    bytes += run.bytes;
    const over = index + 1 >= keep.runs || bytes > keep.bytes;
    return over && now - run.touched > restMs;
  });
}

async function measure(run: StoredRun): Promise<MeasuredRun> {
  const names = await readdir(run.dir).catch(() => []);
  const found = await Promise.all(
    names.map((name) => stat(path.join(run.dir, name)).catch(() => null)),
  );
  const own = await stat(run.dir).catch(() => null);
  return {
    ...run,
    bytes: found.reduce((sum, file) => sum + (file?.size ?? 0), 0),
    touched: Math.max(...[own, ...found].map((file) => file?.mtimeMs ?? 0)),
  };
}

function workspaceHash(workspace: string): string {
  return createHash('sha256').update(path.resolve(workspace)).digest('hex').slice(0, 16);
}

const runPattern = /^\d{8}T\d{9}-[0-9a-f]{6}$/;

/** Ids sort by the time of their start, down to the millisecond. */
function runId(now: number, random: string): string {
  return `${new Date(now).toISOString().replace(/[-:.Z]/g, '')}-${random}`;
}

function place(folder: string, run: string): StoredRun {
  const dir = path.join(folder, run);
  return { run, dir, file: path.join(dir, 'trace.jsonl') };
}
