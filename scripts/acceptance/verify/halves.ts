import type { Row } from '../benchmark.ts';
import { shippedWeights } from '../../../src/verify/weights.ts';
import { foldsOf } from './fit.ts';
import { isFitted, type Judging } from './judging.ts';
import { average } from './statistics.ts';

const halves = 200;
const limits = [0.05, 0.1, 0.15];

/**
 * Goal (iv), second part: fitted on one random half of the tasks, judged on the other; of what is
 * accepted, how much is wrong? Tasks that the shipped weights never saw are judged by those.
 */
export function measureHalves(judging: Judging): Row['result'] {
  const runs = judging.runs(0);
  const states = runs.map((run) => run.state(run.size));
  const numbers = runs.map(({ number }) => number);
  const trials = Array.from({ length: halves }, (_, seed) => {
    const half = foldsOf(numbers, 2, seed + 1000);
    const isJudged = (number: number) => half.get(number) === 0;
    const scale = numbers.some(isFitted)
      ? judging.scaleWithout(isJudged)
      : shippedWeights.behaviour;
    const best = runs.flatMap((run, at) => {
      const state = states[at];
      if (!state || !isJudged(run.number)) return [];
      const [first] = judging.judge(run, scale)(state).candidates;
      return first ? [{ pWrong: first.pWrong, right: run.isRight(first.sample) }] : [];
    });
    return limits.map((limit) => {
      const accepted = best.filter(({ pWrong }) => pWrong <= limit);
      const right = accepted.filter((each) => each.right).length;
      return {
        accepted: accepted.length,
        wrongShare: accepted.length === 0 ? 0 : 1 - right / accepted.length,
        rightShare: right / Math.max(1, best.filter((each) => each.right).length),
      };
    });
  });
  return Object.fromEntries(
    limits.map((limit, at) => {
      const own = trials.flatMap((trial) => trial[at] ?? []);
      return [
        limit,
        {
          wrongShare: round(average(own.map(({ wrongShare }) => wrongShare))),
          rightAccepted: round(average(own.map(({ rightShare }) => rightShare))),
          noneAccepted: own.filter(({ accepted }) => accepted === 0).length,
        },
      ];
    }),
  );
}

function round(number: number): number {
  return Number(number.toFixed(4));
}

export function summariseHalves(result: Row['result']): string[] {
  return Object.entries(result).map(
    ([limit, figures]) => `(iv) ${halves} halves, limit ${limit}: ${JSON.stringify(figures)}`,
  );
}
