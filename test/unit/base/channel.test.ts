import assert from 'node:assert/strict';
import { Channel } from '../../../src/base/channel.ts';

describe('Channel', () => {
  it('hands items over in order, never holding more than it may', async () => {
    const channel = new Channel<number>(2);
    let pushed = 0;
    const pushing = (async () => {
      for (let item = 0; item < 6; item++) {
        await channel.push(item);
        pushed++;
      }
      channel.close();
    })();
    const seen: number[] = [];
    for (let item = await channel.pop(); item !== undefined; item = await channel.pop()) {
      seen.push(item);
      assert.ok(pushed - seen.length <= 2);
    }
    await pushing;
    assert.deepEqual(seen, [0, 1, 2, 3, 4, 5]);
  });

  it('lets everybody go when it is cleared', async () => {
    const channel = new Channel<number>(1);
    await channel.push(1);
    const waiting = channel.push(2);
    assert.deepEqual(channel.clear(), [1]);
    assert.equal(await waiting, false);
    assert.equal(await channel.pop(), undefined);
  });
});
