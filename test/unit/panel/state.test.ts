import assert from 'node:assert/strict';
import type { ToPanel } from '../../../src/panel/protocol.ts';
import { emptyState, reduce } from '../../../src/panel/state.ts';
import { begin, ended, judged, stamped, start } from '../trace/events.ts';

const events = stamped([
  [0, start],
  [1, begin(1)],
  [2, judged(1, { verdict: 'fail', failed: 1 })],
  [3, ended({ outcome: 'abstained' })],
]);
const opened: ToPanel = { type: 'opened', run: 'r' };

describe('the panel’s state', () => {
  it('is the same however the events are spread over messages and frames', () => {
    const [first, ...rest] = events.map((event): ToPanel => {
      return { type: 'events', run: 'r', events: [event] };
    });
    const atOnce = reduce(emptyState, [opened, { type: 'events', run: 'r', events }]);
    const apart = [opened, first!, ...rest].reduce(
      (state, message) => reduce(state, [message]),
      emptyState,
    );
    assert.deepEqual(apart, atOnce);
    assert.equal(atOnce.view.samples[0]?.verdict, 'fail');
  });

  it('passes over what belongs to another run', () => {
    const state = reduce(emptyState, [opened]);
    const late: ToPanel[] = [
      { type: 'events', run: 'other', events },
      { type: 'loaded', run: 'other', live: true },
      { type: 'unreadable', run: 'other', why: 'w' },
    ];
    assert.equal(reduce(state, late), state);
  });

  it('forgets the run before when another one is opened', () => {
    const before = reduce(emptyState, [opened, { type: 'events', run: 'r', events }]);
    const after = reduce(before, [{ type: 'opened', run: 'other' }]);
    assert.deepEqual(after, reduce(emptyState, [{ type: 'opened', run: 'other' }]));
  });

  it('is loading from the moment a run is opened until it is loaded', () => {
    const loading = reduce(emptyState, [opened]);
    assert.equal(loading.loading, true);
    const loaded = reduce(loading, [{ type: 'loaded', run: 'r', live: true }]);
    assert.deepEqual([loaded.loading, loaded.live], [false, true]);
  });
});
