import assert from 'node:assert/strict';
import { toFailure } from '../../../src/base/failure.ts';
import type { TraceBody } from '../../../src/trace/events.ts';
import { keptSamples, readPastRun } from '../../../src/solve/past-run.ts';
import { begin, ended, judged, stamped, start, type Timed } from '../trace/events.ts';

const options = { test: null, timeoutMs: 1, testTimeoutMs: null, maxTokens: null };
const asking: TraceBody = {
  ...(start as Extract<TraceBody, { kind: 'run.start' }>),
  options: { ...options, allowUnconfined: false, base: {}, prior: null },
};
const edits = [{ path: 'a.py', before: '1\n', after: '2\n' }];
const patch = (sample: number): TraceBody => ({ kind: 'patch', sample, hash: 'h', edits });
const failed = { verdict: 'fail', code: 'tests-fail', failed: 2 } as const;
const events: Timed[] = [
  [0, asking],
  ...([1, 2, 3] as const).map((id): Timed => [1, begin(id)]),
  ...([1, 2, 3] as const).map((id): Timed => [2, patch(id)]),
  [3, judged(1, failed)],
  [4, judged(2, {})],
  [5, judged(3, {})],
  [6, { kind: 'behaviour', clusters: { A: [2], B: [3] }, inputs: 9, why: '' }],
  [7, { kind: 'question', input: 'f(1)', outputs: [], tree: 'abc' }],
  [8, ended({ outcome: 'ask' })],
];

async function* trace(timed: readonly Timed[]) {
  yield* stamped(timed);
  await Promise.resolve();
}

describe('a past run', () => {
  it('keeps what failed, and tries again what passed', async () => {
    const past = await readPastRun(trace(events));
    const [first, second] = keptSamples(past, new Set());
    assert.equal(first?.draft.known?.verdict, 'fail');
    assert.equal(first.draft.known.failed, 2);
    assert.deepEqual(second?.draft.patch, edits);
    assert.equal(second.draft.known, undefined);
  });

  it('rejects what the answer calls wrong', async () => {
    const past = await readPastRun(trace(events));
    const kept = keptSamples(past, new Set(past.clusters['B']));
    assert.deepEqual(
      kept.map(({ draft }) => draft.known?.code),
      ['tests-fail', undefined, 'called-wrong'],
    );
  });

  it('is none where nothing was asked', async () => {
    const solved: Timed[] = [
      [0, asking],
      [1, ended({ outcome: 'solved' })],
    ];
    const failure = await readPastRun(trace(solved)).then(() => null, toFailure);
    assert.equal(failure?.code, 'nothing-asked');
  });
});
