import assert from 'node:assert/strict';
import type { TraceBody } from '../../../src/trace/events.ts';
import { emptyView, fold, foldAll } from '../../../src/trace/rows.ts';
import { begin, judged, stamped, start, viewOf } from './events.ts';

const words = (kind: 'thinking' | 'answer', text: string): TraceBody => ({ kind, sample: 1, text });
const testEnd: TraceBody = {
  kind: 'test.end',
  sample: 1,
  phase: 'suite',
  cause: 'exit',
  ms: 70,
  passed: 3,
  failed: 0,
  skipped: 0,
  failures: [],
};

describe('the rows of a run', () => {
  it('gives the time between events to the phase that the later one ends', () => {
    const { samples } = viewOf([
      [0, begin(1)],
      [100, words('thinking', 'so')],
      [150, words('thinking', ' it')],
      [400, words('answer', 'x = ')],
      [500, words('answer', '1')],
      [9000, { kind: 'test.start', sample: 1, phase: 'suite' }],
      [9080, testEnd],
    ]);
    const [row] = samples;
    assert.ok(row);
    assert.deepEqual([row.thinkMs, row.answerMs, row.testMs], [150, 350, 70]);
    assert.deepEqual([row.thinking, row.answer, row.state], ['so it', 'x = 1', 'testing']);
    assert.equal(row.tests[0]?.passed, 3);
  });

  it('leaves phases that did not happen empty', () => {
    const [row] = viewOf([
      [0, begin(1)],
      [5, words('answer', 'x')],
    ]).samples;
    assert.deepEqual([row?.thinkMs, row?.answerMs, row?.testMs], [null, 5, null]);
  });

  it('counts the samples judged before each decision', () => {
    const decision: TraceBody = {
      kind: 'decision',
      decision: 'x',
      code: 'c',
      why: 'w',
      numbers: {},
    };
    const { decisions } = viewOf([
      [0, begin(1)],
      [1, begin(2)],
      [2, judged(1, {})],
      [3, { kind: 'test.start', sample: 1, phase: 'confirm' }],
      [3, decision],
      [4, judged(2, {})],
      [5, decision],
    ]);
    assert.deepEqual(
      decisions.map(({ judged: count }) => count),
      [1, 2],
    );
  });

  it('knows clusters, repeats and passes that were taken back', () => {
    const { samples } = viewOf([
      [0, begin(1)],
      [0, begin(2)],
      [0, begin(3)],
      [1, judged(1, {})],
      [2, judged(2, { verdict: 'duplicate', same: 1 })],
      [3, judged(3, {})],
      [4, { kind: 'behaviour', clusters: { A: [1], B: [3] }, inputs: 5, why: 'w' }],
      [
        5,
        {
          kind: 'decision',
          decision: 'unconfirmed',
          code: 'c',
          why: 'it failed the second time',
          numbers: {},
          sample: 3,
        },
      ],
    ]);
    assert.deepEqual(
      samples.map(({ cluster, same, unconfirmed }) => ({ cluster, same, unconfirmed })),
      [
        { cluster: 'A', same: null, unconfirmed: null },
        { cluster: null, same: 1, unconfirmed: null },
        { cluster: 'B', same: null, unconfirmed: 'it failed the second time' },
      ],
    );
  });

  it('leaves the view before it as it was', () => {
    const before = JSON.stringify(emptyView);
    const [first, second] = stamped([
      [0, start],
      [1, begin(1)],
    ]);
    const one = fold(emptyView, first!);
    const frozen = JSON.stringify(one);
    fold(one, second!);
    assert.equal(JSON.stringify(emptyView), before);
    assert.equal(JSON.stringify(one), frozen);
  });

  it('gives the same view for many events at once as one after the other', () => {
    const pass = { kind: 'decision', decision: 'unconfirmed', code: 'c', numbers: {} } as const;
    const events = stamped([
      [0, start],
      [1, begin(1)],
      [2, begin(2)],
      [3, words('thinking', 'so')],
      [4, words('answer', 'x')],
      [5, judged(1, {})],
      [6, { ...pass, why: 'not again', sample: 1 }],
      [7, { kind: 'behaviour', clusters: { A: [1] }, inputs: 3, why: 'w' }],
      [8, judged(2, { verdict: 'fail' })],
    ]);
    const view = foldAll(emptyView, events);
    assert.deepEqual(view, events.reduce(fold, emptyView));
    assert.deepEqual(
      view.samples.map(({ id, cluster, unconfirmed }) => [id, cluster, unconfirmed]),
      [
        [1, 'A', 'not again'],
        [2, null, null],
      ],
    );
  });

  it('keeps what was written piece by piece, with its tokens', () => {
    const tokens = [{ text: 'x', logprob: -1 }];
    const [row] = viewOf([
      [0, begin(1)],
      [5, { kind: 'thinking', sample: 1, text: 'so' }],
      [9, { kind: 'answer', sample: 1, text: 'x', tokens }],
    ]).samples;
    assert.deepEqual(row?.said, [
      { channel: 'thinking', text: 'so', tokens: [], at: 1_000_005 },
      { channel: 'answer', text: 'x', tokens, at: 1_000_009 },
    ]);
  });
});
