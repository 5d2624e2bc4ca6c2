import {
  type CancellationToken,
  env,
  type ExtensionContext,
  l10n,
  type LogOutputChannel,
  type Progress,
  ProgressLocation,
  window,
} from 'vscode';
import { toFailure } from '../base/failure.ts';
import { Syntax } from '../base/syntax.ts';
import { openModel } from '../model/open.ts';
import { isTestAnywhere } from '../runner/runners.ts';
import { statedDoubt, taskOfChange, uncommittedChange } from '../solve/change.ts';
import { readPastRun } from '../solve/past-run.ts';
import { resumedTask } from '../solve/resume.ts';
import { defaultJobs, grammarsOf, runTask, type StatedTask } from '../solve/run.ts';
import type { TraceEvent } from '../trace/events.ts';
import { clip } from '../trace/format.ts';
import { progressLines } from '../trace/progress.ts';
import { readTrace } from '../trace/read.ts';
import { emptyView, fold } from '../trace/rows.ts';
import { runText } from '../trace/text.ts';
import type { Wish } from './ask.ts';
import { signalOf } from './cancellation.ts';
import { openFiles, unsavedTexts } from './editing.ts';
import { openEditor } from './editor-model.ts';
import type { Keys } from './keys.ts';
import { noticeText } from './notice.ts';
import type { Ended } from './outcome-words.ts';
import type { Live } from './panel/live.ts';
import { progressWords } from './progress-words.ts';
import { asRemote } from './remote-words.ts';
import { readSettings, type Settings, testEnvironment } from './settings.ts';

/** What a run uses of the shell. */
export interface Shell {
  readonly context: ExtensionContext;
  readonly keys: Keys;
  readonly log: LogOutputChannel;
  /** Hears what goes on, for those who show it. */
  readonly live: Live;
}

/** A finished run as the shell shows it. */
export interface Solved {
  readonly ended: Ended;
  /** The whole run as text for people. */
  readonly report: string;
  /** Its trace, from which an answer goes on; null where it did not begin. */
  readonly trace: string | null;
}

/** Least time between two changes of the progress line, in milliseconds. */
const calm = 150;

/** Characters of a title: an agent's goal may be a page, and the status bar is a line. */
const longestTitle = 80;

/**
 * Solves under a notification that shows each sample's state and can cancel; for an agent, whose
 * call `agent` cancels, under a word in the status bar. Never throws.
 */
export async function solveWish(
  wish: Wish,
  shell: Shell,
  agent?: CancellationToken,
): Promise<Solved> {
  const location = agent ? ProgressLocation.Window : ProgressLocation.Notification;
  const subject = noticeText(clip(wish.title, longestTitle));
  const title = wish.change ? l10n.t('Judging {0}', subject) : l10n.t('Solving {0}', subject);
  return await window.withProgress({ location, title, cancellable: true }, async (bar, token) => {
    const { signal, dispose } = signalOf(agent ?? token);
    const follower = follow(agent ? null : bar, shell);
    try {
      const run = await solveSignalled(wish, shell, follower.onEvent, signal);
      return { ...run, report: follower.report() };
    } finally {
      dispose();
    }
  });
}

/** Shows a run's events on the progress line and in the log, and keeps them for the report. */
function follow(bar: Progress<{ message: string }> | null, { log, live }: Shell) {
  let view = emptyView;
  let last = 0;
  bar?.report({ message: progressWords(view, l10n.t) });
  return {
    onEvent: (event: TraceEvent) => {
      view = fold(view, event);
      live.hear(event);
      for (const line of progressLines(view, event)) log.info(line);
      const settled = event.kind === 'verdict' || event.kind === 'baseline';
      if (!settled && performance.now() - last < calm) return;
      last = performance.now();
      bar?.report({ message: progressWords(view, l10n.t) });
    },
    report: () => runText(view),
  };
}

async function solveSignalled(
  wish: Wish,
  { context, keys, log }: Shell,
  onEvent: (event: TraceEvent) => void,
  signal: AbortSignal,
): Promise<Pick<Solved, 'ended' | 'trace'>> {
  const settings = readSettings(wish.folder);
  try {
    const installRoot = context.extensionPath;
    const task = await taskOf(wish, settings, installRoot, signal);
    const environments = await environmentsOf(task.models, keys);
    const means = {
      installRoot,
      storage: context.globalStorageUri.fsPath,
      keep: { runs: settings.keepRuns, bytes: 200e6 },
      openModel: (name: string) =>
        openModel(name, { installRoot, env: environments.get(name) ?? {}, openEditor }),
      onEvent,
      note: (why: string) => {
        log.warn(why);
      },
    };
    const { outcome, trace } = await runTask(task, means, signal);
    return { ended: asRemote(outcome, settings.model, env.remoteName, l10n.t), trace };
  } catch (thrown) {
    const { code, why } = toFailure(thrown);
    log.error(`${code}: ${why}`);
    const ended = { ...nothing, outcome: 'failed', code, why } as const;
    return { ended, trace: null };
  }
}

/**
 * An environment for each model, so that a server's key goes to no other: a run that goes on from a
 * question asks its own models, whatever the settings say by now.
 */
async function environmentsOf(
  models: readonly string[],
  keys: Keys,
): Promise<ReadonlyMap<string, NodeJS.ProcessEnv>> {
  const entries = models.map(async (name) => [name, await keys.environmentFor(name)] as const);
  return new Map(await Promise.all(entries));
}

/** What is known of a run that did not begin. */
const nothing = {
  ...{ patch: null, sample: null, samples: [], pWrong: null, bound: null, question: null, ms: 0 },
  ...{ evidence: [], suggestions: [] },
};

/** The models that a wish asks: one that goes on asks its own, whatever the settings say by now. */
export async function modelsOf({ folder, change, answered }: Wish): Promise<readonly string[]> {
  // A change is judged by running it: only the bundled model is asked, which runs here.
  if (change) return [];
  if (answered) return (await readPastRun(readTrace(answered.trace))).start.models;
  return [readSettings(folder).model];
}

/** The task that is wished for, or that goes on from an answered question. */
async function taskOf(
  wish: Wish,
  settings: Settings,
  installRoot: string,
  signal: AbortSignal,
): Promise<StatedTask> {
  const task = await newTask(wish, settings);
  if (!wish.answered) return wish.change ? await judging(task, installRoot, signal) : task;
  const past = await readPastRun(readTrace(wish.answered.trace));
  const syntax = new Syntax(grammarsOf(installRoot));
  const answer = { answer: wish.answered.answer, expect: undefined };
  const { overlays, ...resumed } = await resumedTask(past, answer, syntax);
  const { testCwd, network, include, env, open } = task;
  const now = { testCwd, network, include, env, open };
  return { ...resumed, ...now, overlays: new Map([...task.overlays, ...overlays]) };
}

/** Judges what is not committed, as it is on disk. */
async function judging(
  task: StatedTask,
  installRoot: string,
  signal: AbortSignal,
): Promise<StatedTask> {
  const change = await uncommittedChange(task.workspace, isTestAnywhere(installRoot), signal);
  return { ...task, ...taskOfChange(change), prior: statedDoubt };
}

async function newTask(wish: Wish, settings: Settings): Promise<StatedTask> {
  const { folder, goal, targets, samples, seed } = wish;
  return {
    workspace: folder.uri.fsPath,
    test: settings.test,
    testCwd: settings.testCwd,
    allowUnconfined: settings.allowUnconfined,
    network: settings.network,
    include: settings.include,
    env: await testEnvironment(folder),
    overlays: unsavedTexts(folder),
    goal,
    targets,
    models: [settings.model],
    samples,
    jobs: settings.jobs ?? defaultJobs(),
    maxWrong: settings.maxWrong,
    maxTokens: settings.maxTokens ?? Infinity,
    seed,
    timeoutMs: settings.timeoutMs,
    testTimeoutMs: settings.testTimeoutMs,
    open: openFiles(folder),
    given: [],
    answered: [],
    prior: null,
    tree: null,
  };
}
