import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { FailureError } from '../base/failure.ts';
import { git, splitZ, type GitPlace } from './git.ts';
import { environmentMark } from './names.ts';
import { walkIncluded, walkTree } from './walk.ts';
import { sortOut, type GitListing, type Sorted } from './sorting.ts';

/** What a workspace is made of. Paths are relative to the root, with `/`. */
export interface Listing extends Sorted {
  /** Absolute, links resolved: the git top level above the workspace, else the workspace. */
  readonly root: string;
  /** The workspace relative to the root; '' where they are the same. */
  readonly workspacePrefix: string;
  readonly hasGit: boolean;
}

/**
 * Lists the workspace. Without a repository an empty one in `scratch` (a path that does not exist
 * yet) lends its understanding of `.gitignore`; the user's tree is never written to. Where git is
 * missing, the workspace is walked through.
 * Throws `no-workspace`, `git-failed`.
 */
export async function listWorkspace(
  options: { workspace: string; include: readonly string[]; scratch: string },
  signal: AbortSignal,
): Promise<Listing> {
  const workspace = await realpath(options.workspace).catch(() => {
    throw new FailureError('no-workspace', `There is no folder ${options.workspace}.`);
  });
  const top = await topLevel(workspace, signal);
  const root = top ?? workspace;
  const repository = top !== null || (await makeRepository(root, options.scratch, signal));
  const place: GitPlace = { folder: root, ...(top === null ? { gitDir: options.scratch } : {}) };
  const said = await (repository ? listRepository(place, signal) : walkTree(root, signal));
  const included = await (repository
    ? listIncluded(place, workspace, options.include, signal)
    : walkIncluded(root, options.include, said.ignored));
  const isEnvironment = (folder: string) => existsSync(path.join(root, folder, environmentMark));
  return {
    root,
    workspacePrefix: path.posix.relative(root, workspace),
    hasGit: top !== null,
    ...sortOut(said, included, { plain: top === null, isEnvironment }),
  };
}

/** Null where the workspace is in no repository, or in one that has nothing to do with it. */
async function topLevel(workspace: string, signal: AbortSignal): Promise<string | null> {
  const printed = await git({ folder: workspace }, ['rev-parse', '--show-toplevel'], signal);
  const top = printed?.replace(/\n$/, '') ?? '';
  if (top === '') return null;
  // A home folder under git is about dot files: copying it whole would help nobody.
  if (top !== workspace && (top === '/' || top === os.homedir())) return null;
  if (top === workspace) return top;
  const ignored = await git({ folder: top }, ['check-ignore', '-q', workspace], signal);
  return ignored === null ? top : null;
}

/** An empty repository; false where there is no git to make one. */
async function makeRepository(
  root: string,
  scratch: string,
  signal: AbortSignal,
): Promise<boolean> {
  const args = ['init', '-q', '--template=', '--bare', scratch];
  return (await git({ folder: root }, args, signal)) !== null;
}

async function listRepository(place: GitPlace, signal: AbortSignal): Promise<GitListing> {
  const list = async (...args: string[]) => {
    const printed = await git(place, ['-c', 'core.bare=false', 'ls-files', '-z', ...args], signal);
    if (printed !== null) return splitZ(printed);
    throw new FailureError('git-failed', `git cannot list ${place.folder}: run git status there.`);
  };
  const standard = '--exclude-standard';
  const [staged, untracked, ignored] = await Promise.all([
    list('-s'),
    list('-o', standard),
    list('-o', '-i', standard, '--directory'),
  ]);
  const found: GitListing = { tracked: [], untracked: [], ignored };
  const nested: string[] = [];
  for (const line of staged) {
    const file = line.slice(line.indexOf('\t') + 1);
    (line.startsWith('160000') ? nested : found.tracked).push(file);
  }
  for (const file of untracked) {
    if (file.endsWith('/')) nested.push(file.slice(0, -1));
    else found.untracked.push(file);
  }
  for (const folder of new Set(nested)) {
    const inner = path.join(place.folder, folder);
    // Without this a submodule that was never fetched would list the repository around it.
    if (!existsSync(path.join(inner, '.git'))) continue;
    const said = await listRepository({ folder: inner }, signal);
    for (const kind of ['tracked', 'untracked', 'ignored'] as const) {
      found[kind].push(...said[kind].map((file) => `${folder}/${file}`));
    }
  }
  return found;
}

/** Files that the user wants in the copies although they are ignored: pathspecs of git. */
async function listIncluded(
  place: GitPlace,
  workspace: string,
  include: readonly string[],
  signal: AbortSignal,
): Promise<string[]> {
  if (include.length === 0) return [];
  const prefix = path.posix.relative(place.folder, workspace);
  const specs = include.map((each) => `:(top,glob)${path.posix.join(prefix, each)}`);
  // A folder means all below it, a glob only what it matches.
  const args = ['-c', 'core.bare=false', 'ls-files', '-o', '-z', '--', ...specs];
  return splitZ((await git(place, args, signal)) ?? '').filter((file) => !file.endsWith('/'));
}
