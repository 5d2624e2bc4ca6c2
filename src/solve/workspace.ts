import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { WorkspaceFiles } from './files.ts';
import type { TestBench } from '../verify/execution.ts';
import { linksBelow } from './patch/links.ts';
import { findCommand } from '../runner/detect.ts';
import { createRunners, loadShims } from '../runner/runners.ts';
import type { Bounds } from '../sandbox/bounds.ts';
import { openSandbox } from '../sandbox/sandbox.ts';
import type { Snapshot } from '../sandbox/snapshot.ts';

export interface WorkspaceOptions {
  /** Absolute. */
  readonly workspace: string;
  readonly storage: string;
  /** The folder that holds dist/ and media/. */
  readonly installRoot: string;
  /** The test command as the user gave it; null: it is looked for. */
  readonly test: string | null;
  /** The folder it runs in, relative to the workspace; null: the workspace, or the package found. */
  readonly testCwd: string | null;
  readonly allowUnconfined: boolean;
  readonly network: 'none' | 'host';
  /** Ignored files that copies shall hold, relative to the workspace. */
  readonly include: readonly string[];
  /** Added to the tests' environment. */
  readonly env: Readonly<Record<string, string>>;
  /**
   * Texts that stand for those on disk, by path relative to the workspace: unsaved ones of the
   * editor, or those before a change. Null: no such file.
   */
  readonly overlays: ReadonlyMap<string, string | null>;
  /** What a test run may use; the machine's bounds where absent. */
  readonly bounds?: Partial<Bounds>;
}

/** A workspace made ready: its files as they are now, and a bench to run its tests on. */
export interface Workspace {
  readonly files: WorkspaceFiles;
  readonly bench: TestBench;
  /** Is the path a link, or below one? */
  isLink(path: string): Promise<boolean>;
  /** SHA-256 over the user's files as they were when the snapshot was taken, without overlays. */
  digest(): Promise<string>;
}

/** Takes the snapshot and finds the test command. The executor must be disposed of. */
export async function openWorkspace(
  options: WorkspaceOptions,
  targetFile: string | null,
  signal: AbortSignal,
): Promise<Workspace> {
  const confinement = options.allowUnconfined ? 'allow-unconfined' : 'required';
  const sandbox = await openSandbox({ ...options, confinement }, signal);
  try {
    const { snapshot } = sandbox;
    const prefix = snapshot.workspacePrefix;
    const toRoot = (file: string) => path.posix.join(prefix, file);
    const toWorkspace = (file: string) => path.posix.relative(prefix, file);
    const all = snapshot.files();
    const paths = all.map(toWorkspace).filter((file) => !file.startsWith('../'));
    const command = await findCommand({
      ...options,
      cwd: options.testCwd,
      paths: all,
      prefix,
      targetFile,
      read: (file) => snapshot.read(file),
    });
    const runners = createRunners(loadShims(options.installRoot));
    return {
      files: { paths, read: async (file) => (await snapshot.read(toRoot(file))) ?? null },
      bench: { executor: sandbox, runner: runners[command.runner], command, toRoot, toWorkspace },
      isLink: linksBelow(options.workspace),
      digest: () => digestTree(snapshot, new Set([...options.overlays.keys()].map(toRoot))),
    };
  } catch (thrown) {
    await sandbox.dispose();
    throw thrown;
  }
}

/** An overlaid file counts as it is on disk: that is what the user's tree holds. */
async function digestTree(snapshot: Snapshot, overlaid: ReadonlySet<string>): Promise<string> {
  const sha256 = (bytes: string | Buffer) => createHash('sha256').update(bytes).digest('hex');
  const digestOf = async (file: string) => {
    if (!overlaid.has(file)) return snapshot.digest(file);
    const bytes = await readFile(path.join(snapshot.root, file)).catch(() => null);
    return bytes ? sha256(bytes) : undefined;
  };
  const lines: string[] = [];
  for (const file of snapshot.files()) {
    const digest = await digestOf(file);
    if (digest !== undefined) lines.push(`${file}\0${digest}`);
  }
  return sha256(lines.join('\n'));
}
