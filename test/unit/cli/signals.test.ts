import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { stopSignal } from '../../../src/cli/signals.ts';

describe('being told to stop', () => {
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    it(`aborts at the first ${name}, exits at once at the second`, () => {
      const source = new EventEmitter();
      let exits = 0;
      const { signal, dispose } = stopSignal(source, () => exits++);
      try {
        assert.ok(!signal.aborted);
        source.emit(name);
        assert.ok(signal.aborted);
        assert.equal(exits, 0);
        source.emit('SIGINT');
        assert.equal(exits, 1);
      } finally {
        dispose();
      }
    });
  }

  it('exits by itself where the command does not end', async () => {
    const source = new EventEmitter();
    await new Promise<void>((resolve) => {
      stopSignal(source, resolve);
      source.emit('SIGINT');
    });
  });

  it('lets go of the process when disposed of', () => {
    const source = new EventEmitter();
    const { dispose } = stopSignal(source, () => assert.fail('exited'));
    dispose();
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) assert.equal(source.listenerCount(name), 0);
  });
});
