import { z } from 'zod';
import { seededRandom, shuffled } from '../../../src/base/random.ts';
import type { Change, Nearby } from '../../../src/complete/context.ts';
import type { Place } from '../../../src/complete/place.ts';
import { withChange } from '../../../src/complete/recent.ts';
import { kindOf, type Moment, momentsOf } from '../latency/plan.ts';
import { readRows } from '../recorded-answers.ts';
import { readSessions, type Session } from './sessions.ts';

/** A place to complete at, with the project around it, and what is typed there. */
export interface Spot {
  readonly place: Place;
  readonly nearby: Nearby;
  readonly next: string;
}

/** Of each session, as many pauses as this. */
const mostPauses = 6;

const fragment = z.object({ filename: z.string(), retrieved_chunk: z.string() });
const lineRow = z.object({
  prompt: z.string(),
  right_context: z.string(),
  groundtruth: z.string(),
  metadata: z.object({ task_id: z.string(), file: z.string() }),
  crossfile_context: z.object({ list: z.array(fragment) }),
});

/** Pauses of typed fixes of Express, by the fix; its other sources are open. */
export async function typedSpots(seed: number): Promise<Map<string, Spot[]>> {
  const sessions = await readSessions(seed);
  return new Map(sessions.map((session) => [session.name, spotsOf(session, seed)]));
}

function spotsOf(session: Session, seed: number): Spot[] {
  const moments = momentsOf(session);
  const pauses = [...moments.entries()].filter(
    ([, moment]) => kindOf(moment) === 'pause' && moment.next.trim() !== '',
  );
  const drawn = shuffled(pauses, seededRandom(seed)).slice(0, mostPauses);
  return drawn.map(([at, place]) => {
    return { place, next: place.next, nearby: nearbyAt(session, moments, at) };
  });
}

/** The other documents, as they stand at an event, and the changes up to it. */
function nearbyAt(
  { files, beside, events }: Session,
  moments: readonly Moment[],
  at: number,
): Nearby {
  const texts = new Map([...beside, ...files]);
  let changes: readonly Change[] = [];
  for (const [n, event] of events.slice(0, at + 1).entries()) {
    texts.set(event.file, moments[n]?.text ?? '');
    changes = withChange(changes, event.file, event);
  }
  return { open: [...texts].map(([file, text]) => ({ file, text })), changes };
}

/** Lines of Python projects, by their task; fragments of other files, found by likeness, are open. */
export async function lineSpots(): Promise<Map<string, Spot[]>> {
  const rows = await readRows('tabby_repo_completion/sample.jsonl.gz', lineRow);
  return new Map(
    rows.map(({ prompt, right_context, groundtruth, metadata, crossfile_context }) => {
      const { file, task_id } = metadata;
      const place = { file, text: prompt + right_context, offset: prompt.length };
      const open = crossfile_context.list.map(({ filename, retrieved_chunk }) => {
        return { file: filename, text: retrieved_chunk };
      });
      const spot = { place, nearby: { open, changes: [] }, next: `${groundtruth}\n` };
      return [task_id, [spot]];
    }),
  );
}
