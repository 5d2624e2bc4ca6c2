import {
  type ExtensionContext,
  l10n,
  type LogOutputChannel,
  type Progress,
  ProgressLocation,
  window,
} from 'vscode';
import { toFailure } from '../base/failure.ts';
import { openModel } from '../model/open.ts';
import { defaultJobs, runTask, type StatedTask } from '../solve/run.ts';
import type { TraceEvent } from '../trace/events.ts';
import { progressLines } from '../trace/progress.ts';
import { emptyView, fold } from '../trace/rows.ts';
import { runText } from '../trace/text.ts';
import type { Wish } from './ask.ts';
import { signalOf } from './cancellation.ts';
import { openFiles, unsavedTexts } from './editing.ts';
import type { Keys } from './keys.ts';
import type { Ended } from './outcome-words.ts';
import { progressWords } from './progress-words.ts';
import { readSettings, type Settings, testEnvironment } from './settings.ts';

/** What a run uses of the shell. */
export interface Shell {
  readonly context: ExtensionContext;
  readonly keys: Keys;
  readonly log: LogOutputChannel;
}

/** A finished run as the shell shows it. */
export interface Solved {
  readonly ended: Ended;
  /** The whole run as text for people. */
  readonly report: string;
}

/** Least time between two changes of the progress line, in milliseconds. */
const calm = 150;

/** Solves under a notification that shows each sample's state and can cancel. Never throws. */
export async function solveWish(wish: Wish, shell: Shell): Promise<Solved> {
  const location = ProgressLocation.Notification;
  const title = l10n.t('Solving {0}', wish.title);
  return await window.withProgress({ location, title, cancellable: true }, async (bar, token) => {
    const { signal, dispose } = signalOf(token);
    const follower = follow(bar, shell.log);
    try {
      const ended = await solveSignalled(wish, shell, follower.onEvent, signal);
      return { ended, report: follower.report() };
    } finally {
      dispose();
    }
  });
}

/** Shows a run's events on the progress line and in the log, and keeps them for the report. */
function follow(bar: Progress<{ message: string }>, log: LogOutputChannel) {
  let view = emptyView;
  let last = 0;
  bar.report({ message: progressWords(view, l10n.t) });
  return {
    onEvent: (event: TraceEvent) => {
      view = fold(view, event);
      for (const line of progressLines(view, event)) log.info(line);
      const settled = event.kind === 'verdict' || event.kind === 'baseline';
      if (!settled && performance.now() - last < calm) return;
      last = performance.now();
      bar.report({ message: progressWords(view, l10n.t) });
    },
    report: () => runText(view),
  };
}

async function solveSignalled(
  wish: Wish,
  { context, keys, log }: Shell,
  onEvent: (event: TraceEvent) => void,
  signal: AbortSignal,
): Promise<Ended> {
  const settings = readSettings(wish.folder);
  try {
    const env = await keys.environmentFor(settings.model);
    const installRoot = context.extensionPath;
    const means = {
      installRoot,
      storage: context.globalStorageUri.fsPath,
      keep: { runs: settings.keepRuns, bytes: 200e6 },
      openModel: (name: string) => openModel(name, { installRoot, env }),
      onEvent,
      note: (why: string) => {
        log.warn(why);
      },
    };
    const { outcome } = await runTask(await taskOf(wish, settings), means, signal);
    return outcome;
  } catch (thrown) {
    const { code, why } = toFailure(thrown);
    log.error(`${code}: ${why}`);
    return { outcome: 'failed', code, why, patch: null, sample: null, samples: [], ms: 0 };
  }
}

async function taskOf(wish: Wish, settings: Settings): Promise<StatedTask> {
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
  };
}
