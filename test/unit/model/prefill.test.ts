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

const cases = fc.record({
  tokens: fc.integer({ min: 64, max: 4096 }),
  cached: fc.integer({ min: 0, max: 1024 }),
  msOfTiles: fc.double({ min: 0.05, max: 15, noNaN: true }),
  priority: fc.constantFrom<Priority>('complete', 'solve', 'idle'),
});

describe('a prompt in pieces', () => {
  it('is evaluated whole, no piece of it for longer than the bound once it is known', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ tokens, cached, msOfTiles, priority }) => {
        // As after a long prompt, where smaller pieces take twice the time a token.
        const takes = (piece: number) => piece * msOfTiles * (piece < 64 ? 2 : 1);
        const pace = new Pace();
        const measured = pace.measured.bind(pace);
        pace.measured = (piece) => {
          measured(piece, takes(piece));
        };
        const pieces: number[] = [];
        const feed = (piece: readonly number[]) => Promise.resolve(void pieces.push(piece.length));
        const sequence = { feed } as unknown as CachedSequence;
        const traffic = { pace, rightOfWay: new RightOfWay() };
        const errand = { sequence, priority, traffic, signal: neverAborted };
        const prompt = Array.from({ length: cached + tokens }, (_, at) => at);
        for (let i = 0; i < 20; i++) {
          const { fresh, again } = pace.lastPiece(tokens, prompt.length);
          const before = prompt.slice(0, prompt.length - fresh + 1);
          assert.equal(await prefill(errand, before, cached), tokens - fresh);
          assert.ok(fresh + again <= prompt.length);
          pieces.push(fresh + again);
          measured(fresh + again, takes(fresh + again));
        }
        const late = pieces.filter((piece) => piece > 8 && takes(piece) > 1.1 * boundMs);
        assert.ok(late.length <= 12, `${late.length} of ${pieces.length} take longer`);
      }),
    );
  });
});
