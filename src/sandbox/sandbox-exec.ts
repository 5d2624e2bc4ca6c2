import { realpathSync } from 'node:fs';
import path from 'node:path';
import type { Confinement, CopyPlace, Outlets, Surroundings } from './confinement.ts';
import type { Command } from './executor.ts';
import type { Started } from './process.ts';
import { findToolchains } from './toolchains.ts';
import { temporaryOf, Unconfined } from './unconfined.ts';

/** What a command of macOS may touch. All paths are absolute, and real. */
export interface Profile {
  /** Read and written: the copy, its scratch, what it hands over. */
  readonly own: readonly string[];
  /** Read, though they may lie below the user's home: toolchains and dependencies. */
  readonly read: readonly string[];
  readonly home: string;
  readonly network: 'none' | 'host';
}

/** Where other users' files, and those of other programs, may lie. */
const others = ['/Users', '/Volumes', '/private/tmp', '/private/var/folders', '/private/var/root'];
const devices = ['/dev/null', '/dev/zero', '/dev/tty', '/dev/dtracehelper'];
/** Services that hold passwords, or what the user copied. */
const services = ['com.apple.SecurityServer', 'com.apple.securityd.xpc', 'com.apple.pasteboard.1'];

/**
 * The profile of `sandbox-exec`: of two rules that match, the later one holds. Programs see the
 * system, nothing of anybody's home but what is named, and write into the copy alone. Not run here:
 * written for macOS by its manual, and never tried on one.
 */
export function sandboxExecProfile({ own, read, home, network }: Profile): string {
  const local = [
    '(deny network*)',
    '(allow network-bind network-inbound (local ip "localhost:*"))',
    '(allow network-outbound (remote ip "localhost:*"))',
  ];
  return [
    '(version 1)',
    '(allow default)',
    ...(network === 'none' ? local : []),
    '(deny appleevent-send)',
    '(deny signal)',
    '(allow signal (target same-sandbox))',
    `(deny mach-lookup ${filters('global-name', services)})`,
    '(deny file-write*)',
    `(allow file-write* ${filters('literal', devices)})`,
    `(deny file-read* ${filters('subpath', [...others, home])})`,
    // Programs look at each folder above a path to find the real one.
    '(allow file-read-metadata)',
    ...(read.length > 0 ? [`(allow file-read* ${filters('subpath', read)})`] : []),
    ...(own.length > 0 ? [`(allow file-read* file-write* ${filters('subpath', own)})`] : []),
  ].join('\n');
}

function filters(kind: string, values: readonly string[]): string {
  return values.map((value) => `(${kind} ${JSON.stringify(value)})`).join(' ');
}

/** Confinement by `sandbox-exec`: it mounts nothing, so that the copy runs at its own path. */
export class SandboxExecConfinement implements Confinement {
  readonly name = 'sandbox-exec';
  readonly #around: Surroundings;
  readonly #read: readonly string[];
  readonly #inPlace: Unconfined;

  private constructor(around: Surroundings, read: readonly string[]) {
    this.#around = around;
    this.#read = read;
    this.#inPlace = new Unconfined(around);
  }

  static async create(around: Surroundings): Promise<SandboxExecConfinement> {
    const toolchains = await findToolchains(around.env, [], around);
    const dependencies = around.dependencies.map((name) => path.join(around.root, name));
    return new SandboxExecConfinement(around, [...toolchains, ...dependencies].map(realPath));
  }

  seenAs(exchangeFolder: string): string {
    return this.#inPlace.seenAs(exchangeFolder);
  }

  furnish(place: CopyPlace): Promise<void> {
    return this.#inPlace.furnish(place);
  }

  tidy(place: CopyPlace): Promise<void> {
    return this.#inPlace.tidy(place);
  }

  start(place: CopyPlace, command: Command, to: Outlets): Started {
    const { home, network } = this.#around;
    const own = [place.tree, place.layers, to.exchangeFolder].map(realPath);
    const profile = sandboxExecProfile({ own, read: this.#read, home: realPath(home), network });
    const argv = ['sandbox-exec', '-p', profile, ...command.argv] as const;
    const env = { HOME: temporaryOf(place), ...command.env };
    return this.#inPlace.start(place, { ...command, argv, env }, to);
  }
}

/** As the kernel sees it: macOS has links at /tmp and /var. */
function realPath(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}
