import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Model } from '../../src/model/model.ts';
import type { Outcome } from '../../src/solve/outcome.ts';
import { solve, type Task } from '../../src/solve/solve.ts';
import type { WorkspaceOptions } from '../../src/solve/workspace.ts';
import type { TraceBody } from '../../src/trace/events.ts';
import { firstPass } from '../../src/verify/baselines.ts';
import type { Policy } from '../../src/verify/policy.ts';
import { withRemote } from './remote.ts';
import type { Respond } from './replay-server.ts';
import { writeWorkspace, type Workspace } from './workspace.ts';

const repository = path.resolve(import.meta.dirname, '../..');

/** The folder with the grammars. */
export const grammars = path.join(repository, 'dist', 'grammars');

/** What a run needs to know of a workspace, as the command line would say it. */
export function workspaceTask(workspace: string, storage: string): WorkspaceOptions {
  return {
    workspace,
    storage,
    installRoot: repository,
    test: null,
    testCwd: null,
    allowUnconfined: false,
    network: 'none',
    include: [],
    env: {},
    overlays: new Map(),
  };
}

export interface Solved extends Outcome {
  readonly events: readonly TraceBody[];
}

/** Solves a workspace with a model, through the real sandbox, as the command line would. */
export async function solveWith(
  workspace: Workspace,
  models: readonly Model[],
  options: Partial<Task> = {},
  {
    policy = firstPass,
    signal = new AbortController().signal,
  }: { policy?: Policy; signal?: AbortSignal } = {},
): Promise<Solved> {
  const storage = await mkdtemp(path.join(os.tmpdir(), 'reckon-storage-'));
  const events: TraceBody[] = [];
  try {
    const outcome = await solve(
      {
        ...workspaceTask(workspace.root, storage),
        goal: null,
        targets: [],
        models,
        samples: null,
        jobs: 1,
        maxWrong: 0.1,
        maxTokens: Infinity,
        seed: 0,
        timeoutMs: 120_000,
        testTimeoutMs: 20_000,
        open: [],
        given: [],
        answered: [],
        prior: null,
        tree: null,
        ...options,
      },
      {
        policy,
        emit: (event) => events.push(event),
        clock: () => performance.now(),
        grammars,
      },
      signal,
    );
    return { ...outcome, events };
  } finally {
    await rm(storage, { recursive: true, force: true });
  }
}

/** Solves these files with a scripted chat model, whose n-th sample answers as `answers[n]`. */
export async function solveScripted(
  files: Readonly<Record<string, string>>,
  answers: readonly string[],
  options: Partial<Task> = {},
  {
    modules,
    ...rest
  }: { policy?: Policy; signal?: AbortSignal; modules?: string | undefined } = {},
): Promise<Solved> {
  const workspace = await writeWorkspace(files, modules);
  let asked = 0;
  const respond: Respond = () => ({ text: answers[Math.min(asked++, answers.length - 1)] ?? '' });
  let solved: Solved | undefined;
  try {
    const use = async (model: Model) => {
      solved = await solveWith(workspace, [model], { samples: answers.length, ...options }, rest);
    };
    await withRemote(respond, use, { parallel: 1 });
  } finally {
    await workspace.dispose();
  }
  if (!solved) throw new Error('nothing was solved');
  return solved;
}

/** A whole file as chat models answer. */
export function fileAnswer(file: string, text: string): string {
  return `Here is the file.\n\n${file}\n\`\`\`\n${text}\`\`\`\n`;
}
