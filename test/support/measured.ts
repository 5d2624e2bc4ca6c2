import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { neverAborted } from '../../src/base/abort.ts';
import { Syntax } from '../../src/base/syntax.ts';
import type { Baseline } from '../../src/solve/baseline.ts';
import { firstLook, secondLook } from '../../src/solve/measure.ts';
import { openWorkspace, type Workspace, type WorkspaceOptions } from '../../src/solve/workspace.ts';

const repository = path.resolve(import.meta.dirname, '../..');

/** A workspace in the real sandbox, its tests' baseline measured. */
export interface Measured extends Workspace {
  readonly baseline: Baseline;
  readonly syntax: Syntax;
  dispose(): Promise<void>;
}

/** Takes a snapshot of the workspace and runs its tests twice, as a run does. */
export async function measure(
  workspace: string,
  test: string | null = null,
  timeoutMs = 60_000,
): Promise<Measured> {
  const storage = await mkdtemp(path.join(os.tmpdir(), 'reckon-storage-'));
  const syntax = new Syntax(path.join(repository, 'dist', 'grammars'));
  const place = { workspace, storage, installRoot: repository };
  const options: WorkspaceOptions = {
    ...{ ...place, test, testCwd: null, overlays: new Map<string, string>() },
    ...{ allowUnconfined: false, network: 'none', include: [], env: {} },
  };
  const opened = await openWorkspace(options, null, neverAborted);
  const dispose = async () => {
    await opened.bench.executor.dispose();
    await rm(storage, { recursive: true, force: true });
  };
  try {
    const asked = { ...opened, syntax, named: [], timeoutMs };
    const look = await firstLook(asked, neverAborted);
    return { ...opened, syntax, baseline: await secondLook(asked, look, neverAborted), dispose };
  } catch (thrown) {
    await dispose();
    throw thrown;
  }
}
