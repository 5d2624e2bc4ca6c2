import path from 'node:path';
import { toFailure } from '../base/failure.ts';
import { applyPatch } from '../solve/apply/apply.ts';
import { undoName } from '../solve/apply/plan.ts';
import type { Outcome } from '../solve/outcome.ts';
import { defaultJobs, runTask, type StatedTask } from '../solve/run.ts';
import type { SolveOptions } from './args.ts';
import type { Io } from './io.ts';
import { meansOf } from './means.ts';
import { exitOf, reportSolved } from './report.ts';

/** `reckon solve`: samples until a patch passes, says so, and applies it where asked to. */
export async function runSolve(
  options: SolveOptions,
  io: Io,
  signal: AbortSignal,
): Promise<number> {
  return await solveTask(taskOf(options), options, io, signal);
}

/** Solves a task for `solve` and for what goes on from it. */
export async function solveTask(
  task: StatedTask,
  { apply, trace: named }: Pick<SolveOptions, 'apply' | 'trace'>,
  io: Io,
  signal: AbortSignal,
): Promise<number> {
  const means = await meansOf(named, io);
  const { outcome, trace } = await runTask(task, means, signal);
  const applied = apply
    ? await applyIfSolved(outcome, task.workspace, path.dirname(trace), io, signal)
    : outcome;
  reportSolved(applied, trace, io);
  return exitOf(applied);
}

function taskOf(options: SolveOptions): StatedTask {
  return {
    workspace: options.workspace,
    test: options.test ?? null,
    testCwd: null,
    allowUnconfined: options.allowUnconfined,
    network: 'none',
    include: [],
    env: {},
    overlays: new Map(),
    goal: options.goal ?? null,
    targets: options.targets,
    models: options.models,
    samples: options.samples ?? null,
    jobs: options.jobs ?? defaultJobs(),
    maxWrong: options.maxWrong,
    maxTokens: options.maxTokens ?? Infinity,
    seed: options.seed,
    timeoutMs: options.timeoutMs,
    testTimeoutMs: options.testTimeoutMs ?? null,
    open: [],
    given: [],
    answered: [],
    prior: null,
    tree: null,
  };
}

/** The result, as failed where its patch could not be applied: the patch itself is not lost. */
async function applyIfSolved(
  result: Outcome,
  workspace: string,
  traceDir: string,
  io: Io,
  signal: AbortSignal,
): Promise<Outcome> {
  const { outcome, patch } = result;
  if (outcome !== 'solved' || !patch) return result;
  const failure = await applyPatch(
    { workspace, patch, storage: io.storage, traceDir },
    signal,
  ).catch((thrown: unknown) => toFailure(thrown, 'apply-failed'));
  io.note(failure ? failure.why : `Applied; ${path.join(traceDir, undoName)} takes it back.`);
  if (!failure) return result;
  return { ...result, ...failure, outcome: signal.aborted ? 'cancelled' : 'failed' };
}
