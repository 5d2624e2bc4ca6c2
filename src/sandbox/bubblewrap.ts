/** A path of the host as the confined command sees it. */
export interface Mount {
  readonly source: string;
  readonly target: string;
  readonly writable: boolean;
}

/** A link that a confined command sees at a path. */
export interface Link {
  readonly path: string;
  readonly text: string;
}

/** What a confined command sees and may do. All paths are absolute. */
export interface Confined {
  /** Empty and writable inside, whatever it holds outside. */
  readonly home: string;
  readonly network: 'none' | 'host';
  /** Parts of the system, read-only, each at its own path. */
  readonly system: readonly string[];
  /** Where the system has links (`/bin`), or the user reaches the workspace by one. */
  readonly links: readonly Link[];
  /** Read-only, each at its own path. */
  readonly toolchains: readonly string[];
  /** In this order: a later one covers an earlier one. */
  readonly mounts: readonly Mount[];
  readonly env: Readonly<Record<string, string>>;
  /** The folder that the command starts in. */
  readonly cwd: string;
  /** Size of each of the folders that live in memory. */
  readonly scratchBytes: number;
}

/**
 * The options of bubblewrap for a confined command. Order matters: what comes later covers what came
 * before, so that the empty folders come first (the copy may lie below one), and the root is closed
 * to writing last.
 */
export function bubblewrapOptions(confined: Confined): string[] {
  const scratch = (folder: string) => ['--size', `${confined.scratchBytes}`, '--tmpfs', folder];
  return [
    ...['--unshare-all', '--die-with-parent', '--new-session', '--clearenv'],
    ...(confined.network === 'host' ? ['--share-net'] : []),
    ...['--cap-drop', 'ALL'],
    ...Object.entries(confined.env).flatMap(([name, value]) => ['--setenv', name, value]),
    ...confined.system.flatMap(readOnly),
    ...['--proc', '/proc', '--dev', '/dev', ...scratch('/dev/shm'), '--remount-ro', '/dev'],
    ...[...scratch('/tmp'), ...scratch('/run')],
    ...(confined.home === '/' ? [] : scratch(confined.home)),
    ...[...confined.toolchains].sort().flatMap(readOnly),
    ...confined.links.flatMap(({ path, text }) => ['--symlink', text, path]),
    ...confined.mounts.flatMap(mountOptions),
    ...['--remount-ro', '/', '--chdir', confined.cwd],
  ];
}

function readOnly(path: string): string[] {
  return ['--ro-bind-try', path, path];
}

/** A dependency may have gone since it was found; what is written to may not. */
function mountOptions(mount: Mount): string[] {
  return [mount.writable ? '--bind' : '--ro-bind-try', mount.source, mount.target];
}
