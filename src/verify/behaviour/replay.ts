import { z } from 'zod';
import type { FileEdit } from '../../base/edit.ts';
import type { Copy } from '../../sandbox/executor.ts';
import { runTests, type TestBench, type TestRun } from '../execution.ts';
import type { ReplayTest } from './harness.ts';
import { outcome, type Outcome } from './outcome.ts';
import { readLines } from './record.ts';
import type { Arguments } from './value.ts';
import { behaviourFolder } from './watch.ts';

/** A call to make. */
export interface Call extends Arguments {
  /** The function's id. */
  readonly id: string;
  readonly module: string;
  readonly name: string;
}

export interface ReplayLimits {
  /** Bound on one call. */
  readonly callMs: number;
  /** Bound on all of them, starts of the runner included. */
  readonly budgetMs: number;
}

/** What came of the calls, in their order; undefined where the time did not suffice. */
export interface Replayed {
  readonly outcomes: readonly (Outcome | undefined)[];
  /** Why functions could not be called at all: name and reason. */
  readonly missing: readonly string[];
}

const line = z.union([
  z.object({ index: z.number(), outcome }),
  z.object({ begun: z.number() }),
  z.object({ missing: z.string(), why: z.string() }),
  z.object({ finished: z.literal(true) }),
]);
type Line = z.infer<typeof line>;

/** A call that took the process with it costs a new one; more often it is not tried. */
const mostStarts = 4;
/** The bound on one call leaves a whole run this long at least, for the runner's own start. */
const startMs = 20_000;

/**
 * Makes the calls in a patched copy, in the given order, by a test of ours in the workspace's own
 * runner. One process makes them all; where a call ends it, another goes on behind that call.
 */
export async function replayCalls(
  bench: TestBench,
  test: ReplayTest,
  edits: readonly FileEdit[],
  calls: readonly Call[],
  limits: ReplayLimits,
  signal: AbortSignal,
): Promise<Replayed> {
  const outcomes = new Array<Outcome | undefined>(calls.length).fill(undefined);
  const missing = new Set<string>();
  const end = performance.now() + limits.budgetMs;
  const copy = await bench.executor.acquire({ kind: 'sample' }, signal);
  try {
    const { path, text } = test.canary;
    await copy.apply([...edits, { path: bench.toWorkspace(path), before: null, after: text }]);
    let from = 0;
    for (let start = 0; start < mostStarts && from < calls.length; start++) {
      const left = end - performance.now();
      if (left <= 0 || signal.aborted) break;
      const run = await runOnce(
        bench,
        copy,
        test,
        { calls, from },
        { ...limits, budgetMs: left },
        signal,
      );
      const lines = readLines(run.files.get('outcomes.jsonl') ?? '', line, 3 * calls.length + 10);
      from = take(lines, outcomes, missing, from) ?? calls.length;
    }
    return { outcomes, missing: [...missing] };
  } finally {
    await copy.release();
  }
}

async function runOnce(
  bench: TestBench,
  copy: Copy,
  test: ReplayTest,
  { calls, from }: { readonly calls: readonly Call[]; readonly from: number },
  limits: ReplayLimits,
  signal: AbortSignal,
): Promise<TestRun> {
  const left = calls.map((call, index) => ({ index, ...call })).slice(from);
  const plan = JSON.stringify({ calls: left, ...limits });
  return await runTests(
    bench,
    copy,
    {
      selection: [test.canary.passing],
      canary: test.canary,
      timeoutMs: limits.budgetMs + Math.min(startMs, limits.budgetMs),
      env: { [behaviourFolder]: '{exchange}' },
      inputs: { ...test.inputs, 'replay.json': plan },
    },
    signal,
  );
}

/** Takes what a run wrote down; gives where the next one goes on, null where none is needed. */
function take(
  lines: readonly Line[],
  outcomes: (Outcome | undefined)[],
  missing: Set<string>,
  from: number,
): number | null {
  let begun: number | null = null;
  for (const each of lines) {
    if ('missing' in each) missing.add(`${each.missing}: ${each.why}`);
    if ('begun' in each) begun = each.begun;
    if ('outcome' in each && each.index in outcomes) outcomes[each.index] = each.outcome;
  }
  const isFinished = lines.some((each) => 'finished' in each);
  if (isFinished || begun === null || begun < from || outcomes[begun]) return null;
  outcomes[begun] = { kind: 'lost' };
  return begun + 1;
}
