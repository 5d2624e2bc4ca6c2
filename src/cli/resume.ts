import { Syntax } from '../base/syntax.ts';
import { FailureError } from '../base/failure.ts';
import { readPastRun } from '../solve/past-run.ts';
import { resumedTask } from '../solve/resume.ts';
import { grammarsOf } from '../solve/run.ts';
import { readTrace } from '../trace/read.ts';
import type { ResumeOptions } from './args.ts';
import type { Io } from './io.ts';
import { solveTask } from './solve.ts';
import { verifyTask } from './verify.ts';

/** `--resume`: goes on with a run that asked something, now that it is answered. */
export async function runResume(
  of: 'solve' | 'verify',
  options: ResumeOptions,
  io: Io,
  signal: AbortSignal,
): Promise<number> {
  const past = await readPastRun(readTrace(options.past));
  const { command } = past.start;
  if (command !== of) {
    const why = `That run is one of ${command}: reckon ${command} --resume goes on with it.`;
    throw new FailureError('other-command', why);
  }
  const syntax = new Syntax(grammarsOf(io.installRoot));
  const task = await resumedTask(past, options, syntax);
  const run = of === 'solve' ? solveTask : verifyTask;
  return await run(task, options, io, signal);
}
