import { setMaxListeners } from 'node:events';

/** A signal that never fires: the default of every operation that can be cancelled. */
export const neverAborted: AbortSignal = new AbortController().signal;

/**
 * A controller that aborts with its parents and can be aborted on its own. Call `dispose` in a
 * `finally`: it lets go of the parents.
 */
export function deriveAbort(...parents: AbortSignal[]): {
  ctrl: AbortController;
  dispose: () => void;
} {
  const ctrl = new AbortController();
  const follow = (event: Event) => {
    ctrl.abort((event.target as AbortSignal).reason);
  };
  for (const parent of parents) {
    // Many generations follow one run: no leak, for each lets go of it.
    setMaxListeners(0, parent);
    if (parent.aborted) ctrl.abort(parent.reason);
    else parent.addEventListener('abort', follow, { once: true });
  }
  return {
    ctrl,
    dispose: () => {
      for (const parent of parents) parent.removeEventListener('abort', follow);
    },
  };
}
