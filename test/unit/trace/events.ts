import type { TraceBody, TraceEvent } from '../../../src/trace/events.ts';
import { emptyView, fold, type RunView } from '../../../src/trace/rows.ts';

/** An event of a made-up run, and when it comes (milliseconds from the start). */
export type Timed = readonly [at: number, body: TraceBody];

export function stamped(events: readonly Timed[]): TraceEvent[] {
  return events.map(([at, body], seq) => ({ v: 1, run: 'r', seq, at: 1_000_000 + at, ...body }));
}

export function viewOf(events: readonly Timed[]): RunView {
  return stamped(events).reduce(fold, emptyView);
}

export const start: TraceBody = {
  kind: 'run.start',
  command: 'solve',
  workspace: '/w',
  targets: ['t'],
  models: ['bundled'],
  samples: 8,
  jobs: 1,
  seed: 0,
  maxWrong: 0.1,
  confinement: 'bubblewrap',
};

export function begin(sample: number, model = 'bundled'): TraceBody {
  return { kind: 'sample.start', sample, round: 1, strategy: 'greedy', model };
}

export function judged(
  sample: number,
  more: Partial<Extract<TraceBody, { kind: 'verdict' }>>,
): TraceBody {
  const none = { passed: 0, failed: 0, skipped: 0, tokens: 0, thinkingTokens: 0, ms: 0 };
  return { kind: 'verdict', sample, verdict: 'pass', code: 'c', why: 'w', ...none, ...more };
}

export function ended(more: Partial<Extract<TraceBody, { kind: 'run.end' }>>): TraceBody {
  const none = { sample: null, pWrong: null, bound: null, tokens: 0, ms: 1000 };
  return { kind: 'run.end', outcome: 'abstained', code: 'c', why: 'w', ...none, ...more };
}
