import { z } from 'zod';
import type { FileEdit } from '../../base/edit.ts';
import { runTests, type TestBench } from '../execution.ts';
import { recorderFiles, type HarnessTexts } from './harness.ts';
import { value, type Arguments } from './value.ts';
import { behaviourFolder } from './watch.ts';

/** A call that a test made, at its start. */
export interface RecordedCall extends Arguments {
  /** The function's id, as its source was watched with. */
  readonly id: string;
  /** Python: the module as the tests know it, and the name in it; else ''. */
  readonly module: string;
  readonly name: string;
  /** Ids of the watched functions that ran within the call, its own among them. */
  readonly entered: readonly string[];
}

const recordedCall: z.ZodType<RecordedCall> = z.object({
  id: z.string(),
  module: z.string(),
  name: z.string(),
  args: z.array(value),
  named: z.array(z.tuple([z.string(), value])),
  entered: z.array(z.string()),
});

/** More is not read: a test run may write what it likes. */
const mostLines = 20_000;

/**
 * Runs the tests over watched sources and gives the outermost calls of watched functions, each with
 * the arguments that it had before it ran.
 */
export async function recordCalls(
  bench: TestBench,
  texts: HarnessTexts,
  watched: readonly FileEdit[],
  timeoutMs: number,
  signal: AbortSignal,
): Promise<RecordedCall[]> {
  const copy = await bench.executor.acquire({ kind: 'sample' }, signal);
  try {
    await copy.apply(watched);
    const env = { [behaviourFolder]: '{exchange}' };
    const inputs = recorderFiles(texts);
    const run = await runTests(bench, copy, { selection: 'all', timeoutMs, env, inputs }, signal);
    return readLines(run.files.get('calls.jsonl') ?? '', recordedCall, mostLines);
  } finally {
    await copy.release();
  }
}

/** The lines of a file from the sandbox that are what they should be; others are left out. */
export function readLines<T>(text: string, line: z.ZodType<T>, most: number): T[] {
  return text
    .split('\n', most)
    .map((each) => readLine(each, line))
    .filter((each) => each !== null);
}

function readLine<T>(text: string, line: z.ZodType<T>): T | null {
  try {
    return line.parse(JSON.parse(text));
  } catch {
    // No JSON, another shape, or nested deeper than a stack goes.
    return null;
  }
}
