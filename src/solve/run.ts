import { availableParallelism } from 'node:os';
import path from 'node:path';
import { FailureError, type Failure } from '../base/failure.ts';
import type { Model } from '../model/model.ts';
import type { TraceEvent } from '../trace/events.ts';
import { openTrace } from '../trace/log.ts';
import { type Keep, TraceStore } from '../trace/store.ts';
import { assess } from '../verify/assess.ts';
import { expectedValue } from '../verify/expected-value.ts';
import type { Policy, RunState } from '../verify/policy.ts';
import { shippedWeights } from '../verify/weights.ts';
import type { Outcome } from './outcome.ts';
import { solve, type Task } from './solve.ts';
import type { Ideas } from './team.ts';

/** A task as a user states it: its models by name. */
export interface StatedTask extends Omit<Task, 'models' | 'storage' | 'installRoot'> {
  /** At least one. */
  readonly models: readonly string[];
}

/** What a run uses of the program that starts it: the command line or the editor. */
export interface RunMeans {
  /** The folder that holds dist/ and media/. */
  readonly installRoot: string;
  /** Where runs and copies are kept. */
  readonly storage: string;
  /** How much of the workspace's history stays. */
  readonly keep?: Keep;
  /** Another place for the trace than the run's own folder. */
  readonly trace?: string | undefined;
  /** Another policy than expected value: measurements compare. */
  readonly policy?: Policy | undefined;
  /** Fewer sources of candidates: for measurements too. */
  readonly ideas?: Ideas | undefined;
  readonly openModel: (name: string) => Model | Failure;
  /** Sees each event of the trace. */
  readonly onEvent: (event: TraceEvent) => void;
  /** Something that the user should know and that is no part of the trace. */
  readonly note: (why: string) => void;
}

/** A finished run, and where its trace is. */
export interface Run {
  readonly outcome: Outcome;
  readonly trace: string;
}

/**
 * Solves a task and keeps its trace. Throws FailureError where it cannot begin: a model's name that
 * cannot be opened, a trace that cannot be written.
 */
export async function runTask(
  task: StatedTask,
  means: RunMeans,
  signal: AbortSignal,
): Promise<Run> {
  const { storage, installRoot, onEvent } = means;
  const { maxWrong, prior } = task;
  const judged = (state: RunState) => assess(state, { weights: shippedWeights, prior });
  const policy = means.policy ?? expectedValue({ maxWrong, assess: judged });
  const stored = await new TraceStore(storage, means.keep).newRun(task.workspace);
  const file = means.trace ?? stored.file;
  const onFailure = ({ why }: Failure) => {
    means.note(why);
  };
  const trace = openTrace({ file, run: stored.run, onEvent, onFailure });
  const models: Model[] = [];
  try {
    for (const name of task.models) models.push(open(name, means));
    const parts = {
      policy,
      ideas: means.ideas,
      emit: trace.emit,
      clock: () => performance.now(),
      grammars: grammarsOf(installRoot),
    };
    const outcome = await solve({ ...task, models, storage, installRoot }, parts, signal);
    return { outcome, trace: file };
  } finally {
    trace.close();
    await Promise.all(models.map((model) => model.dispose()));
  }
}

function open(name: string, { openModel }: RunMeans): Model {
  const model = openModel(name);
  if ('code' in model) throw new FailureError(model.code, model.why);
  return model;
}

/** Where an installation keeps its grammars; see `Syntax`. */
export function grammarsOf(installRoot: string): string {
  return path.join(installRoot, 'dist', 'grammars');
}

/** Tests at a time, where the user names no number: half of the cores. */
export function defaultJobs(): number {
  return Math.max(1, Math.floor(availableParallelism() / 2));
}
