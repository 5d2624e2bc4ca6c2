import { availableParallelism } from 'node:os';
import path from 'node:path';
import { FailureError, toFailure } from '../base/failure.ts';
import type { Model } from '../model/model.ts';
import { openModel } from '../model/open.ts';
import { proxiedFetch } from '../model/remote/fetch.ts';
import { applyPatch } from '../solve/apply/apply.ts';
import { undoName } from '../solve/apply/plan.ts';
import { recoverApplies } from '../solve/apply/recover.ts';
import { formatUnified } from '../solve/answer/unified.ts';
import type { Sample } from '../solve/board.ts';
import { solve, type Outcome, type Task } from '../solve/solve.ts';
import { openTrace } from '../trace/log.ts';
import { TraceStore } from '../trace/store.ts';
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
  const stored = await new TraceStore(io.storage).newRun(options.workspace);
  const file = options.trace ?? stored.file;
  const trace = openTrace({
    file,
    run: stored.run,
    onEvent: io.follow,
    onFailure: ({ why }) => {
      io.note(why);
    },
  });
  const models: Model[] = [];
  try {
    for (const name of options.models) models.push(open(name, io));
    const parts = {
      // For measurements: judges every sample instead of stopping at the first pass.
      policy: io.env['RECKON_POLICY'] === fixedSamples.name ? fixedSamples : firstPass,
      emit: trace.emit,
      clock: () => performance.now(),
      grammars: path.join(io.installRoot, 'dist', 'grammars'),
    };
    const result = await solve(taskOf(options, models, io), parts, signal);
    const applied = options.apply
      ? await applyIfSolved(result, options, path.dirname(file), io, signal)
      : result;
    trace.close();
    report(applied, file, io);
    return exitOf(applied);
  } finally {
    trace.close();
    await Promise.all(models.map((model) => model.dispose()));
  }
}

function open(name: string, io: Io): Model {
  const model = openModel(name, { ...io, fetch: proxiedFetch(io.env) });
  if ('code' in model) throw new FailureError(model.code, model.why);
  return model;
}

function taskOf(options: SolveOptions, models: readonly Model[], io: Io): Task {
  return {
    workspace: options.workspace,
    storage: io.storage,
    installRoot: io.installRoot,
    test: options.test ?? null,
    allowUnconfined: options.allowUnconfined,
    network: 'none',
    include: [],
    env: {},
    overlays: new Map(),
    goal: options.goal ?? null,
    targets: options.targets,
    models,
    samples: options.samples ?? null,
    jobs: options.jobs ?? Math.max(1, Math.floor(availableParallelism() / 2)),
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
