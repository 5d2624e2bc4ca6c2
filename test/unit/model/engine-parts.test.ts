import assert from 'node:assert/strict';
import { neverAborted } from '../../../src/base/abort.ts';
import { crashSentence } from '../../../src/model/crash.ts';
import { Pace } from '../../../src/model/engine/pace.ts';
import { inTurn } from '../../../src/model/engine/prefill.ts';
import { RightOfWay } from '../../../src/model/engine/right-of-way.ts';
import type { Priority } from '../../../src/model/engine/pool.ts';
import { Replies } from '../../../src/model/replies.ts';

describe('Pace', () => {
  const plenty = 1000;
  /** Evaluates so many pieces; gives their sizes. */
  const evaluate = (pace: Pace, pieces: number, takes: (tokens: number) => number) =>
    Array.from({ length: pieces }, () => {
      const tokens = pace.piece(plenty);
      pace.measured(tokens, takes(tokens));
      return tokens;
    });

  it('cuts smaller pieces on a slow machine', () => {
    const pace = new Pace();
    const before = pace.piece(plenty);
    evaluate(pace, 20, (tokens) => tokens * 8);
    assert.ok(pace.piece(plenty) < before);
    assert.ok(pace.piece(plenty) * 8 <= 150, 'a piece stays within the bound');
  });

  it('stays between a few tokens and the batch size', () => {
    const pace = new Pace();
    evaluate(pace, 50, () => 100_000);
    assert.equal(pace.piece(plenty), 8);
    const fast = new Pace();
    evaluate(fast, 50, () => 1);
    assert.equal(fast.piece(plenty), 128);
    assert.equal(fast.piece(100), 64);
  });

  it('cuts what is smaller than a tile, or may be disturbed, into smaller pieces', () => {
    const pace = new Pace();
    assert.equal(pace.piece(64), 64);
    assert.equal(pace.piece(63), 16);
    assert.equal(pace.piece(40), 40, 'the rest fits in the bound');
    assert.equal(pace.piece(40, true), 16);
    assert.equal(pace.piece(64, true), 16);
    assert.equal(pace.piece(5), 5);
  });

  it('goes back to whole tiles when smaller pieces have become fast', () => {
    const pace = new Pace();
    evaluate(pace, 10, (tokens) => tokens * 3.2);
    assert.ok(pace.piece(plenty) < 64);
    evaluate(pace, 80, (tokens) => tokens * 2.2);
    assert.equal(pace.piece(plenty), 64);
  });

  it('gets over slow smaller pieces before its first tile', () => {
    const pace = new Pace();
    pace.measured(16, 16 * 30);
    assert.ok(pace.piece(plenty) < 64);
    evaluate(pace, 20, (tokens) => tokens * (tokens < 64 ? 3 : 2));
    assert.equal(pace.piece(plenty), 64);
  });

  it('stays at smaller pieces where tiles hardly fit, and tries one now and then', () => {
    const pace = new Pace();
    const takes = (tokens: number) => tokens * (tokens < 64 ? 4.2 : 3);
    evaluate(pace, 20, takes);
    const tiles = evaluate(pace, 400, takes).filter((tokens) => tokens >= 64);
    assert.ok(tiles.length >= 1 && tiles.length <= 8, `${tiles.length} tiles`);
  });

  it('keeps to whole tiles through a moment of noise', () => {
    const pace = new Pace();
    evaluate(pace, 20, (tokens) => tokens * 2.1);
    evaluate(pace, 1, (tokens) => tokens * 4);
    assert.equal(pace.piece(plenty), 64);
  });

  it('takes tokens again where a whole tile is faster than what is left', () => {
    const pace = new Pace();
    for (let i = 0; i < 20; i++) {
      pace.measured(64, 64 * 2.1);
      pace.measured(32, 32 * 4);
    }
    assert.deepEqual(pace.lastPiece(317, 317), { fresh: 61, again: 3 });
    assert.deepEqual(pace.lastPiece(50, 400), { fresh: 50, again: 14 });
    assert.deepEqual(pace.lastPiece(50, 50), { fresh: 37, again: 0 });
    assert.deepEqual(pace.lastPiece(10, 400), { fresh: 10, again: 0 });
    assert.deepEqual(pace.lastPiece(128, 128), { fresh: 64, again: 0 });
  });
});

describe('RightOfWay', () => {
  it('holds Solve back until the last completion has ended', async () => {
    const way = new RightOfWay();
    const leave = [way.enter('complete'), way.enter('complete')];
    let went = false;
    const solving = way.turn('solve', neverAborted).then(() => (went = true));
    await way.turn('complete', neverAborted);
    leave[0]!();
    await Promise.resolve();
    assert.equal(went, false);
    leave[1]!();
    await solving;
    assert.equal(went, true);
  });

  it("lets one piece of a prompt be evaluated at a time, a completion's first", async () => {
    const way = new RightOfWay();
    const order: string[] = [];
    const piece = async (name: string, priority: Priority) => {
      const leave = await way.enterAlone(priority, neverAborted);
      order.push(name);
      await new Promise(setImmediate);
      order.push(`end of ${name}`);
      leave();
    };
    const all = [piece('a', 'solve'), piece('b', 'solve'), piece('c', 'idle')];
    await Promise.resolve();
    const leave = way.enter('complete');
    await piece('urgent', 'complete');
    assert.deepEqual(order, ['a', 'end of a', 'urgent', 'end of urgent']);
    leave();
    await Promise.all(all);
    assert.deepEqual(order.slice(4), ['b', 'end of b', 'c', 'end of c']);
  });

  it('gives no turn to what is cancelled while it waits for one', async () => {
    const way = new RightOfWay();
    const leave = await way.enterAlone('solve', neverAborted);
    const control = new AbortController();
    const waiting = way.enterAlone('solve', control.signal);
    control.abort();
    (await waiting)();
    const next = way.enterAlone('solve', neverAborted);
    let went = false;
    void next.then(() => (went = true));
    await new Promise(setImmediate);
    assert.equal(went, false);
    leave();
    (await next)();
  });

  it('gives the turn on when an evaluation fails, or is no longer wanted', async () => {
    const errand = { priority: 'solve' as const, pace: new Pace(), rightOfWay: new RightOfWay() };
    const control = new AbortController();
    const failing = inTurn({ ...errand, signal: neverAborted }, 16, async () => {
      await new Promise(setImmediate);
      control.abort();
      throw new Error('no memory');
    });
    const unwanted = inTurn({ ...errand, signal: control.signal }, 16, () => Promise.resolve(1));
    await assert.rejects(failing, /no memory/);
    assert.equal(await unwanted, undefined);
    const next = inTurn({ ...errand, signal: neverAborted }, 16, () => Promise.resolve(2));
    assert.equal(await next, 2);
  });

  it('lets an aborted Solve go', async () => {
    const way = new RightOfWay();
    way.enter('complete');
    const control = new AbortController();
    const solving = way.turn('solve', control.signal);
    control.abort();
    await solving;
    await way.turn('solve', control.signal);
  });
});

describe('crashSentence', () => {
  const cases: [Parameters<typeof crashSentence>[0], RegExp][] = [
    [{ code: null, signal: 'SIGILL', stderr: '' }, /processor does not have\.$/],
    [{ code: null, signal: 'SIGKILL', stderr: '' }, /memory ran out\.$/],
    [{ code: null, signal: 'SIGABRT', stderr: 'x\nGGML_ASSERT(n > 0)\n' }, /GGML_ASSERT\(n > 0\)/],
    [
      { code: 1, signal: '', stderr: 'a\nError: no module\n at b\n' },
      /exit code 1\): Error: no mo/,
    ],
    [{ code: 3, signal: '', stderr: '' }, /exit code 3\)\.$/],
  ];
  for (const [exit, sentence] of cases) {
    it(exit.signal || `code ${exit.code}`, () => {
      assert.match(crashSentence(exit), sentence);
    });
  }
});

describe('Replies', () => {
  it('gives what is pushed before and while it is read, in order', async () => {
    const replies = new Replies<number>();
    replies.push(1);
    replies.push(2);
    setImmediate(() => {
      replies.push(3);
    });
    const read: number[] = [];
    for await (const item of replies) {
      read.push(item);
      if (item === 3) break;
    }
    assert.deepEqual(read, [1, 2, 3]);
  });
});
