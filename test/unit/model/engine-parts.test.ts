import assert from 'node:assert/strict';
import { neverAborted } from '../../../src/base/abort.ts';
import { crashSentence } from '../../../src/model/crash.ts';
import { Pace } from '../../../src/model/engine/pace.ts';
import { RightOfWay } from '../../../src/model/engine/right-of-way.ts';
import { Replies } from '../../../src/model/replies.ts';

describe('Pace', () => {
  it('cuts smaller pieces on a slow machine and where prompts share it', () => {
    const pace = new Pace();
    const before = pace.chunk(1);
    for (let i = 0; i < 20; i++) pace.measured(10, 50);
    assert.ok(pace.chunk(1) < before);
    assert.ok(pace.chunk(1) * 5 <= 100, 'a piece takes about the budget');
    assert.ok(pace.chunk(4) <= pace.chunk(1));
  });

  it('stays between a few tokens and the batch size', () => {
    const pace = new Pace();
    for (let i = 0; i < 50; i++) pace.measured(1, 10_000);
    assert.equal(pace.chunk(3), 8);
    for (let i = 0; i < 50; i++) pace.measured(1000, 1);
    assert.equal(pace.chunk(1), 128);
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
