import assert from 'node:assert/strict';
import { Board, type Sample } from '../../../src/solve/board.ts';
import { outOfTime } from '../../../src/solve/outcome.ts';
import type { Assessment } from '../../../src/verify/assess.ts';

const row = {
  ...{ round: 1, strategy: 's', model: 'm', listed: false, tokens: 0, thinkingTokens: 0, ms: 0 },
  ...{
    code: '',
    why: '',
    patch: null,
    patchHash: null,
    logprob: null,
    judgement: null,
    same: null,
  },
};
const best: Assessment = { sample: 2, pWrong: 0.12, bound: 0.21, evidence: [] };

function boardOf(...verdicts: Sample['verdict'][]): Board {
  const board = new Board();
  for (const [at, verdict] of verdicts.entries()) board.add({ ...row, id: at + 1, verdict });
  return board;
}

describe('a run that is out of time', () => {
  it('says how far the patch that passes can be trusted', () => {
    const end = outOfTime(60_000, boardOf('fail', 'pass'), best);
    assert.ok(end.kind === 'abstained');
    assert.equal(end.code, 'out-of-time');
    assert.equal(end.sample?.id, 2);
    assert.equal(
      end.why,
      'The 60 s of this run are over: give --timeout for more. Sample 2 passes. P(wrong) 0.12, at most 0.21 (95%). Nothing of the run speaks against it.',
    );
  });

  it('says nothing of a pass that was taken back, or where there was none', () => {
    for (const [board, known] of [
      [boardOf('fail', 'tampered'), best],
      [boardOf('fail'), null],
    ] as const) {
      const end = outOfTime(60_000, board, known);
      assert.ok(end.kind === 'abstained');
      assert.equal(end.sample, null);
      assert.equal(end.why, 'The 60 s of this run are over: give --timeout for more.');
    }
  });
});
