import assert from 'node:assert/strict';
import type { TraceBody } from '../../../src/trace/events.ts';
import { foldSuggestion, type SuggestionRow } from '../../../src/trace/suggestions.ts';
import { stamped, type Timed } from './events.ts';

const request: TraceBody = { kind: 'complete.request', file: '/w/a.py', offset: 3 };
const reason = { code: 'c', why: 'w', numbers: { p: 0.5 } };
const shown: TraceBody = { kind: 'complete.decision', decision: 'show', ...reason };
const unasked: TraceBody = { kind: 'complete.decision', decision: 'none', ...reason };

function rowsOf(events: readonly Timed[]): readonly SuggestionRow[] {
  return stamped(events).reduce(foldSuggestion, []);
}

describe('the rows of suggestions', () => {
  it('put together what belongs to one request', () => {
    const [row] = rowsOf([
      [0, request],
      [10, { kind: 'complete.exit', ...reason }],
      [20, { kind: 'complete.stop', ...reason }],
      [30, { kind: 'complete.tokens', tokens: [{ text: 'x', logprob: -1 }] }],
      [40, shown],
      [900, { kind: 'complete.feedback', feedback: 'accepted', numbers: {} }],
    ]);
    assert.ok(row?.exit && row.stop && row.decision);
    assert.deepEqual([row.ms, row.tokens.length, row.feedback], [40, 1, 'accepted']);
  });

  it('have the newest first and do not grow without end', () => {
    const many = Array.from({ length: 80 }, (_, index): Timed => [index, request]);
    const rows = rowsOf(many);
    assert.equal(rows.length, 50);
    assert.equal(rows[0]?.id, 'r/79');
  });

  it('are not touched by what was not asked of a model', () => {
    const before: Timed[] = [
      [0, request],
      [40, shown],
    ];
    assert.deepEqual(rowsOf([...before, [50, unasked]]), rowsOf(before));
    assert.deepEqual(rowsOf([[0, unasked]]), []);
  });
});
