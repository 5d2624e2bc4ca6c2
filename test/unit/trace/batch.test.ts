import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Batcher } from '../../../src/trace/batch.ts';
import type { TraceBody } from '../../../src/trace/events.ts';

const words = (
  sample: number,
  text: string,
  kind: 'thinking' | 'answer' = 'answer',
): TraceBody => ({
  kind,
  sample,
  text,
});
const refused: TraceBody = { kind: 'refused', sample: 1, code: 'c', why: 'w' };

describe('the batching of words', () => {
  it('lets the first words go at once and merges what follows', () => {
    const batcher = new Batcher(50);
    assert.deepEqual(batcher.add(words(1, 'a'), 0), [words(1, 'a')]);
    assert.deepEqual(batcher.add(words(1, 'b'), 10), []);
    assert.deepEqual(batcher.add(words(1, 'c'), 49), []);
    assert.ok(batcher.waiting);
    assert.deepEqual(batcher.due(49), []);
    assert.deepEqual(batcher.due(50), [words(1, 'bc')]);
    assert.ok(!batcher.waiting);
  });

  it('keeps samples apart', () => {
    const batcher = new Batcher(50);
    batcher.add(words(1, 'a'), 0);
    assert.deepEqual(batcher.add(words(2, 'x'), 1), [words(2, 'x')]);
    batcher.add(words(1, 'b'), 2);
    batcher.add(words(2, 'y'), 3);
    assert.deepEqual(batcher.due(50), [words(1, 'b')]);
    assert.deepEqual(batcher.due(51), [words(2, 'y')]);
  });

  it('keeps thinking and answer apart, and pays for two', () => {
    const batcher = new Batcher(50);
    batcher.add(words(1, 'a', 'thinking'), 0);
    batcher.add(words(1, 'b', 'thinking'), 1);
    batcher.add(words(1, 'c'), 2);
    assert.deepEqual(batcher.due(50), [words(1, 'b', 'thinking'), words(1, 'c')]);
    batcher.add(words(1, 'd'), 51);
    assert.deepEqual(batcher.due(149), []);
    assert.deepEqual(batcher.due(150), [words(1, 'd')]);
  });

  it('merges the tokens with their numbers', () => {
    const batcher = new Batcher(50);
    const token = (text: string): TraceBody => ({
      kind: 'answer',
      sample: 1,
      text,
      tokens: [{ text, logprob: -1 }],
    });
    batcher.add(words(1, 'a'), 0);
    batcher.add(token('b'), 1);
    batcher.add(token('c'), 2);
    const tokens = [
      { text: 'b', logprob: -1 },
      { text: 'c', logprob: -1 },
    ];
    assert.deepEqual(batcher.flush(3), [{ kind: 'answer', sample: 1, text: 'bc', tokens }]);
  });

  it("writes a sample's words before its other events, and all words before the run's end", () => {
    const batcher = new Batcher(50);
    for (const sample of [1, 2]) batcher.add(words(sample, 'a'), 0);
    for (const sample of [1, 2]) batcher.add(words(sample, 'b'), 1);
    assert.deepEqual(batcher.add(refused, 2), [words(1, 'b'), refused]);
    const end: TraceBody = {
      kind: 'run.end',
      outcome: 'failed',
      code: 'c',
      why: 'w',
      sample: null,
      pWrong: null,
      bound: null,
      tokens: 0,
      ms: 0,
    };
    assert.deepEqual(batcher.add(end, 3), [words(2, 'b'), end]);
  });

  it('loses no text, keeps the order and stays below the rate, whatever comes when', () => {
    const step = fc.record({
      wait: fc.nat(30),
      sample: fc.integer({ min: 1, max: 3 }),
      text: fc.string({ minLength: 1, maxLength: 3 }),
      kind: fc.constantFrom('thinking' as const, 'answer' as const),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const batcher = new Batcher(50);
        const out: { at: number; event: TraceBody }[] = [];
        let now = 0;
        const take = (events: TraceBody[]) => {
          for (const event of events) out.push({ at: now, event });
        };
        for (const { wait, sample, text, kind } of steps) {
          now += wait;
          take(batcher.due(now));
          take(batcher.add(words(sample, text, kind), now));
        }
        const rated = [...out];
        take(batcher.flush(now));
        for (const sample of [1, 2, 3]) {
          const mine = (event: TraceBody) => 'sample' in event && event.sample === sample;
          const spell = (events: { kind: string; text?: string }[]) =>
            events.flatMap(({ kind, text }) => Array.from(text ?? '').map((char) => kind + char));
          const given = steps.filter((one) => one.sample === sample);
          const got = out.map(({ event }) => event).filter(mine);
          assert.deepEqual(spell(got as { kind: string; text: string }[]), spell(given));
          // Each event uses up 50 ms; a group that was due may come in one burst.
          const times = rated.filter(({ event }) => mine(event)).map(({ at }) => at);
          const last = times.at(-1) ?? 0;
          const before = times.filter((at) => at < last).length;
          assert.ok(before * 50 <= last - (times[0] ?? 0), `${before} before ${last}`);
        }
      }),
    );
  });
});
