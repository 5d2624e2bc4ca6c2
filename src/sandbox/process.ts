import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { FailureError } from '../base/failure.ts';
import { watchBounds, type Bounds, type ProcessTree } from './bounds.ts';
import type { EndCause, RunResult } from './executor.ts';
import { BoundedOutput } from './output.ts';

/** A command under way. */
export interface Started {
  readonly child: ChildProcess;
  readonly tree: ProcessTree;
  /** The command's own exit status, where the child that was spawned only stands before it. */
  status?(exitCode: number | null, output: string): Promise<number | null>;
}

/** Timers count in 32 bits: a longer one would fire at once. */
const longestTimerMs = 2 ** 31 - 1;
/** The pipe of a tree that was killed whole closes at once; a process that got away must not keep us. */
const closingMs = 1000;

/**
 * Waits for a command's end, by itself or by the first bound met, and resolves when none of its
 * processes is left. `printed`: what it prints to. Throws `sandbox-failed`.
 */
export async function supervise(
  started: Started,
  printed: Readable,
  bounds: Bounds & { readonly timeoutMs: number },
  signal: AbortSignal,
): Promise<RunResult> {
  const { child, tree } = started;
  const begun = performance.now();
  const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  const closed = once(printed, 'close').catch(() => undefined);
  const output = new BoundedOutput(bounds.outputBytes);
  let cause: EndCause | undefined;
  const end = (why: EndCause) => {
    if (cause) return;
    cause = why;
    void tree.kill();
  };
  printed.on('data', (chunk: Buffer) => {
    output.add(chunk);
    if (output.overflown) end('output');
  });
  const watching = watchRun(tree, bounds, end, signal);
  try {
    const [exitCode, by] = await ended.catch((thrown: unknown) => {
      throw new FailureError('sandbox-failed', `Nothing could be started: ${String(thrown)}`);
    });
    cause ??= 'exit';
    await tree.kill();
    await Promise.race([closed, sleep(closingMs)]);
    const said = { cause, output: output.text(), ms: performance.now() - begun };
    if (cause !== 'exit') return { ...said, exitCode: null, signal: 'SIGKILL' };
    const status = started.status ? await started.status(exitCode, said.output) : exitCode;
    return { ...said, exitCode: status, signal: by };
  } finally {
    watching.dispose();
    printed.destroy();
  }
}

/** Everything that may end a run before it ends by itself. */
function watchRun(
  tree: ProcessTree,
  bounds: Bounds & { readonly timeoutMs: number },
  end: (cause: EndCause) => void,
  signal: AbortSignal,
): { dispose: () => void } {
  const timer = setTimeout(end, Math.min(bounds.timeoutMs, longestTimerMs), 'timeout');
  const cancel = () => {
    end('cancelled');
  };
  signal.addEventListener('abort', cancel, { once: true });
  if (signal.aborted) cancel();
  const stopBounds = watchBounds(tree, bounds, end);
  return {
    dispose: () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
      stopBounds();
    },
  };
}
