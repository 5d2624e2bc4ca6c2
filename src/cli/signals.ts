import { FailureError } from '../base/failure.ts';

/** How long a command may take to end after the first signal, in milliseconds. */
const grace = 300;

const stops = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The events of a process that are listened to here. */
export interface SignalSource {
  on(name: NodeJS.Signals, listener: () => void): unknown;
  off(name: NodeJS.Signals, listener: () => void): unknown;
}

/**
 * A signal that aborts when the process is told to stop. The command then has 300 ms to end by
 * itself; after that, or at a second stop, `exit` is called.
 */
export function stopSignal(
  source: SignalSource,
  exit: () => void,
): { signal: AbortSignal; dispose: () => void } {
  const ctrl = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const stop = () => {
    if (ctrl.signal.aborted) {
      exit();
      return;
    }
    timer = setTimeout(exit, grace);
    ctrl.abort(new FailureError('cancelled', 'The run was cancelled.'));
  };
  for (const name of stops) source.on(name, stop);
  return {
    signal: ctrl.signal,
    dispose: () => {
      clearTimeout(timer);
      for (const name of stops) source.off(name, stop);
    },
  };
}
