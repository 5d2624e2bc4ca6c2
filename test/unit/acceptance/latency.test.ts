import assert from 'node:assert/strict';
import { isRight, kindOf, momentsOf } from '../../../scripts/acceptance/latency/plan.ts';
import { figures, type LatencyRow } from '../../../scripts/acceptance/latency/summary.ts';

const event = (offset: number, insert: string, atMs: number, deleted = 0) => ({
  file: 'a.js',
  offset,
  insert,
  delete: deleted,
  atMs,
});

describe('the moments of a session', () => {
  const moments = momentsOf({
    files: new Map([['a.js', 'old;\n']]),
    events: [event(0, '', 1000, 5), event(0, 'a', 2000), event(1, '\n', 2100), event(0, 'b', 4000)],
  });

  it('tell the document, the gap, and what is typed next at one go', () => {
    assert.deepEqual(
      moments.map(({ text, offset, gapMs, next }) => [text, offset, gapMs, next]),
      [
        ['', 0, 1000, 'a\n'],
        ['a', 1, 100, '\n'],
        ['a\n', 2, 1900, ''],
        ['ba\n', 1, 2000, ''],
      ],
    );
    assert.deepEqual(moments.map(kindOf), ['pause', 'typing', 'pause', 'pause']);
  });

  it('say which answers are right', () => {
    const at = (next: string) => ({ file: 'a.js', text: '', offset: 0, atMs: 0, gapMs: 0, next });
    assert.ok(isRight('foo(', at('foo(a);\n')));
    assert.ok(isRight(');', at(');\nbar();\n')), 'the whole rest of the line');
    assert.ok(!isRight('fo', at('foo(a);\n')), 'too short');
    assert.ok(!isRight('bar', at('foo(a);\n')));
    assert.ok(!isRight('  ', at('  \n')));
  });
});

describe('the figures of latency', () => {
  it('cut off what was not there at the next event, for both', () => {
    const row: LatencyRow = {
      kinds: 'pppt',
      gaps: '1000 1000 1000 0',
      ours: { positions: 8, ms: '100 100 100 5', marks: '++_.' },
      rival: { positions: 16, ms: '200 - 200 5', marks: '+-..' },
    };
    assert.deepEqual(figures('all', [row]), [
      'all: 1 sessions, 4 events; positions an event: ours 2.0, rival 4.0',
      '  pauses: 3 events',
      '    ours:  answered 66.7%, p50 100 ms, p95 100 ms, right 100.0% of the answered (2 in time)',
      '    rival: answered 66.7%, p50 200 ms, p95 1000 ms, right 50.0% of the answered (1 in time)',
      '    ratios: right in time 2.00, p50 0.50, p95 0.10; share right +50.0 points',
    ]);
  });
});
