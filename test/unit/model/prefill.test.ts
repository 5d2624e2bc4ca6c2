import assert from 'node:assert/strict';
import fc from 'fast-check';
import { neverAborted } from '../../../src/base/abort.ts';
import type { Priority } from '../../../src/model/engine/pool.ts';
import { Pace } from '../../../src/model/engine/pace.ts';
import { prefill, restOf } from '../../../src/model/engine/prefill.ts';
import { RightOfWay } from '../../../src/model/engine/right-of-way.ts';
import type { CachedSequence } from '../../../src/model/engine/sequence.ts';

/** What a cancel, and a completion behind Solve, may wait for. */
const boundMs = 150;

const cases = fc.record({
  tokens: fc.integer({ min: 1, max: 4096 }),
  msPerToken: fc.double({ min: 0.05, max: 15, noNaN: true }),
  prompts: fc.integer({ min: 0, max: 8 }),
  priority: fc.constantFrom<Priority>('complete', 'solve', 'idle'),
});

describe('a prompt in pieces', () => {
  it('is evaluated whole, no piece of it for longer than the bound', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ tokens, msPerToken, prompts, priority }) => {
        const pace = new Pace();
        for (let i = 0; i < 50; i++) pace.measured(100, 100 * msPerToken);
        // Nothing is evaluated here: the time that it takes says nothing.
        pace.measured = () => undefined;
        const traffic = { pace, rightOfWay: new RightOfWay(), prompts };
        const pieces: number[] = [];
        const sequence = {
          feed: (piece: readonly number[]) => {
            pieces.push(piece.length);
            return Promise.resolve();
          },
        } as unknown as CachedSequence;
        const prompt = Array.from({ length: tokens }, (_, at) => at);
        const rest = restOf(tokens, traffic);
        const errand = { sequence, priority, traffic, signal: neverAborted };
        await prefill(errand, prompt.slice(0, tokens - rest + 1), 0);
        pieces.push(rest);
        assert.equal(
          pieces.reduce((sum, piece) => sum + piece),
          tokens,
        );
        for (const piece of pieces) assert.ok(piece * msPerToken <= boundMs, `${piece} tokens`);
      }),
    );
  });
});
