import type { TraceEvent } from '../../../src/trace/events.ts';

/**
 * A long run made of a recorded one: its samples come again and again under new numbers until there
 * are `count` events. Nothing but numbers and times is changed.
 */
export function manyEvents(recorded: readonly TraceEvent[], count: number): TraceEvent[] {
  const isOfSample = ({ kind }: TraceEvent) =>
    ['sample.start', 'thinking', 'answer', 'patch', 'test.start', 'test.end', 'verdict'].includes(
      kind,
    );
  const body = recorded.filter(isOfSample);
  const samples = Math.max(...body.map((event) => ('sample' in event ? (event.sample ?? 0) : 0)));
  const head = recorded.slice(0, recorded.findIndex(isOfSample));
  const events = head.map((event) =>
    event.kind === 'run.start' ? { ...event, samples: 10_000 } : event,
  );
  for (let round = 0; events.length < count; round++) {
    for (const event of body.slice(0, count - events.length)) {
      const sample = ('sample' in event ? (event.sample ?? 0) : 0) + round * samples;
      events.push({ ...event, sample, seq: events.length } as TraceEvent);
    }
  }
  return events;
}
