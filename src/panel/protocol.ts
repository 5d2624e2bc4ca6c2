import * as z from 'zod';
import { parseEvent, type TraceEvent } from '../trace/events.ts';

// No code is made at run time: the panel's content security policy forbids it.
z.config({ jitless: true });

const run = z.string().regex(/^[\w-]{1,64}$/);
const label = z.string().max(10_000);

const runSummary = z.strictObject({
  run,
  /** Milliseconds since the epoch. */
  at: z.number(),
  title: label,
  /** Null while it runs, and where its process died. */
  outcome: z.enum(['solved', 'accept', 'ask', 'abstained', 'failed', 'cancelled']).nullable(),
  live: z.boolean(),
});
/** A run in the list of runs. */
export type RunSummary = z.infer<typeof runSummary>;

const button = z.strictObject({ label, primary: z.boolean() });
export type StepButton = z.infer<typeof button>;

/** Events of one run, checked one by one; of kinds that are unknown here none is left. */
const events = z.array(z.unknown()).transform((list, context): TraceEvent[] => {
  try {
    return list.flatMap((event) => parseEvent(event) ?? []);
  } catch {
    context.addIssue('not an event');
    return z.NEVER;
  }
});

const toPanel = z.discriminatedUnion('type', [
  /** Words of the user's language by their English; empty in English. */
  z.strictObject({ type: z.literal('strings'), strings: z.record(z.string(), z.string()) }),
  z.strictObject({ type: z.literal('runs'), runs: z.array(runSummary) }),
  /** Another run is shown from now on; its events follow. */
  z.strictObject({ type: z.literal('opened'), run: run.nullable() }),
  z.strictObject({ type: z.literal('events'), run, events }),
  /** All that is recorded of the run is there; more comes only where it is under way. */
  z.strictObject({ type: z.literal('loaded'), run, live: z.boolean() }),
  /** What a person can do next about the run. */
  z.strictObject({ type: z.literal('steps'), run, steps: z.array(button).max(20) }),
  z.strictObject({ type: z.literal('unreadable'), run, why: label }),
  z.strictObject({ type: z.literal('suggestions'), events }),
]);

/** What the extension tells the panel. */
export type ToPanel = z.infer<typeof toPanel>;

const fromPanel = z.discriminatedUnion('type', [
  /** The panel is there. `run`: what it showed before it was hidden or reloaded. */
  z.strictObject({ type: z.literal('ready'), run: run.nullable() }),
  z.strictObject({ type: z.literal('open'), run }),
  z.strictObject({ type: z.literal('export'), run }),
  /** A button of `steps`, by its place. */
  z.strictObject({ type: z.literal('step'), run, index: z.int().min(0).max(19) }),
  /** `answer`: a cluster's label, `neither` or `unknown`. */
  z.strictObject({ type: z.literal('answer'), run, answer: z.string().min(1).max(20) }),
  z.strictObject({ type: z.literal('solve') }),
]);

/** What the panel asks of the extension. */
export type FromPanel = z.infer<typeof fromPanel>;

/** The message, or null where it is none. Never throws. */
export function readToPanel(data: unknown): ToPanel | null {
  return read(toPanel, data);
}

/** The message, or null where it is none. Never throws. */
export function readFromPanel(data: unknown): FromPanel | null {
  return read(fromPanel, data);
}

function read<T>(schema: z.ZodType<T>, data: unknown): T | null {
  try {
    return schema.safeParse(data).data ?? null;
  } catch {
    // Getters and proxies of a hostile object may throw.
    return null;
  }
}
