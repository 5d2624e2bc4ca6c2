import type { EventKind, TraceEvent } from '../../../src/trace/events.ts';
import type { EventOf } from '../../../src/trace/rows.ts';

/** What a model may write to break out of text. */
export const hostile = [
  '<script>globalThis.hacked = true</script>',
  '<img src=x onerror="globalThis.hacked = true">',
  '<a href="javascript:globalThis.hacked=true">here</a> [here](command:workbench.action.quit)',
  '\u001b[2J\u001b]8;;https://example.com\u0007here\u001b]8;;\u0007 \u202egnp.exe\u0000',
  '"></textarea></pre><svg onload="globalThis.hacked = true"><iframe src="data:text/html,x">',
  'x'.repeat(1_000_000),
] as const;

type Poison = { [K in EventKind]?: (event: EventOf<K>, next: () => string) => Partial<EventOf<K>> };

const words = (_: unknown, next: () => string) => {
  const text = `${next()}\n`;
  return { text, tokens: [{ text, logprob: -0.5 }] };
};
const why = (_: unknown, next: () => string) => ({ why: next() });

/** What of each kind of event a model, a test or a file can decide. */
const poisons: Poison = {
  'run.start': () => ({ goal: hostile[0], models: [hostile[1]] }),
  'sample.start': (_, next) => ({ strategy: next(), model: next() }),
  thinking: words,
  answer: words,
  patch: (_, next) => ({
    edits: [{ path: hostile[1], before: `${next()}\n`, after: `${next()}\n${next()}\n` }],
  }),
  'test.end': () => ({
    failures: hostile.map((text) => ({ id: text.slice(0, 200), message: text })),
  }),
  verdict: why,
  decision: why,
  'run.end': why,
};

/** A recorded run in which every text that a model, a test or a file can decide is hostile. */
export function poisoned(events: readonly TraceEvent[]): TraceEvent[] {
  let count = 0;
  const next = () => hostile[count++ % hostile.length] ?? '';
  return events.map((event) => {
    // A kind's function takes that kind's events: TypeScript cannot see that the two go together.
    const poison = poisons[event.kind] as
      ((event: TraceEvent, next: () => string) => Partial<TraceEvent>) | undefined;
    return { ...event, ...poison?.(event, next) } as TraceEvent;
  });
}
