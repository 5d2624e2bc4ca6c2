import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { FailureError } from '../base/failure.ts';
import type { Completer } from '../complete/completer.ts';
import type { CompleteOptions } from './args.ts';
import { readText } from './complete.ts';
import { exits, type Io } from './io.ts';

const eventSchema = z.object({
  file: z.string().min(1),
  offset: z.int().nonnegative(),
  insert: z.string(),
  delete: z.int().nonnegative(),
  atMs: z.number().nonnegative(),
  accept: z.enum(['all', 'word', 'line']).exactOptional(),
});
type SessionEvent = z.infer<typeof eventSchema>;

/**
 * Replays a recorded session: each event changes its file, then a suggestion is asked for at the
 * cursor. A line of JSON an event, in their order.
 */
export async function replaySession(
  options: Extract<CompleteOptions, { kind: 'session' }>,
  completer: Completer,
  io: Io,
  signal: AbortSignal,
): Promise<number> {
  const events = parseSession(options.session, await readText(options.session));
  if (events.length === 0) {
    throw new FailureError('empty-session', `${options.session} holds no events: record some.`);
  }
  const folder = path.dirname(options.session);
  const start = performance.now() - (events[0]?.atMs ?? 0);
  let before: SessionEvent | null = null;
  let told: Promise<unknown> = Promise.resolve();
  for (const [index, event] of events.entries()) {
    await waitUntil(options.fast ? null : start + event.atMs, signal);
    signal.throwIfAborted();
    const arrived = options.fast ? performance.now() : start + event.atMs;
    const gap = before && event.atMs - before.atMs;
    before = event;
    const file = path.resolve(folder, event.file);
    if (!completer.isOpen(file)) completer.open(file, await readText(file));
    const answer = apply(event, file, completer, gap);
    const earlier = told;
    told = answer.then(async (completion) => {
      const msFromKeystroke = Math.round(performance.now() - arrived);
      await earlier;
      io.text(`${JSON.stringify({ event: index, ...completion, msFromKeystroke })}\n`);
    });
    if (options.fast) await told;
  }
  await told;
  return exits.done;
}

function apply(event: SessionEvent, file: string, completer: Completer, gapMs: number | null) {
  const changes = event.insert !== '' || event.delete > 0;
  if (changes) completer.edit(file, event, event.accept);
  return completer.suggest(file, event.offset + event.insert.length, !changes, gapMs);
}

async function waitUntil(time: number | null, signal: AbortSignal): Promise<void> {
  // Also without a clock, what came meanwhile is heard between two events.
  const ms = time === null ? 0 : Math.max(0, time - performance.now());
  await delay(ms, undefined, { signal }).catch(() => undefined);
}

/** Throws `bad-session` with the number of the line that is amiss. */
function parseSession(file: string, text: string): SessionEvent[] {
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    try {
      return [eventSchema.parse(JSON.parse(line))];
    } catch {
      const why = `Line ${index + 1} of ${file} is no editing event: see the contract of --session.`;
      throw new FailureError('bad-session', why);
    }
  });
}
