import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, readlink, symlink } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ProcessTree } from './bounds.ts';
import type { Confinement, CopyPlace, Outlets, Surroundings } from './confinement.ts';
import type { Command } from './executor.ts';
import { isWithin } from './paths.ts';
import type { Started } from './process.ts';
import { removeTree } from './tree.ts';

/** Every process of a run has this variable, by which those that left its group are found. */
const markVariable = 'RECKON_RUN';

/**
 * No confinement, with the user's consent: the copy runs at its own path, dependencies are linked
 * into it, and a run's processes are found and killed as far as the system lets them be found.
 */
export class Unconfined implements Confinement {
  readonly name = 'none';
  readonly #around: Surroundings;

  constructor(around: Surroundings) {
    this.#around = around;
  }

  seenAs(exchangeFolder: string): string {
    return exchangeFolder;
  }

  async furnish(place: CopyPlace): Promise<void> {
    await mkdir(temporaryOf(place), { recursive: true });
    for (const name of this.#around.dependencies) {
      await linkDependency(this.#around.root, place.tree, name);
    }
  }

  async tidy(place: CopyPlace): Promise<void> {
    await removeTree(temporaryOf(place));
    await mkdir(temporaryOf(place), { recursive: true });
  }

  start(place: CopyPlace, command: Command, to: Outlets): Started {
    const mark = randomBytes(12).toString('hex');
    // Through a shell that replaces itself: a missing program is then an exit status, as elsewhere.
    const child = spawn('/bin/sh', ['-c', 'exec "$@"', 'sh', ...command.argv], {
      cwd: path.join(place.tree, command.cwd),
      env: {
        ...this.#around.env,
        TMPDIR: temporaryOf(place),
        ...command.env,
        [markVariable]: mark,
      },
      stdio: ['ignore', to.output, to.output],
      detached: true,
    });
    return { child, tree: markedTree(child, mark) };
  }
}

/** Where commands in a copy leave what is temporary. */
export function temporaryOf(place: CopyPlace): string {
  return path.join(place.layers, 'tmp');
}

/**
 * Links a folder of dependencies into a copy. `node_modules` becomes a folder of links, because
 * runners write into it, and a link of the user's that stays inside the root then leads into the
 * copy; other folders are one link.
 */
async function linkDependency(root: string, tree: string, name: string): Promise<void> {
  const source = path.join(root, name);
  const target = path.join(tree, name);
  await mkdir(path.dirname(target), { recursive: true });
  if (path.basename(name) === 'node_modules') await linkEntries(root, source, target);
  else await symlink(source, target).catch(unlessExists);
}

async function linkEntries(root: string, source: string, target: string): Promise<void> {
  await mkdir(target, { recursive: true }).catch(unlessExists);
  for (const entry of await readdir(source, { withFileTypes: true }).catch(() => [])) {
    const from = path.join(source, entry.name);
    const to = path.join(target, entry.name);
    if (entry.isDirectory() && entry.name.startsWith('@')) {
      await linkEntries(root, from, to);
      continue;
    }
    const link = entry.isSymbolicLink() ? await readlink(from) : null;
    const leadsInside = link !== null && isWithin(path.resolve(source, link), root);
    await symlink(leadsInside && !path.isAbsolute(link) ? link : from, to).catch(unlessExists);
  }
}

/** The copy holds the user's own link there. */
function unlessExists(thrown: NodeJS.ErrnoException): void {
  if (thrown.code !== 'EEXIST') throw thrown;
}

/** The processes that carry the mark; where there is no /proc, the child's process group alone. */
function markedTree(child: ChildProcess, mark: string): ProcessTree {
  const guard = guardGroup(child);
  const needle = `${markVariable}=${mark}`;
  const known = new Map<string, boolean>();
  const pids = async () => {
    const listed = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
    for (const pid of known.keys()) if (!listed.includes(pid)) known.delete(pid);
    for (const pid of listed) {
      if (known.get(pid) !== undefined) continue;
      const environ = await readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '');
      known.set(pid, environ.includes(needle));
    }
    return [...known].filter(([, ours]) => ours).map(([pid]) => pid);
  };
  return {
    folders: async () => (await pids()).map((pid) => `/proc/${pid}`),
    kill: async () => {
      if (child.pid !== undefined) signalKill(-child.pid);
      for (;;) {
        known.clear();
        const alive = await pids();
        if (alive.length === 0) break;
        for (const pid of alive) signalKill(Number(pid));
        await sleep(1);
      }
      guard.kill('SIGKILL');
    },
  };
}

function signalKill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}

/** A shell that outlives us only to kill the group: its input ends when we do, however we end. */
function guardGroup(child: ChildProcess): ChildProcess {
  const script = 'read -r _; kill -KILL -- "-$1"';
  const guard = spawn('/bin/sh', ['-c', script, 'sh', `${child.pid ?? 0}`], {
    stdio: ['pipe', 'ignore', 'ignore'],
    env: {},
    detached: true,
  });
  guard.on('error', () => undefined);
  guard.unref();
  return guard;
}
