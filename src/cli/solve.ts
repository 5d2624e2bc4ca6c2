import path from 'node:path';
import { toFailure } from '../base/failure.ts';
import { openModel } from '../model/open.ts';
import { proxiedFetch } from '../model/remote/fetch.ts';
import { applyPatch } from '../solve/apply/apply.ts';
import { undoName } from '../solve/apply/plan.ts';
import { recoverApplies } from '../solve/apply/recover.ts';
import { formatUnified } from '../solve/answer/unified.ts';
import type { Sample } from '../solve/board.ts';
import { defaultJobs, runTask, type StatedTask } from '../solve/run.ts';
import type { Outcome } from '../solve/solve.ts';
import { firstPass, fixedSamples } from '../verify/baselines.ts';
import type { SolveOptions } from './args.ts';
import { exits, type Io } from './io.ts';

/** `reckon solve`: samples until a patch passes, says so, and applies it where asked to. */
export async function runSolve(
  options: SolveOptions,
  io: Io,
  signal: AbortSignal,
): Promise<number> {
  for (const failure of await recoverApplies(io.storage)) io.note(failure.why);
  const fetch = proxiedFetch(io.env);
  const means = {
    ...io,
    trace: options.trace,
    // For measurements: judges every sample instead of stopping at the first pass.
    policy: io.env['RECKON_POLICY'] === fixedSamples.name ? fixedSamples : firstPass,
    openModel: (name: string) => openModel(name, { ...io, fetch }),
    onEvent: io.follow,
  };
  const { outcome, trace } = await runTask(taskOf(options), means, signal);
  const applied = options.apply
    ? await applyIfSolved(outcome, options, path.dirname(trace), io, signal)
    : outcome;
  report(applied, trace, io);
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
  };
}

/** The result, as failed where its patch could not be applied: the patch itself is not lost. */
async function applyIfSolved(
  result: Outcome,
  { workspace }: SolveOptions,
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

/** The result: one line of JSON, or the patch on standard output (the rest went before it). */
function report(result: Outcome, file: string, io: Io): void {
  const patch = result.patch && formatUnified(result.patch);
  if (!io.json) {
    if (patch) io.text(patch);
    io.note(`Trace: ${file}`);
    return;
  }
  const { outcome, code, why, tokens, ms } = result;
  io.result({
    outcome,
    code,
    why,
    patch,
    pWrong: null,
    bound: null,
    soundness: null,
    samples: result.samples.map(sampleRow),
    tokens,
    ms: Math.round(ms),
    trace: file,
  });
}

function sampleRow(sample: Sample): Record<string, unknown> {
  const { id, round, strategy, model, verdict, tokens, thinkingTokens, ms, patchHash } = sample;
  const { passed, failed, skipped } = sample.judgement ?? { passed: 0, failed: 0, skipped: 0 };
  const counts = { passed, failed, skipped, tokens, thinkingTokens, ms: Math.round(ms) };
  return { id, round, strategy, model, verdict, ...counts, cluster: null, patchHash };
}

function exitOf({ outcome, code }: Outcome): number {
  switch (outcome) {
    case 'solved':
      return exits.done;
    case 'abstained':
      return exits.undecided;
    case 'failed':
      return code === 'unknown-target' ? exits.usage : exits.failed;
    case 'cancelled':
      return exits.cancelled;
  }
}
