import type { Row } from '../benchmark.ts';
import { firstPass } from '../../../src/verify/baselines.ts';
import { expectedValue } from '../../../src/verify/expected-value.ts';
import { costs } from '../../../src/verify/costs.ts';
import type { Judging } from './judging.ts';
import { mixed, type RecordedRun } from './runs.ts';
import { play, type Played } from './simulate.ts';
import { bootstrap, sumsByNumber } from './statistics.ts';

const repeats = 20;
/** Limits of the curve; goal (ii) is judged at the one that `askingLimit` names. */
const limits = [0.1, 0.2, 0.3, 0.4, 0.5];
export const askingLimit = 0.5;

interface Pair {
  readonly run: RecordedRun;
  readonly ours: Played;
  readonly first: Played;
}

/** Goal (ii): what questions bring, three models mixed; and the curve for each single model. */
export function measureAsking(judging: Judging): Row['result'] {
  const pairs = new Map<string, Pair[]>();
  for (let repeat = 0; repeat < repeats; repeat++) {
    const scaleOf = judging.scales(repeat);
    const askingOf = judging.asking(repeat);
    for (const run of judging.runs(repeat)) {
      const judge = judging.judge(run, scaleOf(run.number));
      const first = play(run, firstPass);
      for (const maxWrong of limits) {
        const asking = askingOf(run.number);
        const free = { ...costs, minute: 0 };
        const policy = expectedValue({ maxWrong, assess: judge, asking, costs: free });
        const key = `${run.sampler} ${maxWrong}`;
        pairs.set(key, [...(pairs.get(key) ?? []), { run, first, ours: play(run, policy) }]);
      }
    }
  }
  return Object.fromEntries([...pairs].map(([key, each]) => [key, figuresOf(each)]));
}

function figuresOf(pairs: readonly Pair[]) {
  const is = (played: Played, outcome: Played['outcome']) => (played.outcome === outcome ? 1 : 0);
  const sums = sumsByNumber(
    pairs,
    ({ run }) => run.number,
    ({ ours, first }) => [
      1,
      is(ours, 'right'),
      is(ours, 'wrong'),
      is(first, 'right'),
      is(first, 'wrong'),
      ours.questions,
    ],
  );
  const rate = (of: (at: (index: number) => number) => number) => {
    const { mean, low, high } = bootstrap(sums, (s) => of((index) => s[index] ?? 0), 0.95);
    return [mean, low, high].map((each) => Number(each.toFixed(4)));
  };
  return {
    wrongRatio: rate((at) => at(2) / at(4)),
    // Right ones handed over, whichever candidate they are.
    rightKept: rate((at) => at(1) / at(3)),
    questions: rate((at) => at(5) / at(0)),
    right: rate((at) => at(1) / at(0)),
    wrong: rate((at) => at(2) / at(0)),
    firstWrong: rate((at) => at(4) / at(0)),
  };
}

export function summariseAsking(result: Row['result']): string[] {
  const goal = result[`${mixed} ${askingLimit}`];
  return [
    `(ii) mixed, limit ${askingLimit}: ${JSON.stringify(goal)}`,
    ...Object.entries(result).map(([key, figures]) => {
      const { wrongRatio, rightKept, questions } = figures as ReturnType<typeof figuresOf>;
      return `    ${key}: wrong ×${wrongRatio[0]}, right kept ${rightKept[0]}, questions ${questions[0]}`;
    }),
  ];
}
