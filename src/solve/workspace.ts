import path from 'node:path';
import type { WorkspaceFiles } from './files.ts';
import type { TestBench } from '../verify/execution.ts';
import { linksBelow } from './patch/links.ts';
import { findCommand } from '../runner/detect.ts';
import { createRunners, loadShims } from '../runner/runners.ts';
import { openSandbox } from '../sandbox/sandbox.ts';

export interface WorkspaceOptions {
  /** Absolute. */
  readonly workspace: string;
  readonly storage: string;
  /** The folder that holds dist/ and media/. */
  readonly installRoot: string;
  /** The test command as the user gave it; null: it is looked for. */
  readonly test: string | null;
  readonly allowUnconfined: boolean;
  readonly network: 'none' | 'host';
  /** Ignored files that copies shall hold, relative to the workspace. */
  readonly include: readonly string[];
  /** Added to the tests' environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Unsaved texts of the editor, by path relative to the workspace. */
  readonly overlays: ReadonlyMap<string, string>;
}

/** A workspace made ready: its files as they are now, and a bench to run its tests on. */
export interface Workspace {
  readonly files: WorkspaceFiles;
  readonly bench: TestBench;
  /** Is the path a link, or below one? */
  isLink(path: string): Promise<boolean>;
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
    };
  } catch (thrown) {
    await sandbox.dispose();
    throw thrown;
  }
}
