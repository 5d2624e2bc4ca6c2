import { deriveAbort } from '../base/abort.ts';
import type { Patch } from '../base/edit.ts';
import { toFailure, type Failure } from '../base/failure.ts';
import { Syntax } from '../base/syntax.ts';
import type { Model } from '../model/model.ts';
import type { Emit } from '../trace/events.ts';
import { unvouched } from '../verify/baselines.ts';
import type { Policy } from '../verify/policy.ts';
import { patchHash } from './answer/normalise.ts';
import { Board, type Sample } from './board.ts';
import { gatherClues, makeTeam, nothingToDo, sampleCount, usable, warnOfGoal } from './team.ts';
import { randomName } from '../verify/execution.ts';
import { Loop, type LoopEnd } from './loop.ts';
import { firstLook, secondLook, type FirstLook, type MeasureOptions } from './measure.ts';
import { offLimits } from './off-limits.ts';
import { refusePatch } from './patch/refuse.ts';
import type { Trial } from './trial.ts';
import { openWorkspace, type Workspace, type WorkspaceOptions } from './workspace.ts';

/** A task: what to bring about, where, and what it may cost. */
export interface Task extends WorkspaceOptions {
  readonly goal: string | null;
  readonly targets: readonly string[];
  readonly models: readonly Model[];
  /** Null: 16, or 60 where only completion models take part. */
  readonly samples: number | null;
  readonly jobs: number;
  readonly maxWrong: number;
  readonly maxTokens: number;
  readonly seed: number;
  readonly timeoutMs: number;
  /** Null: 10 s and five times the baseline. */
  readonly testTimeoutMs: number | null;
  /** Files that the user has open, most recent first. */
  readonly open: readonly string[];
}

export interface Outcome {
  readonly outcome: 'solved' | 'abstained' | 'failed' | 'cancelled';
  readonly code: string;
  readonly why: string;
  /** The accepted patch, or the best that passes. */
  readonly patch: Patch | null;
  /** The sample it came from. */
  readonly sample: Sample | null;
  readonly samples: readonly Sample[];
  readonly tokens: number;
  readonly ms: number;
}

export interface SolveParts {
  readonly policy: Policy;
  readonly emit: Emit;
  readonly clock: () => number;
  /** The folder with the grammars. */
  readonly grammars: string;
}

/**
 * Samples patches until the workspace's own tests pass. Never throws for what can be expected to go
 * wrong: that is an outcome with its reason.
 */
export async function solve(task: Task, parts: SolveParts, signal: AbortSignal): Promise<Outcome> {
  const startedAt = parts.clock();
  const deadline = deriveAbort(signal);
  const timer = setTimeout(() => {
    deadline.ctrl.abort();
  }, task.timeoutMs);
  const board = new Board();
  let end: LoopEnd;
  try {
    end = await solveIn(task, parts, board, deadline.ctrl.signal);
  } catch (thrown) {
    end = endOf(toFailure(thrown));
  } finally {
    clearTimeout(timer);
    deadline.dispose();
  }
  if (end.kind !== 'accepted' && signal.aborted) end = cancelledEnd;
  else if (end.kind !== 'accepted' && deadline.ctrl.signal.aborted) end = outOfTime(task.timeoutMs);
  return conclude(end, board, parts, startedAt);
}

async function solveIn(
  task: Task,
  parts: SolveParts,
  board: Board,
  signal: AbortSignal,
): Promise<LoopEnd> {
  const loading = Promise.all(task.models.map((model) => model.capabilities(signal)));
  // What is started for a run ends before its workspace is let go.
  const work = deriveAbort(signal);
  let settled: Promise<unknown> | undefined;
  const workspace = await openWorkspace(task, targetFile(task.targets), signal);
  try {
    const able = usable(task.models, await loading, parts.emit);
    const samples = task.samples ?? sampleCount(able);
    announce(task, parts, workspace, samples);
    warnOfGoal(task.goal, able, parts.emit);
    const syntax = new Syntax(parts.grammars);
    const measuring = measureOptions(task, workspace, syntax);
    const look = await firstLook(measuring, signal);
    const nothing = nothingToDo(task, look, able);
    if (nothing) return nothing;
    const withTests = filesWithTests(workspace, look);
    const limits = await offLimits(workspace.bench, workspace.files, withTests, syntax);
    const clues = await gatherClues(task, workspace, look, limits);
    const trial = measureTrial(task, parts, workspace, measuring, look, signal);
    const scene = { task, workspace, syntax, look, clues, able };
    const team = makeTeam(scene, work.ctrl.signal);
    settled = team.settled;
    const refusals = {
      ...workspace,
      syntax,
      testsAreGoal: false,
      isTest: (path: string) => limits.isTest(path),
      findsTestsIn: (path: string) => withTests.has(path),
    };
    const loop = new Loop(
      {
        board,
        proposers: team.proposers,
        policyFor: ({ targets }) => (targets.length > 0 ? parts.policy : unvouched),
        trial,
        refuse: (patch) => refusePatch(patch, refusals),
        hash: patchHash,
        emit: parts.emit,
        clock: parts.clock,
      },
      { jobs: task.jobs, maxTokens: task.maxTokens, samples },
      signal,
    );
    return await loop.run();
  } finally {
    work.ctrl.abort();
    work.dispose();
    await settled;
    await workspace.bench.executor.dispose();
  }
}

/** The file of the first target, where it is or begins with a path. */
function targetFile([first]: readonly string[]): string | null {
  return first?.split('::')[0]?.split(' > ')[0] ?? null;
}

/** Failures of the work end a run as failed; that the tests cannot be judged here is no failure. */
function endOf(failure: Failure): LoopEnd {
  return failure.code === 'copy-differs'
    ? { kind: 'abstained', ...failure }
    : { kind: 'failed', failure };
}

function announce(task: Task, { emit }: SolveParts, workspace: Workspace, samples: number): void {
  const { seed, jobs, maxWrong, targets, goal } = task;
  emit({
    kind: 'run.start',
    command: 'solve',
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
}

/** Without --test-timeout the baseline may take a quarter of the run, and at most five minutes. */
function measureOptions(task: Task, workspace: Workspace, syntax: Syntax): MeasureOptions {
  const timeoutMs = task.testTimeoutMs ?? Math.min(task.timeoutMs / 4, 300_000);
  return { ...workspace, syntax, named: task.targets, timeoutMs };
}

/** The second baseline run, and with it all that candidates are tried with. */
async function measureTrial(
  task: Task,
  { emit }: SolveParts,
  { bench, files }: Workspace,
  measuring: MeasureOptions,
  look: FirstLook,
  signal: AbortSignal,
): Promise<Trial> {
  const baseline = await secondLook(measuring, look, signal);
  const { command, runner } = bench;
  const { targets, guards, flaky, ms } = baseline;
  const plain = 'A plain command counts by its exit status alone: that is weak.';
  emit({
    kind: 'baseline',
    test: command.text,
    runner: runner.name,
    targets: [...targets],
    guards: guards.length,
    flaky: [...flaky],
    ms,
    ...(runner.name === 'plain' ? { note: plain } : {}),
  });
  const filesOf = (ids: Iterable<string>) =>
    [...ids].flatMap((id) => runner.fileOf(id, command) ?? []);
  const named = files.paths.filter((file) => runner.isTestFile(file)).map(bench.toRoot);
  const testFiles = [...new Set([...filesOf(targets), ...filesOf(look.outcomes.keys()), ...named])];
  return {
    bench,
    baseline,
    canary: () => runner.canary(command, testFiles, randomName()),
    timeoutMs: task.testTimeoutMs ?? 10_000 + 5 * ms,
    emit,
  };
}

/** Files in which the runner found tests, relative to the workspace. */
function filesWithTests({ bench }: Workspace, look: FirstLook): ReadonlySet<string> {
  const files = [...look.outcomes.keys()].map((id) => bench.runner.fileOf(id, bench.command));
  return new Set(files.filter((file) => file !== null).map(bench.toWorkspace));
}

function conclude(end: LoopEnd, board: Board, parts: SolveParts, startedAt: number): Outcome {
  const accepted = end.kind === 'accepted' ? end.sample : null;
  const passing = board.samples.find(({ verdict }) => verdict === 'pass');
  // A person may look at a pass that cannot be vouched for.
  const best = accepted ?? passing ?? board.unvouched() ?? null;
  const { code, why } = end.kind === 'failed' ? end.failure : end;
  const outcome = end.kind === 'accepted' ? 'solved' : end.kind;
  const tokens = board.samples.reduce((sum, sample) => sum + sample.tokens, 0);
  const ms = parts.clock() - startedAt;
  const sample = best?.id ?? null;
  parts.emit({
    kind: 'run.end',
    outcome,
    code,
    why,
    sample,
    pWrong: null,
    bound: null,
    tokens,
    ms,
  });
  const samples = board.samples.toSorted((a, b) => a.id - b.id);
  return { outcome, code, why, patch: best?.patch ?? null, sample: best, samples, tokens, ms };
}

const cancelledEnd: LoopEnd = {
  kind: 'cancelled',
  code: 'cancelled',
  why: 'The run was cancelled.',
};

function outOfTime(timeoutMs: number): LoopEnd {
  const why = `The ${Math.round(timeoutMs / 1000)} s of this run are over: give --timeout for more.`;
  return { kind: 'abstained', code: 'out-of-time', why };
}
