import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { isWithin } from './paths.ts';

/** Programs whose real place may be far from the folder on PATH that names them. */
const programs = [
  ...['node', 'npm', 'npx', 'pnpm', 'yarn', 'bun', 'deno'],
  ...['python', 'python3', 'pytest', 'uv', 'poetry', 'hatch', 'tox'],
  ...['cargo', 'rustc', 'go', 'java', 'javac', 'mvn', 'gradle', 'ruby', 'dotnet', 'git'],
];

/** Where toolchains keep what they installed: a variable, its default below HOME, and the parts. */
const homes: readonly { variable?: string; home?: string; parts?: readonly string[] }[] = [
  { variable: 'CARGO_HOME', home: '.cargo', parts: ['bin', 'registry', 'git', 'config.toml'] },
  { variable: 'RUSTUP_HOME', home: '.rustup' },
  { variable: 'GOROOT' },
  { variable: 'GOPATH', home: 'go', parts: ['bin', 'pkg/mod'] },
  { variable: 'GOMODCACHE' },
  // Go reads what it built before and does without writing: no run can leave anything in it.
  { variable: 'GOCACHE', home: '.cache/go-build' },
  { variable: 'PYENV_ROOT', home: '.pyenv' },
  { variable: 'NVM_DIR', home: '.nvm' },
  { variable: 'VOLTA_HOME', home: '.volta' },
  { variable: 'FNM_DIR', home: '.local/share/fnm' },
  { variable: 'ASDF_DATA_DIR', home: '.asdf' },
  { variable: 'MISE_DATA_DIR', home: '.local/share/mise' },
  { variable: 'PNPM_HOME', home: '.local/share/pnpm' },
  { variable: 'COREPACK_HOME', home: '.cache/node/corepack' },
  { variable: 'JAVA_HOME' },
  { variable: 'MAVEN_HOME' },
  { variable: 'M2_HOME', parts: ['bin', 'boot', 'lib'] },
  { home: '.m2/repository' },
  { home: '.m2/wrapper' },
  { variable: 'SDKMAN_DIR', home: '.sdkman', parts: ['candidates'] },
  { variable: 'DOTNET_ROOT', home: '.dotnet' },
  { variable: 'RBENV_ROOT', home: '.rbenv' },
  { variable: 'VIRTUAL_ENV' },
  { variable: 'CONDA_PREFIX' },
  { home: '.local/bin' },
  { home: '.local/lib' },
  { home: '.local/share/uv' },
  { home: '.local/share/pipx' },
];

/** Folders that hold secrets or settings: nothing in them is ever seen. */
const secret = /(^|\/)(\.ssh|\.aws|\.azure|\.docker|\.config|\.gnupg|\.kube|keyrings)(\/|$)/;

/** What the system parts cover already. */
const system = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/nix/store', '/gnu/store'];

/** What a folder next to `bin` is called when both belong to an installed toolchain. */
const marks = ['lib', 'lib64', 'libexec', 'conda-meta', 'pyvenv.cfg'];

/** The places that decide what may be seen. All absolute. */
export interface Boundaries {
  readonly home: string;
  /** The user's root: seen as the copy, never as itself. */
  readonly root: string;
  readonly storage: string;
}

/**
 * May commands see this folder? Not one that holds the home folder, the workspace or our storage,
 * nor one inside these two or among secrets.
 */
export function mayBeSeen(folder: string, boundaries: Boundaries): boolean {
  const { home, root, storage } = boundaries;
  const share = path.join(home, '.local/share');
  if ([home, root, storage, share].some((each) => isWithin(each, folder))) return false;
  if ([root, storage].some((each) => isWithin(folder, each))) return false;
  return path.isAbsolute(folder) && !secret.test(folder);
}

/** Leaves out what another of the folders, or the system, holds already; sorted. */
export function withoutCovered(folders: Iterable<string>): string[] {
  const kept: string[] = [];
  for (const folder of [...new Set(folders)].sort()) {
    if (![...system, ...kept].some((each) => isWithin(folder, each))) kept.push(folder);
  }
  return kept;
}

/**
 * Folders of installed programs and their libraries: found through PATH, the variables of
 * toolchains and `interpreters` (folders of programs known otherwise).
 */
export async function findToolchains(
  env: Readonly<Record<string, string>>,
  interpreters: readonly string[],
  boundaries: Boundaries,
): Promise<string[]> {
  const onPath = (env['PATH'] ?? '').split(path.delimiter).filter((each) => path.isAbsolute(each));
  const bins = [...onPath, ...interpreters].map((each) => path.normalize(each));
  for (const program of programs) {
    const at = onPath.map((folder) => path.join(folder, program)).find((file) => existsSync(file));
    if (at !== undefined) bins.push(path.dirname(await realpath(at)));
  }
  const real = await Promise.all(bins.map((bin) => realpath(bin).catch(() => bin)));
  const installed = [...bins, ...real].map((bin) => wholeToolchain(bin, boundaries));
  const kept = homes.flatMap(({ variable, home, parts }) => {
    const set = variable === undefined ? undefined : env[variable];
    const base = set ?? (home === undefined ? undefined : path.join(boundaries.home, home));
    return base === undefined ? [] : (parts ?? ['']).map((part) => path.join(base, part));
  });
  const seen = [...installed, ...kept].filter((each) => mayBeSeen(each, boundaries));
  return withoutCovered(seen.map(withoutSlash).filter((each) => existsSync(each)));
}

/** `X/bin` is seen as X where X looks like one installed thing, else by itself. */
function wholeToolchain(bin: string, boundaries: Boundaries): string {
  const above = path.dirname(bin);
  const isToolchain = marks.some((mark) => existsSync(path.join(above, mark)));
  const named = /^(bin|sbin|shims|Scripts)$/.test(path.basename(bin));
  return named && isToolchain && mayBeSeen(above, boundaries) ? above : bin;
}

function withoutSlash(folder: string): string {
  return folder.length > 1 && folder.endsWith('/') ? folder.slice(0, -1) : folder;
}
