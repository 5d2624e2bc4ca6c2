import type { Row } from '../benchmark.ts';
import {
  codetAgreement,
  firstPass,
  fixedSamples,
  neverAnswer,
  twoClassRule,
} from '../../../src/verify/baselines.ts';
import { costs } from '../../../src/verify/costs.ts';
import { expectedValue } from '../../../src/verify/expected-value.ts';
import type { Policy } from '../../../src/verify/policy.ts';
import type { Judging } from './judging.ts';
import type { RecordedRun } from './runs.ts';
import { play, type Played } from './simulate.ts';
import { bootstrap, sumsByNumber } from './statistics.ts';

const repeats = 20;
const ratios = [0, 1, 2, 4, 8];
const ours = 'expected-value';

interface Result {
  readonly run: RecordedRun;
  readonly played: ReadonlyMap<string, Played>;
}

/** Goal (iii): no questions, samples free; reward = right − R·wrong. */
export function measureRewards(judging: Judging): Row['result'] {
  const byRatio = new Map(ratios.map((ratio) => [ratio, [] as Result[]]));
  for (let repeat = 0; repeat < repeats; repeat++) {
    const scaleOf = judging.scales(repeat);
    for (const run of judging.runs(repeat)) {
      const fixed = [firstPass, fixedSamples, codetAgreement, neverAnswer].map(
        (policy) => [policy.name, play(run, policy)] as const,
      );
      const judge = judging.judge(run, scaleOf(run.number));
      for (const ratio of ratios) {
        const free = { ...costs, minute: 0 };
        const maxWrong = 1 / (1 + ratio);
        const own = expectedValue({ maxWrong, canAsk: false, costs: free, assess: judge });
        const moving: readonly Policy[] = [own, twoClassRule(ratio)];
        const played = moving.map((policy) => [policy.name, play(run, policy)] as const);
        byRatio.get(ratio)?.push({ run, played: new Map([...fixed, ...played]) });
      }
    }
  }
  return Object.fromEntries([...byRatio].map(([ratio, each]) => [ratio, compare(each, ratio)]));
}

function compare(results: readonly Result[], ratio: number) {
  const names = [...(results[0]?.played.keys() ?? [])];
  const reward = (played: Played | undefined) =>
    played?.outcome === 'right' ? 1 : played?.outcome === 'wrong' ? -ratio : 0;
  const figures = names.map((name) => {
    const sums = sumsByNumber(
      results,
      ({ run }) => run.number,
      ({ played }) => {
        const own = played.get(name);
        const gain = reward(played.get(ours)) - reward(own);
        const is = (outcome: Played['outcome']) => (own?.outcome === outcome ? 1 : 0);
        return [1, reward(own), gain, is('right'), is('wrong'), is('abstained'), own?.samples ?? 0];
      },
    );
    const rate = (index: number) => {
      const { mean, low, high } = bootstrap(sums, (s) => (s[index] ?? 0) / (s[0] ?? 1), 0.95);
      return [mean, low, high].map((each) => Number(each.toFixed(4)));
    };
    return [
      name,
      {
        reward: rate(1),
        oursLess: rate(2),
        right: rate(3)[0],
        wrong: rate(4)[0],
        abstained: rate(5)[0],
        samples: rate(6)[0],
      },
    ] as const;
  });
  return Object.fromEntries(figures);
}

export function summariseRewards(result: Row['result']): string[] {
  return Object.entries(result).flatMap(([ratio, policies]) => {
    const each = Object.entries(policies as ReturnType<typeof compare>);
    return [
      `(iii) R = ${ratio}:`,
      ...each.map(
        ([name, figures]) =>
          `    ${name}: reward ${String(figures.reward[0])}; ours − it ${String(figures.oursLess)}; right ${String(figures.right)}, wrong ${String(figures.wrong)}, abstained ${String(figures.abstained)}, samples ${String(figures.samples)}`,
      ),
    ];
  });
}
