import assert from 'node:assert/strict';
import { type AcceptRow, Outcomes, shiftOf } from '../../../src/complete/accept-log.ts';
import type { TraceBody } from '../../../src/trace/events.ts';

const decided = (code: string, decision: 'show' | 'hide' = 'show'): TraceBody => ({
  kind: 'complete.decision',
  decision,
  code,
  why: '',
  numbers: { p: 0.6, threshold: 0.3 },
});
const heard = (feedback: string, left = 0): TraceBody => ({
  kind: 'complete.feedback',
  feedback,
  numbers: { left },
});

/** What is settled by events that come 400 ms after one another. */
function outcomes(...events: TraceBody[]) {
  const follower = new Outcomes();
  return events.flatMap((event, index) => follower.hear(event, 400 * index) ?? []);
}

describe('outcomes of suggestions', () => {
  it('are told once', () => {
    const row = { at: 400, p: 0.6, explored: false, outcome: 'accepted' };
    const events = [decided('likely'), heard('accepted'), heard('rejected')];
    assert.deepEqual(outcomes(...events), [row]);
  });

  it('wait for the end of what is typed along', () => {
    const events = [decided('explore'), heard('typed', 3), heard('typed', 0)];
    const row = { at: 800, p: 0.6, explored: true, outcome: 'typed' };
    assert.deepEqual(outcomes(...events), [row]);
    const left = [decided('likely'), heard('typed', 3), heard('rejected')];
    assert.equal(outcomes(...left)[0]?.outcome, 'rejected');
  });

  it('say nothing of what was hidden, asked for by hand, or gone before it was seen', () => {
    assert.deepEqual(outcomes(decided('unlikely', 'hide'), heard('rejected')), []);
    assert.deepEqual(outcomes(decided('by-hand'), heard('accepted')), []);
    const follower = new Outcomes();
    follower.hear(decided('likely'), 0);
    assert.equal(follower.hear(heard('rejected'), 200), null);
    assert.equal(follower.hear(heard('rejected'), 900), null);
  });
});

describe('shift of the odds', () => {
  const rows = (accepted: number, of: number, p: number): AcceptRow[] =>
    Array.from({ length: of }, (_, index) => ({
      at: index,
      language: 'python',
      model: 'bundled',
      p,
      shift: 0,
      explored: false,
      outcome: index < accepted ? 'accepted' : 'rejected',
    }));

  it('is none without a record, and none where the record is as stated', () => {
    assert.equal(shiftOf([]), 0);
    assert.ok(Math.abs(shiftOf(rows(30, 100, 0.3))) < 1e-6);
  });

  it('nears the share that this user accepts, as the record grows', () => {
    const after = (rate: readonly AcceptRow[]) => 1 / (1 + Math.exp(-shiftOf(rate)));
    const few = after(rows(1, 10, 0.5));
    const many = after(rows(100, 1000, 0.5));
    assert.ok(few > many && few < 0.5, `${few}`);
    assert.ok(Math.abs(many - 0.1) < 0.01, `${many}`);
  });

  it('does not count twice what an earlier record had moved', () => {
    const moved = rows(30, 100, 0.3).map((row) => ({ ...row, shift: 0.7 }));
    const logit = Math.log(0.3 / 0.7);
    const base = rows(30, 100, 1 / (1 + Math.exp(0.7 - logit)));
    assert.ok(Math.abs(shiftOf(moved) - shiftOf(base)) < 1e-9);
    assert.ok(shiftOf(moved) > 0.5);
  });

  it('stays finite where the odds are extreme', () => {
    assert.ok(Math.abs(shiftOf(rows(0, 1000, 1))) < 30);
  });
});
