import type { Failure } from '../base/failure.ts';
import { FailureError } from '../base/failure.ts';
import { languageOf, type Syntax } from '../base/syntax.ts';
import type { Capabilities, Model } from '../model/model.ts';
import type { Emit } from '../trace/events.ts';
import { localise } from './localise/localise.ts';
import type { LoopEnd } from './loop.ts';
import type { FirstLook } from './measure.ts';
import type { Brief } from './propose/chat-prompt.ts';
import { ChatProposer } from './propose/chat.ts';
import { CompletionProposer } from './propose/completion.ts';
import type { Proposer } from './propose/proposer.ts';
import { UniformProposer } from './propose/uniform.ts';
import type { Task } from './solve.ts';
import { rankSources } from './sources.ts';
import type { OffLimits } from './off-limits.ts';
import type { Workspace } from './workspace.ts';

/** A model that answers, with what it can do. */
export interface Able {
  readonly model: Model;
  readonly capabilities: Capabilities;
}

/** The models that answer; those that do not are logged. Throws when none is left. */
export function usable(
  models: readonly Model[],
  answers: readonly (Capabilities | Failure)[],
  emit: Emit,
): Able[] {
  const able: Able[] = [];
  let failure: Failure = { code: 'no-model', why: 'No model is named: give --model.' };
  for (const [index, model] of models.entries()) {
    const answer = answers[index];
    if (!answer) continue;
    if ('code' in answer) {
      failure = answer;
      emit({ kind: 'log', level: 'error', text: `${model.name}: ${answer.why}` });
    } else {
      able.push({ model, capabilities: answer });
    }
  }
  if (able.length === 0) throw new FailureError(failure.code, failure.why);
  return able;
}

/** Says of models that only complete that they do not read the goal. */
export function warnOfGoal(goal: string | null, able: readonly Able[], emit: Emit): void {
  if (goal === null) return;
  for (const { model, capabilities } of able) {
    if (capabilities.chat) continue;
    const text = `${model.name} only completes code: it sees the failing tests, not the goal.`;
    emit({ kind: 'log', level: 'warn', text });
  }
}

/** A completion model tries single lines: many are cheap, and few are right. */
export function sampleCount(able: readonly Able[]): number {
  return able.some(({ capabilities }) => capabilities.chat) ? 16 : 60;
}

/** Why there is nothing to sample for; null where there is. */
export function nothingToDo(
  task: Pick<Task, 'goal' | 'targets'>,
  { baseline, outcomes, named }: FirstLook,
  able: readonly Able[],
): LoopEnd | null {
  const readsGoal = able.some(({ capabilities }) => capabilities.chat);
  const passing = named.filter((id) => outcomes.get(id) === 'passed');
  const failing = baseline.targets.length > passing.length;
  if (failing || (task.goal !== null && readsGoal && named.length === 0)) return null;
  const why =
    named.length > 0
      ? `${passing[0] ?? ''} passes already: there is nothing to repair.`
      : task.goal === null
        ? 'All tests pass: name a goal, or write a test that fails.'
        : 'All tests pass, and a completion model does not read the goal: write a test that fails.';
  return { kind: 'abstained', code: 'no-failing-test', why, sample: null };
}

/** Where a repair may have to be made: sources by rank, and the files of the failing tests. */
export interface Clues {
  readonly sources: readonly string[];
  readonly testFiles: readonly string[];
}

export async function gatherClues(
  task: Pick<Task, 'open'>,
  { bench, files }: Workspace,
  { baseline }: FirstLook,
  limits: OffLimits,
): Promise<Clues> {
  const { runner, command, toWorkspace } = bench;
  const ofTargets = baseline.targets.flatMap((id) => runner.fileOf(id, command) ?? []);
  const testFiles = [...new Set(ofTargets)]
    .map(toWorkspace)
    .filter((path) => !limits.isSecret(path));
  const sources = await rankSources({
    files,
    isOffLimits: (path) => limits.isTest(path) || limits.isSecret(path),
    testFiles,
    output: baseline.failures.map(({ message }) => message).join('\n'),
    open: task.open,
  });
  return { sources, testFiles };
}

/** Where completion models' candidates come from; all but `whole` are for measurements. */
export const ideas = ['whole', 'infilling', 'uniform'] as const;
export type Ideas = (typeof ideas)[number];

export interface Scene {
  readonly task: Task;
  readonly ideas: Ideas;
  readonly workspace: Workspace;
  readonly syntax: Syntax;
  readonly look: FirstLook;
  readonly clues: Clues;
  readonly able: readonly Able[];
  readonly clock: () => number;
}

/** Sources shown to a chat model at most; its context may hold fewer. */
const mostShown = 12;

/** Proposers, and what they wait for, which must have ended before the workspace is let go. */
export interface Team {
  readonly proposers: readonly Proposer[];
  readonly settled: Promise<unknown>;
}

/** One proposer for each model: whole edits from those that chat, filled holes from the others. */
export function makeTeam(scene: Scene, signal: AbortSignal): Team {
  const { task, workspace, syntax, look, clues, able } = scene;
  const { files } = workspace;
  const read = (path: string) => files.read(path);
  const needsSuspects = able.some(({ capabilities }) => !capabilities.chat);
  const evidence = {
    ...workspace,
    sources: clues.sources,
    baseline: look.baseline,
    syntax,
    jobs: task.jobs,
    timeoutMs: probingTimeout(look),
  };
  const suspects = needsSuspects ? localise(evidence, signal) : Promise.resolve([]);
  const proposers = able.map(({ model, capabilities }) => {
    if (capabilities.chat) {
      const { seed } = task;
      return new ChatProposer({ model, capabilities, brief: makeBrief(scene), read, syntax, seed });
    }
    const completion = {
      model,
      files,
      syntax,
      suspects,
      parallel: capabilities.parallel,
      header: pathHeader,
      clock: scene.clock,
      mutates: scene.ideas === 'whole',
    };
    return scene.ideas === 'uniform'
      ? new UniformProposer(completion, task.seed)
      : new CompletionProposer(completion);
  });
  return { proposers, settled: suspects.catch(() => undefined) };
}

/** Probes slow the tests down; tests that hang tell what they run in the first seconds. */
function probingTimeout({ run, baseline }: FirstLook): number {
  return run.cause === 'timeout' ? Math.min(baseline.ms, 10_000) : 10_000 + 10 * baseline.ms;
}

async function makeBrief({ task, workspace, look, clues }: Scene): Promise<Brief> {
  const read = async (path: string) => ({ path, text: (await workspace.files.read(path)) ?? '' });
  return {
    goal: task.goal,
    failures: look.baseline.failures,
    sources: await Promise.all(clues.sources.slice(0, mostShown).map(read)),
    tests: await Promise.all(clues.testFiles.slice(0, 3).map(read)),
  };
}

/** The first line of a file as code models have seen it: its path in a comment. */
function pathHeader(path: string): string {
  return `${languageOf(path) === 'python' ? '#' : '//'} path: ${path}\n`;
}
