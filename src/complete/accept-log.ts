import { z } from 'zod';
import type { TraceBody } from '../trace/events.ts';
import { type AcceptPrior, exploredWeight } from './show.ts';

/** What became of a suggestion that was shown. No text of it is kept. */
export const acceptRowSchema = z.object({
  /** Milliseconds since the epoch. */
  at: z.number(),
  language: z.string(),
  model: z.string(),
  /** Probability of acceptance as it was stated. */
  p: z.number(),
  /** How far this user's record had moved its log-odds by then. */
  shift: z.number(),
  /** Of its tokens; absent where the model does not tell. */
  meanLogprob: z.number().exactOptional(),
  sumLogprob: z.number().exactOptional(),
  /** It was shown although it was below the threshold. */
  explored: z.boolean(),
  outcome: z.enum(['accepted', 'partly', 'typed', 'rejected']),
});
export type AcceptRow = z.infer<typeof acceptRowSchema>;

/** What became of one, as the events tell it. */
export type Outcome = Omit<AcceptRow, 'language' | 'model' | 'shift'>;

/** Least time that a suggestion stands before it counts as seen, in milliseconds. */
const seenAfter = 300;

/**
 * Follows the events of completing and says what became of each suggestion, once: accepted, taken
 * in part, typed along to its end, or rejected. What was asked for by hand, or went before it was
 * seen, says nothing.
 */
export class Outcomes {
  #shown: Omit<Outcome, 'outcome'> | null = null;

  /** The outcome that an event settles; null where it settles none. `at`: epoch milliseconds. */
  hear(event: TraceBody, at: number): Outcome | null {
    if (event.kind === 'complete.decision') {
      const { decision, code, numbers } = event;
      const counts = decision === 'show' && code !== 'by-hand';
      const { p = 0, meanLogprob, sumLogprob } = numbers;
      const isTold = meanLogprob !== undefined && sumLogprob !== undefined;
      const told = isTold ? { meanLogprob, sumLogprob } : {};
      this.#shown = counts ? { at, p, ...told, explored: code === 'explore' } : null;
      return null;
    }
    const shown = this.#shown;
    if (event.kind !== 'complete.feedback' || !shown) return null;
    const outcome = acceptRowSchema.shape.outcome.safeParse(event.feedback).data;
    if (outcome === undefined) return null;
    if (outcome === 'typed' && event.numbers['left'] !== 0) return null;
    this.#shown = null;
    if (outcome === 'rejected' && at - shown.at < seenAfter) return null;
    return { ...shown, at, outcome };
  }
}

/**
 * How far a record may move the stated odds: the standard deviation of that shift. Recorded users
 * lie about 0.25 apart (a wide 1 costs more than it gives, see the gate's learning curve); a model
 * may lie farther from the one that the prior was fitted on.
 */
const spread = 0.5;
const steps = 20;

/**
 * The shift of the log-odds that fits the user's own record best: maximum a posteriori under a
 * normal prior around 0, by Newton's method. An explored suggestion stands for its hidden like.
 */
export function shiftOf(rows: readonly AcceptRow[]): number {
  let shift = 0;
  for (let step = 0; step < steps; step++) {
    let gradient = -shift / spread ** 2;
    let curvature = -1 / spread ** 2;
    for (const { p, shift: moved, explored, outcome } of rows) {
      const weight = explored ? exploredWeight : 1;
      const stated = Math.min(1 - 1e-6, Math.max(1e-6, p));
      const now = 1 / (1 + Math.exp(-Math.log(stated / (1 - stated)) + moved - shift));
      gradient += weight * ((outcome === 'rejected' ? 0 : 1) - now);
      curvature -= weight * now * (1 - now);
    }
    // A whole step may leap too far where the odds are extreme.
    shift += Math.max(-1, Math.min(1, -gradient / curvature));
  }
  return shift;
}

/** So many of a model's own completions say how sure it mostly is. */
const enough = 50;
const quantileSteps = 20;

/** Values of a sample at equal steps of quantile, the least and the greatest among them. */
export function quantilesOf(sample: readonly number[]): number[] {
  const sorted = sample.toSorted((a, b) => a - b);
  return Array.from({ length: quantileSteps + 1 }, (_, step) => {
    return sorted[Math.round((step / quantileSteps) * (sorted.length - 1))] ?? 0;
  });
}

/** The prior of acceptance, moved to what this user accepts of one model: `rows` are that model's. */
export function adapted(prior: AcceptPrior, rows: readonly AcceptRow[]): AcceptPrior {
  const means = rows.flatMap(({ meanLogprob }) => meanLogprob ?? []);
  const sums = rows.flatMap(({ sumLogprob }) => sumLogprob ?? []);
  const isKnown = Math.min(means.length, sums.length) >= enough;
  const own = isKnown ? { mean: quantilesOf(means), sum: quantilesOf(sums) } : prior.own;
  return { ...prior, own, shift: shiftOf(rows) };
}
