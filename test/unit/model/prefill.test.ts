import assert from 'node:assert/strict';
import fc from 'fast-check';
import { neverAborted } from '../../../src/base/abort.ts';
import type { Priority } from '../../../src/model/engine/pool.ts';
import { Pace } from '../../../src/model/engine/pace.ts';
import { prefill } from '../../../src/model/engine/prefill.ts';
import { RightOfWay } from '../../../src/model/engine/right-of-way.ts';
import type { CachedSequence } from '../../../src/model/engine/sequence.ts';

/** What a cancel, and a completion behind Solve, may wait for. */
const boundMs = 150;
/** Pieces by which the speed is known. */
const learning = 12;

const cases = fc.record({
  tokens: fc.integer({ min: 64, max: 4096 }),
  cached: fc.integer({ min: 0, max: 1024 }),
  msOfTiles: fc.double({ min: 0.05, max: 15, noNaN: true }),
  /** How much longer a token of smaller pieces takes: twice as long after a long prompt. */
  slower: fc.double({ min: 1, max: 2, noNaN: true }),
  priority: fc.constantFrom<Priority>('complete', 'solve', 'idle'),
});

describe('a prompt in pieces', () => {
  it('is evaluated whole, its pieces within the bound once the speed is known, but for rare trials', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ tokens, cached, msOfTiles, slower, priority }) => {
        const takes = (piece: number) => piece * msOfTiles * (piece < 64 ? slower : 1);
        const pace = new Pace();
        const measured = pace.measured.bind(pace);
        pace.measured = (piece) => {
          measured(piece, takes(piece));
        };
        const pieces: number[] = [];
        const feed = (piece: readonly number[]) => Promise.resolve(void pieces.push(piece.length));
        const sequence = { feed } as unknown as CachedSequence;
        const rightOfWay = new RightOfWay();
        const errand = { sequence, priority, pace, rightOfWay, signal: neverAborted };
        const prompt = Array.from({ length: cached + tokens }, (_, at) => at);
        for (let i = 0; i < 20; i++) {
          const { fresh, again } = pace.lastPiece(tokens, prompt.length);
          const before = prompt.slice(0, prompt.length - fresh + 1);
          assert.equal(await prefill(errand, before, cached), tokens - fresh);
          assert.ok(fresh + again <= prompt.length);
          pieces.push(fresh + again);
          measured(fresh + again, takes(fresh + again));
        }
        const late = pieces
          .slice(learning)
          .filter((piece) => piece > 8 && takes(piece) > 1.1 * boundMs);
        const trials = 1 + (pieces.length - learning) / 10;
        assert.ok(late.length <= trials, `${late.length} of ${pieces.length} take longer`);
      }),
    );
  });
});
