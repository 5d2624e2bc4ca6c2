import fitted from './repair.json' with { type: 'json' };
import { shippedWeights, type Scale } from './weights.ts';

/** Repeats and rejections say nothing of a list; other models and answered questions do. */
export const telling: readonly string[] = ['models-agreeing', 'answers-survived'];

/**
 * How edits of a ranked list are judged: by the tests that they pass, for of few tests one is soon
 * passed by luck. Fitted on the lists that the product makes for QuixBugs, judged by parts of the
 * programs' tests (`npm run fit -- repair`).
 */
export const repairScale: Scale = {
  ...(fitted as unknown as Scale),
  terms: [
    ...(fitted as unknown as Scale).terms,
    ...shippedWeights.behaviour.terms
      .filter(({ kind }) => telling.includes(kind))
      // One model is the case that was measured, and no question was asked in it.
      .map((term) => (term.kind === 'answers-survived' ? { ...term, mean: 0 } : term)),
  ],
};
