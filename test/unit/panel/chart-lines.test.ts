import assert from 'node:assert/strict';
import { chartLines, height } from '../../../src/panel/chart-lines.ts';
import { begin, judged, start, viewOf } from '../trace/events.ts';

describe('chartLines', () => {
  it('has nothing to draw before a probability is stated', () => {
    assert.equal(chartLines(viewOf([[0, start]])), null);
  });

  it('goes from the first sample to the last, and marks what was decided', () => {
    const numbers = { nextRight: 0.25 };
    const lines = chartLines(
      viewOf([
        [0, start],
        [1, begin(1)],
        [2, judged(1, {})],
        [3, { kind: 'posterior', samples: 1, pWrong: 0.3, bound: 0.4, numbers }],
        [4, begin(2)],
        [5, judged(2, {})],
        [6, { kind: 'posterior', samples: 2, pWrong: 0.05, bound: 0.1, numbers }],
        [
          7,
          {
            kind: 'decision',
            decision: 'accept',
            code: 'within-limit',
            why: 'w',
            numbers: { pWrong: 0.05, bound: 0.1 },
          },
        ],
      ]),
    );
    assert.deepEqual(lines?.pWrong, [
      { x: 0.5, y: height(0.3) },
      { x: 1, y: height(0.05) },
    ]);
    assert.equal(lines.chance.length, 2);
    assert.equal(lines.limit, height(0.1));
    assert.deepEqual(lines.marks, [
      { x: 1, y: height(0.05), bound: height(0.1), decision: 'accept', why: 'w', samples: 2 },
    ]);
  });

  it('puts certainty at the top and what nothing states at the bottom', () => {
    assert.equal(height(1), 1);
    assert.equal(height(0), 0);
    assert.ok(height(0.1) > height(0.01));
  });
});
