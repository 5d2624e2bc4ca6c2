import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Copy, RunResult } from '../../src/sandbox/executor.ts';
import { probeConfinement } from '../../src/sandbox/probe.ts';
import { openSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/sandbox.ts';
import { neverAborted } from '../../src/base/abort.ts';
import { toFailure } from '../../src/base/failure.ts';

/** A workspace and a storage folder of its own, in a temporary folder. */
export class World {
  readonly folder: string;
  readonly #open: Sandbox[] = [];

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** `files`: path -> text, relative to the workspace. `git`: commit them. */
  static async create(files: Readonly<Record<string, string>>, git = true): Promise<World> {
    const world = new World(await mkdtemp(path.join(os.tmpdir(), 'reckon-sandbox-')));
    await world.write(files);
    if (git) world.commit();
    return world;
  }

  get workspace(): string {
    return path.join(this.folder, 'workspace');
  }

  get storage(): string {
    return path.join(this.folder, 'storage');
  }

  async write(files: Readonly<Record<string, string>>): Promise<void> {
    for (const [name, text] of Object.entries(files)) {
      const file = path.join(this.workspace, name);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, text);
    }
  }

  commit(folder = this.workspace): void {
    const who = ['-c', 'user.name=ada', '-c', 'user.email=ada@localhost'];
    const git = (...args: string[]) => execFileSync('git', [...who, ...args], { cwd: folder });
    git('init', '-q', '-b', 'main');
    git('add', '-A');
    git('commit', '-q', '--no-verify', '-m', 'all');
  }

  async open(options: Partial<SandboxOptions> = {}): Promise<Sandbox> {
    const sandbox = await openSandbox({
      workspace: this.workspace,
      storage: this.storage,
      include: [],
      confinement: 'required',
      network: 'none',
      env: {},
      ...options,
    });
    this.#open.push(sandbox);
    return sandbox;
  }

  async dispose(): Promise<void> {
    for (const sandbox of this.#open) await sandbox.dispose();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Runs a shell script in a copy. */
export async function sh(
  copy: Copy,
  script: string,
  options: { cwd?: string; timeoutMs?: number; signal?: AbortSignal } = {},
): Promise<RunResult> {
  const exchange = await copy.exchange();
  const { cwd = '', timeoutMs = 30_000, signal } = options;
  const command = { argv: ['/bin/sh', '-c', script], cwd, env: {}, timeoutMs } as const;
  return await copy.run(command, exchange, signal);
}

/** What a script prints, where it ends well. */
export async function printed(copy: Copy, script: string): Promise<string> {
  const { cause, exitCode, output } = await sh(copy, script);
  if (cause !== 'exit' || exitCode !== 0) throw new Error(`${cause} ${exitCode ?? ''}: ${output}`);
  return output;
}

/** Tells a failure of this code, for `assert.rejects`. */
export function failsWith(code: string): (thrown: unknown) => boolean {
  return (thrown) => {
    assert.equal(toFailure(thrown).code, code, String(thrown));
    return true;
  };
}

/** A number for everything below a folder: names, modes, links, contents, times of change. */
export function fingerprint(folder: string): string {
  const hash = createHash('sha256');
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  for (const name of names) {
    const file = path.join(folder, name);
    const found = lstatSync(file, { bigint: true });
    hash.update(`${name} ${found.mode} ${found.ctimeNs}\0`);
    if (found.isSymbolicLink()) hash.update(readlinkSync(file));
    else if (found.isFile()) hash.update(readFileSync(file));
  }
  return hash.digest('hex');
}

/** Skips a suite where bubblewrap does not work, and says why. */
export async function needBubblewrap(context: Mocha.Context): Promise<void> {
  const problem = await probeConfinement(os.tmpdir(), neverAborted);
  if (!problem) return;
  console.log(`      skipped: ${problem.why}`);
  context.skip();
}

/** Processes on this machine whose command line holds a word. */
export function processesWith(word: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes(word);
    } catch {
      return false;
    }
  });
}
