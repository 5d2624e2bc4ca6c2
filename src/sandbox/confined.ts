import { spawn, type ChildProcess } from 'node:child_process';
import { readdir, readlink } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { FailureError } from '../base/failure.ts';
import type { ProcessTree } from './bounds.ts';
import { bubblewrapOptions, type Confined, type Link } from './bubblewrap.ts';
import type { Confinement, CopyPlace, Outlets, Surroundings } from './confinement.ts';
import {
  dependencyMounts,
  inspectDependencies,
  makeLayers,
  tidyLayers,
  type Dependency,
} from './dependencies.ts';
import type { Command } from './executor.ts';
import { processStart } from './locks.ts';
import type { Started } from './process.ts';
import { systemParts } from './system.ts';
import { findToolchains } from './toolchains.ts';

/** Confinement by bubblewrap: the copy is seen at the user's own path, and little else. */
export class BubblewrapConfinement implements Confinement {
  readonly name = 'bubblewrap';
  readonly #around: Surroundings;
  readonly #dependencies: readonly Dependency[];
  readonly #seen: Pick<Confined, 'system' | 'links' | 'toolchains'>;

  private constructor(
    around: Surroundings,
    dependencies: readonly Dependency[],
    seen: Pick<Confined, 'system' | 'links' | 'toolchains'>,
  ) {
    this.#around = around;
    this.#dependencies = dependencies;
    this.#seen = seen;
  }

  /** Finds once what every command will see. */
  static async create(around: Surroundings): Promise<BubblewrapConfinement> {
    const dependencies = await inspectDependencies(around.root, around.dependencies);
    const interpreters = dependencies.flatMap(({ interpreter }) => interpreter ?? []);
    const { paths, links } = await systemParts(around.network);
    return new BubblewrapConfinement(around, dependencies, {
      system: paths,
      links: [...links, ...aliasOf(around)],
      toolchains: await findToolchains(around.env, interpreters, around),
    });
  }

  seenAs(exchangeFolder: string): string {
    return path.join('/run/exchange', path.basename(exchangeFolder));
  }

  async furnish(place: CopyPlace): Promise<void> {
    await makeLayers(this.#dependencies, place);
  }

  async tidy(place: CopyPlace): Promise<void> {
    await tidyLayers(this.#dependencies, place.layers);
  }

  start(place: CopyPlace, command: Command, to: Outlets): Started {
    const { home, network, env, root } = this.#around;
    const options = bubblewrapOptions({
      home,
      network,
      ...this.#seen,
      mounts: this.#mounts(place, to.exchangeFolder),
      env: { ...env, ...command.env },
      cwd: path.join(root, command.cwd),
      scratchBytes: scratchBytes(),
    });
    return startBubblewrap(options, command.argv, to.output);
  }

  #mounts(place: CopyPlace, exchangeFolder: string): Confined['mounts'] {
    return [
      { source: place.tree, target: this.#around.root, writable: true },
      ...dependencyMounts(this.#dependencies, place.layers),
      { source: exchangeFolder, target: this.seenAs(exchangeFolder), writable: true },
    ];
  }
}

/** Where the user reaches the workspace through a link, the link is there inside as well. */
function aliasOf(around: Surroundings): Link[] {
  const real = path.join(around.root, around.workspacePrefix);
  return around.workspace === real ? [] : [{ path: around.workspace, text: real }];
}

/** What lives in memory is bounded by its share of it: four such folders make half. */
function scratchBytes(): number {
  return Math.floor(Math.min(2 ** 29, os.totalmem() / 8));
}

/**
 * Starts a command under bubblewrap. Options go through a pipe: an argument list can be read by
 * every user of the machine, and the environment is among them.
 */
export function startBubblewrap(
  options: readonly string[],
  argv: readonly [string, ...string[]],
  output: number,
): Started {
  const child = spawn('bwrap', ['--args', '4', '--json-status-fd', '3', '--', ...argv], {
    stdio: ['ignore', output, output, 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] },
    detached: true,
  });
  const optionsPipe = child.stdio[4] as Writable;
  // It breaks where bubblewrap could not start, which its exit tells better.
  optionsPipe.on('error', () => undefined);
  optionsPipe.end(options.map((each) => `${each}\0`).join(''));
  const status = new BubblewrapStatus(child.stdio[3] as Readable);
  return {
    child,
    tree: namespaceTree(child, status),
    status: (exitCode, output) => status.exitCode(exitCode, output),
  };
}

/** The first process of the namespace: when it ends, the kernel ends all others in it. */
interface Init {
  readonly pid: number;
  readonly start: string;
}

/** What bubblewrap says of itself, a line of JSON each. */
class BubblewrapStatus {
  readonly init: Promise<Init | null>;
  readonly #ended: Promise<void>;
  #text = '';

  constructor(pipe: Readable) {
    let known: (init: Init | null) => void = () => undefined;
    this.init = new Promise((resolve) => {
      known = resolve;
    });
    pipe.setEncoding('utf8').on('data', (chunk: string) => {
      this.#text += chunk;
      const pid = this.#number('child-pid');
      if (pid !== null) known({ pid, start: processStart(pid) ?? '' });
    });
    this.#ended = new Promise((resolve) => {
      pipe
        .on('error', () => undefined)
        .on('close', () => {
          known(null);
          resolve();
        });
    });
  }

  /** The command's own. Without one the command was not started: by its fault, or by ours. */
  async exitCode(ofBubblewrap: number | null, output: string): Promise<number | null> {
    await this.#ended;
    const own = this.#number('exit-code');
    if (own !== null) return own;
    if (/^bwrap: execvp /m.test(output)) return 127;
    if (ofBubblewrap === null) return null;
    const why = `bubblewrap could not set up the sandbox: ${output.trim().slice(0, 400)}`;
    throw new FailureError('sandbox-failed', why);
  }

  #number(key: string): number | null {
    const found = new RegExp(`"${key}": (\\d+)`).exec(this.#text)?.[1];
    return found === undefined ? null : Number(found);
  }
}

/**
 * Does this /proc show the namespace of `pid`? While bubblewrap still sets up, the machine's own
 * stands there, with everybody's processes.
 */
async function isMounted(pid: number, proc: string): Promise<boolean> {
  const namespaces = [`/proc/${pid}/ns/pid`, `${proc}/1/ns/pid`];
  const [own, shown] = await Promise.all(
    namespaces.map((link) => readlink(link).catch(() => null)),
  );
  return own !== null && own === shown;
}

/** The processes of a namespace: those that its own /proc lists. */
function namespaceTree(child: ChildProcess, status: BubblewrapStatus): ProcessTree {
  return {
    folders: async () => {
      const init = await status.init;
      if (!init) return [];
      const proc = `/proc/${init.pid}/root/proc`;
      if (!(await isMounted(init.pid, proc))) return [];
      const names = await readdir(proc).catch(() => []);
      return names.filter((name) => /^\d+$/.test(name)).map((name) => `${proc}/${name}`);
    },
    kill: async () => {
      // Killing bubblewrap itself would leave its namespace to die some time after it.
      const init = await status.init;
      if (!init) {
        child.kill('SIGKILL');
        return;
      }
      while (processStart(init.pid) === init.start) {
        try {
          process.kill(init.pid, 'SIGKILL');
        } catch {
          return;
        }
        await sleep(1);
      }
    },
  };
}
