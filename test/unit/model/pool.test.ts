import assert from 'node:assert/strict';
import { neverAborted } from '../../../src/base/abort.ts';
import { choosePlace, commonPrefix, Pool } from '../../../src/model/engine/pool.ts';

const run = (from: number, length: number) => Array.from({ length }, (_, i) => from + i);
const place = (...tokens: number[]) => ({ tokens });

describe('commonPrefix', () => {
  it('counts equal tokens at the beginning', () => {
    assert.equal(commonPrefix([1, 2, 3], [1, 2, 4]), 2);
    assert.equal(commonPrefix([], [1]), 0);
    assert.equal(commonPrefix([1, 2], [1, 2, 3]), 2);
  });
});

describe('choosePlace', () => {
  it('takes the longest common beginning', () => {
    const [short, long] = [place(...run(0, 20), 7), place(...run(0, 40), 7)];
    assert.equal(choosePlace([short, long], run(0, 60)), long);
  });

  it('takes the longest unused where a common beginning is not worth a cache', () => {
    const [old, newer] = [place(9, 9), place(...run(0, 3), 7)];
    assert.equal(choosePlace([old, newer], run(0, 60)), old);
  });

  it('has no place where none is free', () => {
    assert.ok(!choosePlace<{ tokens: number[] }>([], [1]));
  });
});

describe('Pool', () => {
  const acquire = (pool: Pool<{ tokens: number[] }>, priority: 'complete' | 'solve') =>
    pool.acquire([1], priority, neverAborted);

  it('keeps the last place for completions', async () => {
    const pool = new Pool([place(), place()]);
    const first = await acquire(pool, 'solve');
    let served = false;
    const second = acquire(pool, 'solve').then((got) => {
      served = true;
      return got;
    });
    const completion = await acquire(pool, 'complete');
    assert.ok(completion);
    assert.equal(served, false);
    pool.release(first!);
    assert.equal(await second, first);
  });

  it('lets Solve use the only place', async () => {
    assert.ok(await acquire(new Pool([place()]), 'solve'));
  });

  it('serves a waiting completion before an earlier Solve', async () => {
    const pool = new Pool([place()]);
    const held = await acquire(pool, 'solve');
    const order: string[] = [];
    const solve = acquire(pool, 'solve').then((got) => {
      order.push('solve');
      return got;
    });
    const complete = acquire(pool, 'complete').then((got) => {
      order.push('complete');
      pool.release(got!);
    });
    pool.release(held!);
    await Promise.all([solve, complete]);
    assert.deepEqual(order, ['complete', 'solve']);
  });

  it('waits for a place that a cancelled request is leaving, where that knows the prompt', async () => {
    const prompt = Array.from({ length: 60 }, (_, at) => at);
    const [knows, empty] = [{ tokens: prompt }, place()];
    const pool = new Pool([knows, empty]);
    const control = new AbortController();
    assert.equal(await pool.acquire(prompt, 'complete', control.signal), knows);
    control.abort();
    const next = pool.acquire(prompt, 'complete', neverAborted);
    const other = pool.acquire([1], 'complete', neverAborted);
    pool.release(knows);
    assert.equal(await next, knows);
    assert.equal(await other, empty);
  });

  it('gives what is idle a place that was not used last, or none', async () => {
    const prompt = Array.from({ length: 60 }, (_, at) => at);
    const [old, last] = [place(), place()];
    const pool = new Pool([old, last]);
    assert.equal(await pool.acquire(prompt, 'idle', neverAborted), old);
    assert.equal(await pool.acquire(prompt, 'idle', neverAborted), null);
    assert.equal(await pool.acquire(prompt, 'complete', neverAborted), last);
  });

  it('prepares nothing that the place used last knows', async () => {
    const prompt = Array.from({ length: 60 }, (_, at) => at);
    const pool = new Pool([place(), { tokens: prompt }]);
    assert.equal(await pool.acquire([...prompt, 60], 'idle', neverAborted), null);
  });

  it('does not wait for a place that goes on being used', async () => {
    const prompt = Array.from({ length: 60 }, (_, at) => at);
    const empty = place();
    const pool = new Pool([{ tokens: prompt }, empty]);
    await pool.acquire(prompt, 'complete', neverAborted);
    assert.equal(await pool.acquire(prompt, 'complete', neverAborted), empty);
  });

  it('gives null to one that aborts, and its turn to the next', async () => {
    const pool = new Pool([place()]);
    const held = await acquire(pool, 'solve');
    const control = new AbortController();
    const leaving = pool.acquire([1], 'solve', control.signal);
    const staying = acquire(pool, 'solve');
    control.abort();
    assert.equal(await leaving, null);
    pool.release(held!);
    assert.equal(await staying, held);
    assert.equal(await pool.acquire([1], 'solve', AbortSignal.abort()), null);
  });
});
