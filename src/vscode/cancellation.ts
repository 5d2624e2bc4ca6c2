import type { CancellationToken } from 'vscode';

/** The editor's token as the core's signal. Call `dispose` in a `finally`. */
export function signalOf(token: CancellationToken): { signal: AbortSignal; dispose: () => void } {
  const ctrl = new AbortController();
  const listener = token.onCancellationRequested(() => {
    ctrl.abort();
  });
  if (token.isCancellationRequested) ctrl.abort();
  return {
    signal: ctrl.signal,
    dispose: () => {
      listener.dispose();
    },
  };
}
