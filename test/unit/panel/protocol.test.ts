import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readFromPanel, readToPanel } from '../../../src/panel/protocol.ts';
import { begin, stamped } from '../trace/events.ts';

const events = stamped([[0, begin(1)]]);

describe('the panel’s messages', () => {
  it('are read as they were sent', () => {
    const message = { type: 'events', run: 'r', events };
    assert.deepEqual(readToPanel(structuredClone(message)), message);
    const asked = { type: 'step', run: 'r', index: 2 };
    assert.deepEqual(readFromPanel(asked), asked);
  });

  it('leave out events of kinds that are not known yet', () => {
    const later = { v: 1, run: 'r', seq: 1, at: 0, kind: 'later.kind' };
    const read = readToPanel({ type: 'events', run: 'r', events: [...events, later] });
    assert.deepEqual(read, { type: 'events', run: 'r', events });
  });

  it('are refused whole where one event is none, or a later version wrote it', () => {
    for (const odd of [{ kind: 'verdict' }, { ...events[0], v: 2 }, null]) {
      assert.equal(readToPanel({ type: 'events', run: 'r', events: [...events, odd] }), null);
    }
  });

  it('are refused with a field too many, a path for a run, a place that is none', () => {
    assert.equal(readFromPanel({ type: 'solve', now: true }), null);
    assert.equal(readFromPanel({ type: 'open', run: '../../secrets' }), null);
    assert.equal(readFromPanel({ type: 'step', run: 'r', index: -1 }), null);
  });

  it('never throw, whatever comes', () => {
    const thrower = new Proxy({}, { get: () => assert.fail('read') });
    assert.equal(readToPanel(thrower), null);
    fc.assert(
      fc.property(fc.anything(), (anything) => {
        readToPanel(anything);
        readFromPanel(anything);
      }),
    );
  });
});
