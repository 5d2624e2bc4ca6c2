import type { FileEdit, Patch } from '../base/edit.ts';
import { toFailure } from '../base/failure.ts';
import type { Canary } from '../runner/runner.ts';
import type { Copy } from '../sandbox/executor.ts';
import type { Emit } from '../trace/events.ts';
import type { Baseline } from './baseline.ts';
import { runTests, targetsFirstPays, type TestBench } from '../verify/execution.ts';
import { judgeRun, type Judgement } from '../verify/pass.ts';

/** What every candidate of a run is tried with. */
export interface Trial {
  readonly bench: TestBench;
  readonly baseline: Baseline;
  /** Files with tests, relative to the copy's root, those of the targets first. */
  readonly testFiles: readonly string[];
  /** New canaries for each run; none where the runner has none. */
  readonly canaries: (phase: Phase) => readonly Canary[];
  readonly timeoutMs: number;
  readonly emit: Emit;
}

export type Phase = 'targets' | 'suite' | 'confirm' | 'planted';

/**
 * Tries a patch in a copy: the targets first where that pays, then the whole suite with the canary.
 * The judgement of the last run stands.
 */
export async function tryPatch(
  trial: Trial,
  sample: number,
  patch: Patch,
  signal: AbortSignal,
): Promise<Judgement> {
  const { baseline, bench } = trial;
  const copy = await bench.executor.acquire({ kind: 'sample' }, signal);
  try {
    const misfit = await applyFailure(copy, patch);
    if (misfit) return misfit;
    if (targetsFirstPays(bench, baseline)) {
      const early = await runPhase(trial, { sample, phase: 'targets', copy }, signal);
      if (early.verdict !== 'pass') return early;
      await copy.restore();
    }
    return await runPhase(trial, { sample, phase: 'suite', copy }, signal);
  } finally {
    await copy.release();
  }
}

/** A patch that cannot even be written, as a judgement; null when it is in the copy. */
async function applyFailure(copy: Copy, patch: Patch): Promise<Judgement | null> {
  try {
    await copy.apply(patch);
    return null;
  } catch (thrown) {
    const failure = toFailure(thrown, 'cannot-apply');
    return { verdict: 'refused', ...failure, passed: 0, failed: 0, skipped: 0, failures: [] };
  }
}

/** Runs one phase of a sample's tests in a copy that holds its patch, and traces it. */
export async function runPhase(
  trial: Trial,
  { sample, phase, copy }: { sample: number; phase: Phase; copy: Copy },
  signal: AbortSignal,
): Promise<Judgement> {
  const { bench, baseline, emit } = trial;
  const canaries = phase === 'targets' ? [] : trial.canaries(phase);
  await copy.apply(canaries.map((canary) => canaryEdit(canary, bench)));
  emit({ kind: 'test.start', sample, phase });
  const run = await runTests(
    bench,
    copy,
    {
      selection: phase === 'targets' ? baseline.targets : 'all',
      timeoutMs: trial.timeoutMs,
      canary: canaries[0] ?? null,
    },
    signal,
  );
  const judgement = judgeRun(run, baseline, phase === 'targets' ? 'targets' : 'suite', canaries);
  const { passed, failed, skipped } = judgement;
  const failures = judgement.failures
    .filter(({ id }) => !canaries.some(({ failing }) => failing === id))
    .map(({ id, message }) => ({ id, message: message.slice(0, 4000) }));
  emit({
    kind: 'test.end',
    sample,
    phase,
    cause: run.cause,
    ms: run.ms,
    passed,
    failed,
    skipped,
    failures,
  });
  return judgement;
}

function canaryEdit(canary: Canary, bench: TestBench): FileEdit {
  return { path: bench.toWorkspace(canary.path), before: null, after: canary.text };
}
