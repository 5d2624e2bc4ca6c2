import { readFile } from 'node:fs/promises';
import { text as readAll } from 'node:stream/consumers';
import { FailureError } from '../base/failure.ts';
import { changeOfDiff, taskOfChange, uncommittedChange, type Change } from '../solve/change.ts';
import { defaultJobs, runTask, type StatedTask } from '../solve/run.ts';
import { isTestAnywhere } from '../runner/runners.ts';
import type { VerifyOptions } from './args.ts';
import type { Io } from './io.ts';
import { meansOf } from './means.ts';
import { exitOf, reportVerified } from './report.ts';

/** `reckon verify`: says how far a change can be trusted that a person or another tool made. */
export async function runVerify(
  options: VerifyOptions,
  io: Io,
  signal: AbortSignal,
): Promise<number> {
  const change = await changeOf(options, io, signal);
  return await verifyTask(taskOf(options, change), options, io, signal);
}

/** Judges a change for `verify` and for what goes on from it. */
export async function verifyTask(
  task: StatedTask,
  { trace: named }: Pick<VerifyOptions, 'trace'>,
  io: Io,
  signal: AbortSignal,
): Promise<number> {
  const { outcome, trace } = await runTask(task, await meansOf(named, io), signal);
  reportVerified(outcome, trace, io);
  return exitOf(outcome);
}

async function changeOf(
  { workspace, patch }: VerifyOptions,
  { installRoot }: Io,
  signal: AbortSignal,
): Promise<Change> {
  const isTest = isTestAnywhere(installRoot);
  if (patch === undefined) return await uncommittedChange(workspace, isTest, signal);
  const text = patch === '-' ? await readAll(process.stdin) : await readPatch(patch);
  return await changeOfDiff(workspace, text, isTest);
}

async function readPatch(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = `The patch ${file} cannot be read (${code ?? String(error)}).`;
    throw new FailureError('patch-missing', why);
  }
}

function taskOf(options: VerifyOptions, change: Change): StatedTask {
  const { workspace, targets, models, maxWrong, seed, timeoutMs, allowUnconfined } = options;
  return {
    ...{ workspace, targets, models, maxWrong, seed, timeoutMs, allowUnconfined },
    test: options.test ?? null,
    testCwd: null,
    network: 'none',
    include: [],
    env: {},
    ...taskOfChange(change),
    samples: 1 + options.samples,
    jobs: defaultJobs(),
    maxTokens: Infinity,
    testTimeoutMs: options.testTimeoutMs ?? null,
    open: [],
    answered: [],
    prior: options.prior,
    tree: null,
  };
}
