import type { Row } from '../benchmark.ts';
import type { Judging } from './judging.ts';
import { average, bootstrap, sumsByNumber } from './statistics.ts';

const repeats = 20;
const fifths = 5;

interface Stated {
  readonly number: number;
  readonly wrong: boolean;
  readonly pWrong: number;
  readonly bound: number;
}

/** Goal (iv): of first passes in each fifth of stated pWrong, how many are wrong? */
export function measureCalibration(judging: Judging): Row['result'] {
  const all = Array.from({ length: repeats }, (_, repeat) => statedIn(judging, repeat)).flat();
  const sorted = all.toSorted((a, b) => a.pWrong - b.pWrong);
  const size = sorted.length / fifths;
  return {
    fifths: Array.from({ length: fifths }, (_, fifth) =>
      figuresOf(sorted.slice(Math.round(fifth * size), Math.round((fifth + 1) * size))),
    ),
  };
}

function statedIn(judging: Judging, repeat: number): Stated[] {
  const scaleOf = judging.scales(repeat, true);
  return judging.runs(repeat).flatMap((run) => {
    const state = run.state(run.size);
    const { candidates } = judging.judge(run, scaleOf(run.number))(state);
    const found = candidates.find(({ sample }) => sample === state.passing[0]?.sample);
    if (!found) return [];
    const { sample, pWrong, bound } = found;
    return [{ number: run.number, wrong: !run.isRight(sample), pWrong, bound }];
  });
}

function figuresOf(rows: readonly Stated[]) {
  const sums = sumsByNumber(
    rows,
    ({ number }) => number,
    ({ wrong }) => [1, wrong ? 1 : 0],
  );
  const realised = bootstrap(sums, ([all = 0, wrong = 0]) => wrong / all, 0.99);
  const stated = average(rows.map(({ pWrong }) => pWrong));
  const bound = average(rows.map((row) => row.bound));
  return {
    stated: round(stated),
    bound: round(bound),
    realised: round(realised.mean),
    low: round(realised.low),
    high: round(realised.high),
    holds: realised.low <= stated && stated <= realised.high && realised.mean <= bound,
  };
}

function round(number: number): number {
  return Number(number.toFixed(4));
}

export function summariseCalibration(result: Row['result']): string[] {
  const each = result['fifths'] as readonly ReturnType<typeof figuresOf>[];
  return each.map(
    ({ stated, bound, realised, low, high, holds }, at) =>
      `(iv) fifth ${at + 1}: stated ${stated}, realised ${realised} (99%: ${low} to ${high}), bound ${bound}: ${holds ? 'holds' : 'does not hold'}`,
  );
}
