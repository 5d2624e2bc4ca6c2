import { shippedWeights } from './weights.ts';
import type { Scale } from './weights.ts';

/**
 * P(wrong) of the first edit of a ranked list that makes failing tests pass. The edits are small and
 * the tests a program's own, so that less goes wrong than where whole programs are drawn and judged
 * by a few examples: of 86 first passes (29 programs, three seeds) 2 were wrong by the reference
 * (`npm run acceptance -- quixbugs`). A program counts once, as the share of its passes that was
 * wrong, 0.67 in all: these are the mean and the upper 95% end of Beta(1 + 0.67, 1 + 28.33).
 */
const measured = { pWrong: 0.054, bound: 0.132 };

/** Repeats and rejections say nothing of a list; other models and answered questions do. */
const telling: readonly string[] = ['models-agreeing', 'answers-survived'];

/** How edits of a ranked list are judged. */
export const repairScale: Scale = {
  intercept: Math.log(measured.pWrong) - Math.log1p(-measured.pWrong),
  terms: shippedWeights.behaviour.terms
    .filter(({ kind }) => telling.includes(kind))
    // One model is the case that was measured, and no question was asked in it.
    .map((term) => (term.kind === 'answers-survived' ? { ...term, mean: 0 } : term)),
  bounds: [
    [0, measured.bound],
    [measured.pWrong, measured.bound],
    [0.5, 0.6],
    [1, 1],
  ],
};
