import type { RunView } from '../trace/rows.ts';

/** A point of a curve, both in [0, 1]: from left to right, from bottom to top. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Mark extends Point {
  readonly decision: string;
  readonly why: string;
  readonly samples: number;
  /** Height of the upper bound of P(wrong). */
  readonly bound: number;
}

/** The posterior as samples came in, as curves in a unit square. */
export interface ChartLines {
  readonly pWrong: readonly Point[];
  /** Upper bound of P(wrong). */
  readonly bound: readonly Point[];
  /** Probability that one more sample solves it. */
  readonly chance: readonly Point[];
  /** Height of the largest P(wrong) that is accepted. */
  readonly limit: number;
  readonly marks: readonly Mark[];
  /** Samples at the right edge. */
  readonly samples: number;
}

/** Probabilities below it are drawn at the bottom: nothing states smaller ones. */
const least = 0.005;

/** Height of a probability: logarithmic, since 0.02 and 0.1 are what people tell apart here. */
export function height(p: number): number {
  return 1 - Math.log(Math.max(p, least)) / Math.log(least);
}

/** The curves of a run; null where nothing has stated a probability. Pure. */
export function chartLines({ posteriors, decisions, start, samples }: RunView): ChartLines | null {
  if (!posteriors.some(({ pWrong }) => pWrong !== null)) return null;
  const last = Math.max(samples.length, ...posteriors.map((each) => each.samples), 1);
  const across = (count: number) => count / last;
  const curve = (of: (each: (typeof posteriors)[number]) => number | null | undefined) =>
    posteriors.flatMap((each) => {
      const p = of(each);
      return p === null || p === undefined ? [] : [{ x: across(each.samples), y: height(p) }];
    });
  const marks = decisions.flatMap(({ decision, why, judged, numbers }): Mark[] => {
    const p = numbers['pWrong'];
    if (p === undefined) return [];
    const bound = height(numbers['bound'] ?? p);
    return [{ x: across(judged), y: height(p), bound, decision, why, samples: judged }];
  });
  return {
    pWrong: curve(({ pWrong }) => pWrong),
    bound: curve(({ bound }) => bound),
    chance: curve(({ numbers }) => numbers['nextRight']),
    limit: height(start?.maxWrong ?? 0.1),
    marks,
    samples: last,
  };
}
