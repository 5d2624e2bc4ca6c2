import type { Patch } from '../base/edit.ts';
import type { Failure } from '../base/failure.ts';
import { languageOf } from '../base/syntax.ts';
import { notRepeated } from './board.ts';
import { plantSyntaxError } from '../runner/planted.ts';
import { reachesRunner } from './patch/reaches.ts';
import { runPhase, type Trial } from './trial.ts';

/** A pass that does not hold, and what to call it. */
export interface Unconfirmed extends Failure {
  readonly verdict: 'tampered' | 'fail' | 'cancelled';
}

/**
 * Whether the pass of a candidate may be vouched for: it does not reach into the runner, it passes
 * once more in a fresh copy that no earlier sample can have poisoned, and a syntax error planted in
 * each source file it changes makes the tests fail, so that it is this copy's code they run.
 */
export async function confirmPass(
  trial: Trial,
  sample: number,
  patch: Patch,
  signal: AbortSignal,
): Promise<Unconfirmed | null> {
  const reach = reachesRunner(patch);
  if (reach) return { verdict: 'tampered', ...reach };
  const again = await passAgain(trial, sample, patch, signal);
  if (again) return again;
  for (const edit of patch) {
    if (edit.before === null || edit.after === null) continue;
    const missed = await missesPlantedError(trial, sample, patch, edit.path, signal);
    if (missed) return missed;
  }
  return null;
}

async function passAgain(
  trial: Trial,
  sample: number,
  patch: Patch,
  signal: AbortSignal,
): Promise<Unconfirmed | null> {
  const copy = await trial.bench.executor.acquire({ kind: 'fresh' }, signal);
  try {
    await copy.apply(patch);
    const judgement = await runPhase(trial, { sample, phase: 'confirm', copy }, signal);
    if (judgement.verdict === 'pass') return null;
    if (judgement.verdict === 'cancelled') return { ...judgement, verdict: 'cancelled' };
    return {
      verdict: judgement.verdict === 'tampered' ? 'tampered' : 'fail',
      code: notRepeated,
      why: `It passed once, and not in a fresh copy: ${judgement.why}`,
    };
  } finally {
    await copy.release({ discard: true });
  }
}

async function missesPlantedError(
  trial: Trial,
  sample: number,
  patch: Patch,
  path: string,
  signal: AbortSignal,
): Promise<Unconfirmed | null> {
  const language = languageOf(path);
  if (!language) return null;
  const planted = patch.map((edit) =>
    edit.path === path && edit.after !== null
      ? { ...edit, after: plantSyntaxError({ path, text: edit.after }, language) }
      : edit,
  );
  const copy = await trial.bench.executor.acquire({ kind: 'sample' }, signal);
  try {
    await copy.apply(planted);
    const judgement = await runPhase(trial, { sample, phase: 'planted', copy }, signal);
    if (judgement.verdict === 'cancelled') return { ...judgement, verdict: 'cancelled' };
    if (judgement.verdict !== 'pass') return null;
    return {
      verdict: 'tampered',
      code: 'copy-not-under-test',
      why: `The tests pass with a syntax error in ${path}: they do not run the changed code.`,
    };
  } finally {
    await copy.release();
  }
}
