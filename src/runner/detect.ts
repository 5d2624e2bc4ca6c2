import { existsSync } from 'node:fs';
import path from 'node:path';
import { FailureError } from '../base/failure.ts';
import { parseCommand } from './command.ts';
import { nodeCommand } from './detect-node.ts';
import { pythonCommand } from './detect-python.ts';
import { parsePackage, type PackageJson } from './packages.ts';
import type { TestCommand } from './runner.ts';

/** A workspace to find the test command of. */
export interface DetectOptions {
  /** Absolute: ignored files, such as virtual environments, are looked for below it. */
  readonly workspace: string;
  /** The workspace's folder relative to the copy's root, '' where they are one. */
  readonly prefix: string;
  /** Every file of the copy, relative to its root. */
  readonly paths: readonly string[];
  /** A file of the copy; nothing where it cannot be read as text. */
  readonly read: (file: string) => Promise<string | null | undefined>;
  /** The command as the user set it. */
  readonly test: string | null;
  /** The folder it runs in as the user set it, relative to the workspace. */
  readonly cwd?: string | null;
  /** A file that a target names, relative to the workspace. */
  readonly targetFile?: string | null;
}

/** A package, as the finders see it: all paths relative to its own folder. */
export interface PackageView {
  readonly paths: readonly string[];
  readonly json: PackageJson | null;
  /** Is its folder the workspace's own? */
  readonly isWorkspace: boolean;
  /** The names of files in its folder, and in each folder above up to the copy's root. */
  readonly foldersUp: readonly ReadonlySet<string>[];
  read(file: string): Promise<string>;
  /** Also for ignored files. */
  exists(file: string): boolean;
}

/** Files that make a folder a package of its own. */
const markers = [
  'package.json',
  'pyproject.toml',
  'setup.py',
  'setup.cfg',
  'pytest.ini',
  'tox.ini',
  'go.mod',
  'Cargo.toml',
  'pom.xml',
];

/**
 * The test command: the user's own, else that of the nearest package above the target file that has
 * one, else the workspace's. Throws FailureError `no-test-command`.
 */
export async function findCommand(options: DetectOptions): Promise<TestCommand> {
  const jsons = await readPackages(options);
  const readPackage = (dir: string) => jsons.get(dir) ?? null;
  if (options.test !== null) {
    const folder = path.posix.join(options.prefix, options.cwd ?? '');
    return parseCommand(options.test, folder, readPackage);
  }
  for (const dir of candidates(options)) {
    const view = viewOf(options, dir, readPackage(dir));
    const text = await commandOf(view, options.targetFile ?? '');
    if (text !== null) return parseCommand(text, dir, readPackage);
  }
  const why =
    'No test command was found. Set reckon.test.command, or pass --test, for example "npm test".';
  throw new FailureError('no-test-command', why);
}

/** The language of the target decides where a package has tests of both. */
async function commandOf(view: PackageView, targetFile: string): Promise<string | null> {
  const own = finders.filter(({ files }) => files.test(targetFile));
  for (const { find } of [...own, ...finders]) {
    const text = await find(view);
    if (text !== null) return text;
  }
  return null;
}

const finders = [
  { files: /\.[cm]?[jt]sx?$/, find: nodeCommand },
  { files: /\.py$/, find: pythonCommand },
  { files: /\.go$/, find: goCommand },
  { files: /\.rs$/, find: cargoCommand },
  { files: /\.java$/, find: mavenCommand },
];

function goCommand({ paths }: PackageView): Promise<string | null> {
  const tested = paths.includes('go.mod') && paths.some((file) => file.endsWith('_test.go'));
  return Promise.resolve(tested ? 'go test ./...' : null);
}

function cargoCommand({ paths }: PackageView): Promise<string | null> {
  return Promise.resolve(paths.includes('Cargo.toml') ? 'cargo test' : null);
}

/** From the outermost project of the workspace: a module alone does not find its neighbours. */
function mavenCommand(view: PackageView): Promise<string | null> {
  const isModule = !view.isWorkspace && view.exists('../pom.xml');
  if (isModule || !view.paths.includes('pom.xml')) return Promise.resolve(null);
  return Promise.resolve(view.paths.includes('mvnw') ? './mvnw test' : 'mvn test');
}

/** The packages to look in, nearest to the target first; the workspace's own folder is the last. */
function candidates({ cwd, prefix, paths, targetFile }: DetectOptions): string[] {
  if (cwd) return [path.posix.join(prefix, cwd)];
  const dirs: string[] = [];
  const known = new Set(paths);
  let dir = path.posix.dirname(targetFile ?? 'x');
  for (; dir !== '.' && dir !== '/' && !dir.startsWith('..'); dir = path.posix.dirname(dir)) {
    const folder = path.posix.join(prefix, dir);
    if (markers.some((name) => known.has(`${folder}/${name}`))) dirs.push(folder);
  }
  return [...dirs, prefix];
}

function viewOf(options: DetectOptions, dir: string, json: PackageJson | null): PackageView {
  const below = dir === '' ? '' : `${dir}/`;
  const local = path.resolve(
    options.workspace,
    path.posix.relative(`/${options.prefix}`, `/${dir}`),
  );
  return {
    paths: options.paths
      .filter((file) => file.startsWith(below) && !file.includes('node_modules/'))
      .map((file) => file.slice(below.length)),
    json,
    isWorkspace: dir === options.prefix,
    foldersUp: foldersUp(dir, options.paths),
    read: async (file) => (await options.read(below + file)) ?? '',
    exists: (file) => existsSync(path.join(local, file)),
  };
}

function foldersUp(dir: string, paths: readonly string[]): ReadonlySet<string>[] {
  const parts = dir === '' ? [] : dir.split('/');
  const folders = [...parts.keys()].map((depth) => parts.slice(0, parts.length - depth).join('/'));
  return [...folders, '.'].map((folder) => {
    const inside = paths.filter((file) => path.posix.dirname(file) === folder);
    return new Set(inside.map((file) => path.posix.basename(file)));
  });
}

/** Every package.json of the copy that can be read, by its folder. */
async function readPackages(options: DetectOptions): Promise<Map<string, PackageJson>> {
  const packages = new Map<string, PackageJson>();
  for (const file of options.paths) {
    if (path.posix.basename(file) !== 'package.json' || file.includes('node_modules/')) continue;
    const json = parsePackage((await options.read(file)) ?? '');
    const dir = path.posix.dirname(file);
    if (json) packages.set(dir === '.' ? '' : dir, json);
  }
  return packages;
}
