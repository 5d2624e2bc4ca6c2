import type { Emit } from '../trace/events.ts';
import type { Task } from './solve.ts';
import type { Workspace } from './workspace.ts';

/** The first events of a run: what it was asked for, and what it goes on from. */
export function announce(task: Task, emit: Emit, workspace: Workspace, samples: number): void {
  const { seed, jobs, maxWrong, targets, goal, test, timeoutMs, testTimeoutMs } = task;
  const maxTokens = Number.isFinite(task.maxTokens) ? task.maxTokens : null;
  const { allowUnconfined, prior } = task;
  // Of a change only: an editor's unsaved texts are no part of the task.
  const base = prior === null ? {} : Object.fromEntries(task.overlays);
  emit({
    kind: 'run.start',
    command: prior === null ? 'solve' : 'verify',
    options: { test, timeoutMs, testTimeoutMs, maxTokens, allowUnconfined, base, prior },
    workspace: task.workspace,
    ...(goal === null ? {} : { goal }),
    targets: [...targets],
    models: task.models.map(({ name }) => name),
    samples,
    jobs,
    seed,
    maxWrong,
    confinement: workspace.bench.executor.confinement,
  });
  for (const answer of task.answered) emit({ kind: 'answered', ...answer });
}
