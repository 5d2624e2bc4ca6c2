import { count, figure } from '../../trace/format.ts';
import { piece, type Piece } from './kinds.ts';

/** A judged sample of the run that gave the patch, as far as evidence looks at it. */
export interface Draw {
  readonly sample: number;
  readonly strategy: string;
  /** The sample whose patch this one repeats; null for a new patch. */
  readonly same: number | null;
  /** The tests that rejected it; empty where it passed, and where none could say. */
  readonly rejectedBy: readonly string[];
  /** Natural log-probability of the whole answer; null where the model gives none. */
  readonly logprob: number | null;
}

/** What the samples of a run say of the patch of one of them. Pure. */
export function findInSamples(draws: readonly Draw[], sample: number): Piece[] {
  const rejected = draws.filter(({ rejectedBy }) => rejectedBy.length > 0);
  const ways = new Set(rejected.map(({ rejectedBy }) => [...rejectedBy].sort().join('\n'))).size;
  const alike = draws.filter((draw) => (draw.same ?? draw.sample) === sample);
  const strategies = new Set(alike.map(({ strategy }) => strategy)).size;
  const logprob = draws.find((draw) => draw.sample === sample)?.logprob ?? null;
  return [
    piece('failing-behaviours', ways, `Samples failed in ${count(ways, 'way')}.`),
    piece(
      'strategies-agreeing',
      strategies,
      `${strategies} ${strategies === 1 ? 'strategy' : 'strategies'} led to this patch.`,
    ),
    piece(
      'sequence-logprob',
      logprob,
      logprob === null
        ? 'The model gives no probability of its answer.'
        : `The log-probability of the answer is ${figure(logprob)}.`,
    ),
  ];
}
