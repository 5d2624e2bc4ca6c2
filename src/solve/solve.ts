import { deriveAbort } from '../base/abort.ts';
import { FailureError, toFailure } from '../base/failure.ts';
import { Syntax } from '../base/syntax.ts';
import type { Model } from '../model/model.ts';
import type { Emit } from '../trace/events.ts';
import type { Assessment } from '../verify/assess.ts';
import { unvouched } from '../verify/baselines.ts';
import { loadHarness } from '../verify/behaviour/harness.ts';
import type { Policy } from '../verify/policy.ts';
import { patchHash } from './answer/normalise.ts';
import { announce } from './announce.ts';
import { Board } from './board.ts';
import { placeCanaries } from './canaries.ts';
import { changeSample, judgeChange } from './change-policy.ts';
import { Judge } from './judge.ts';
import { lookCloser } from './look-closer.ts';
import { Loop, type LoopEnd } from './loop.ts';
import { firstLook, secondLook, type FirstLook, type MeasureOptions } from './measure.ts';
import { offLimits } from './off-limits.ts';
import { cancelledEnd, conclude, endOf, outOfTime, type Outcome } from './outcome.ts';
import { refusePatch } from './patch/refuse.ts';
import { type Given, whatIsGiven } from './propose/given.ts';
import { questionFor, type Answered } from './question.ts';
import {
  gatherClues,
  type Ideas,
  makeTeam,
  nothingToDo,
  sampleCount,
  usable,
  warnOfGoal,
} from './team.ts';
import type { Trial } from './trial.ts';
import { openWorkspace, type Workspace, type WorkspaceOptions } from './workspace.ts';

/** A task: what to bring about, where, and what it may cost. */
export interface Task extends WorkspaceOptions {
  readonly goal: string | null;
  readonly targets: readonly string[];
  readonly models: readonly Model[];
  /** With those given; null: 16, or 60 where only completion models take part. */
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
  /** Candidates that are there already: those of the run that this one goes on from, or a change. */
  readonly given: readonly Given[];
  /** Answers to the questions of the runs that this one goes on from, oldest first. */
  readonly answered: readonly Answered[];
  /** Digest of the user's tree that those runs left; null where it does not matter. */
  readonly tree: string | null;
  /** P(wrong) before any evidence, of a given change that is judged; null in a run that repairs. */
  readonly prior: number | null;
}

export interface SolveParts {
  readonly policy: Policy;
  /** Where completion models' candidates come from (`whole`). */
  readonly ideas?: Ideas | undefined;
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
  const syntax = new Syntax(parts.grammars);
  const harness = loadHarness(task.installRoot);
  const judge = new Judge({ ...parts, ...task, harness, syntax });
  let end: LoopEnd;
  try {
    end = await solveIn(task, { ...parts, board, judge, syntax }, deadline.ctrl.signal);
  } catch (thrown) {
    end = endOf(toFailure(thrown));
  } finally {
    clearTimeout(timer);
    deadline.dispose();
  }
  const isCut = end.kind !== 'accepted' && deadline.ctrl.signal.aborted;
  const cut = signal.aborted ? cancelledEnd : outOfTime(task.timeoutMs, board, bestOf(task, judge));
  const ms = parts.clock() - startedAt;
  const { answered } = task;
  return conclude({ end: isCut ? cut : end, board, judge, answered, ms }, parts.emit);
}

/** What a person may look at: a change that is judged, else what is trusted most. */
function bestOf({ prior }: Task, judge: Judge): Assessment | null {
  return prior === null ? judge.mostTrusted : judge.assessmentOf(changeSample);
}

/** What is there before the workspace is opened, and outlives it. */
interface Desk extends SolveParts {
  readonly board: Board;
  readonly judge: Judge;
  readonly syntax: Syntax;
}

async function solveIn(task: Task, desk: Desk, signal: AbortSignal): Promise<LoopEnd> {
  const { emit, syntax } = desk;
  const draws = task.samples === null || task.samples > task.given.length;
  const models = draws ? task.models : [];
  const loading = Promise.all(models.map((model) => model.capabilities(signal)));
  // What is started for a run ends before its workspace is let go.
  const work = deriveAbort(signal);
  let settled: Promise<unknown> | undefined;
  const workspace = await openWorkspace(task, targetFile(task.targets), signal);
  try {
    if (task.tree !== null && task.tree !== (await workspace.digest())) throw treeChanged();
    const measuring = measureOptions(task, workspace, syntax);
    // The tests run while the models load.
    const looking = firstLook(measuring, work.ctrl.signal);
    settled = looking.catch(() => undefined);
    const able = draws ? usable(models, await loading, emit) : [];
    const samples = task.samples ?? sampleCount(able);
    announce(task, emit, workspace, samples);
    warnOfGoal(task.goal, able, emit);
    const look = await looking;
    const nothing = task.prior === null ? nothingToDo(task, look, able) : null;
    if (nothing) return nothing;
    const withTests = filesWithTests(workspace, look);
    const limits = await offLimits(workspace.bench, workspace.files, withTests, syntax);
    const clues = await gatherClues(task, workspace, look, limits);
    const trial = measureTrial(task, emit, workspace, measuring, look, signal);
    const ideas = desk.ideas ?? 'whole';
    const { clock } = desk;
    const scene = { task, ideas, workspace, syntax, look, clues, able, clock };
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
        ...desk,
        proposers: [...whatIsGiven(task.given), ...team.proposers],
        question: async (decision, by, until) =>
          await questionFor(decision, by, await trial, workspace, syntax, until),
        lookCloser: (sample, ready, until) =>
          lookCloser(sample, { ...desk, ...task }, ready, until),
        policyFor: ({ targets }) => policyFor(task, desk.policy, targets),
        trial,
        refuse: (patch) => refusePatch(patch, refusals),
        hash: patchHash,
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

function treeChanged(): FailureError {
  const why = 'The files have changed since the question was asked: start a new run.';
  return new FailureError('tree-changed', why);
}

/** A change is judged whatever failed before it; a repair only by a test that failed. */
function policyFor(task: Task, policy: Policy, targets: readonly string[]): Policy {
  if (task.prior !== null) return judgeChange(policy);
  return targets.length > 0 ? policy : unvouched;
}

/** The file of the first target, where it is or begins with a path. */
function targetFile([first]: readonly string[]): string | null {
  return first?.split('::')[0]?.split(' > ')[0] ?? null;
}

/** Without --test-timeout the baseline may take a quarter of the run, and at most five minutes. */
function measureOptions(task: Task, workspace: Workspace, syntax: Syntax): MeasureOptions {
  const timeoutMs = task.testTimeoutMs ?? Math.min(task.timeoutMs / 4, 300_000);
  return { ...workspace, syntax, named: task.targets, timeoutMs };
}

/** The second baseline run, and with it all that candidates are tried with. */
async function measureTrial(
  task: Task,
  emit: Emit,
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
    testFiles,
    canaries: await placeCanaries(bench, files, targets, testFiles),
    timeoutMs: task.testTimeoutMs ?? 10_000 + 5 * ms,
    emit,
  };
}

/** Files in which the runner found tests, relative to the workspace. */
function filesWithTests({ bench }: Workspace, look: FirstLook): ReadonlySet<string> {
  const files = [...look.outcomes.keys()].map((id) => bench.runner.fileOf(id, bench.command));
  return new Set(files.filter((file) => file !== null).map(bench.toWorkspace));
}
