import type { Prior } from './posterior.ts';

/**
 * What is believed before the first sample, set by hand: most tasks are such that a sample is often
 * right, three in ten are hard; tests reject five of six wrong samples. Fitted to the recorded counts
 * the densities pile up at 0 and 1, since recorded samples of a task resemble each other, and a
 * single pass among ten would count for little more than none: these are smoother on purpose.
 */
export const usualPrior: Prior = {
  correctness: [
    { weight: 0.7, alpha: 2, beta: 1 },
    { weight: 0.3, alpha: 1, beta: 4 },
  ],
  soundness: [{ weight: 1, alpha: 15, beta: 3 }],
};
