import type { Row } from '../benchmark.ts';
import { logit } from '../../../src/verify/signals.ts';
import type { Judging } from './judging.ts';
import { areaUnderCurve } from './logistic.ts';
import { mixed, type RecordedRun } from './runs.ts';
import { average } from './statistics.ts';
import { seededRandom } from '../../../src/base/random.ts';

const repeats = 20;
const resamples = 400;

/** First pass's answer in a run, as the whole run judges it afterwards. */
interface FirstAnswer {
  readonly number: number;
  readonly sampler: string;
  readonly wrong: boolean;
  readonly pWrong: number;
  /** What the baseline says: the share of the passing draws that behave otherwise. */
  readonly otherShare: number;
}

/** Goal (i): does pWrong tell right first passes from wrong ones, within each sampler? */
export function measureDiscrimination(judging: Judging): Row['result'] {
  const answers = Array.from({ length: repeats }, (_, repeat) => firstAnswers(judging, repeat));
  const samplers = [...new Set(answers[0]?.map(({ sampler }) => sampler))];
  const singles = samplers.filter((sampler) => sampler !== mixed);
  const numbers = [...new Set(answers[0]?.map(({ number }) => number))];
  const random = seededRandom(1);
  const one = new Map(numbers.map((number) => [number, 1]));
  const drawn = Array.from({ length: resamples }, () => {
    const times = new Map<number, number>();
    for (const number of numbers.map(() => numbers[Math.floor(random() * numbers.length)] ?? 0)) {
      times.set(number, (times.get(number) ?? 0) + 1);
    }
    return times;
  });
  // The interval is that of one repeat: more orders of the same samples are no more tasks.
  const differences = drawn
    .map(
      (times) =>
        meanArea(answers.slice(0, 4), singles, times, 'pWrong') -
        meanArea(answers.slice(0, 4), singles, times, 'otherShare'),
    )
    .sort((a, b) => a - b);
  const areas = (key: 'pWrong' | 'otherShare') =>
    Object.fromEntries(samplers.map((each) => [each, round(meanArea(answers, [each], one, key))]));
  const means = drawn
    .map((times) => meanArea(answers.slice(0, 4), singles, times, 'pWrong'))
    .sort((a, b) => a - b);
  const at = (sorted: readonly number[], share: number) =>
    round(sorted[Math.floor(share * sorted.length)] ?? NaN);
  return {
    areas: areas('pWrong'),
    clusterShare: areas('otherShare'),
    mean: round(meanArea(answers, singles, one, 'pWrong')),
    meanInterval: [at(means, 0.025), at(means, 0.975)],
    clusterShareMean: round(meanArea(answers, singles, one, 'otherShare')),
    difference: [at(differences, 0.025), at(differences, 0.975)],
  };
}

function firstAnswers(judging: Judging, repeat: number): FirstAnswer[] {
  const scaleOf = judging.scales(repeat);
  return judging.runs(repeat).flatMap((run) => answerOf(judging, run, scaleOf(run.number)));
}

function answerOf(
  judging: Judging,
  run: RecordedRun,
  scale: ReturnType<ReturnType<Judging['scales']>>,
): FirstAnswer[] {
  const state = run.state(run.size);
  const [first] = state.passing;
  if (!first) return [];
  const { candidates } = judging.judge(run, scale)(state);
  const found = candidates.find(({ sample }) => sample === first.sample);
  if (!found) return [];
  const own = state.behaviour?.outcomes.get(first.sample)?.join('\n');
  const draws = (isCounted: (sample: number) => boolean) =>
    state.passing.reduce((sum, each) => sum + (isCounted(each.sample) ? each.draws : 0), 0);
  const alike = draws((sample) => state.behaviour?.outcomes.get(sample)?.join('\n') === own);
  return [
    {
      number: run.number,
      sampler: run.sampler,
      wrong: !run.isRight(first.sample),
      pWrong: found.pWrong,
      otherShare: 1 - alike / draws(() => true),
    },
  ];
}

/** The mean over samplers of the mean area over repeats; samplers without both kinds are left out. */
function meanArea(
  answers: readonly (readonly FirstAnswer[])[],
  samplers: readonly string[],
  times: ReadonlyMap<number, number>,
  key: 'pWrong' | 'otherShare',
): number {
  const areas = samplers.map((sampler) =>
    average(
      answers.flatMap((repeat) => {
        const rows = repeat
          .filter((answer) => answer.sampler === sampler && times.has(answer.number))
          .map((answer) => ({
            wrong: answer.wrong,
            weight: times.get(answer.number) ?? 0,
            score: key === 'pWrong' ? logit(answer.pWrong) : answer.otherShare,
          }));
        return areaUnderCurve(rows) ?? [];
      }),
    ),
  );
  return average(areas.filter((area) => !Number.isNaN(area)));
}

function round(number: number): number {
  return Number(number.toFixed(4));
}

export function summariseDiscrimination(result: Row['result']): string[] {
  const { areas, clusterShare, mean, meanInterval, clusterShareMean, difference } = result;
  return [
    `(i) AUC of pWrong for first pass's answer: ${JSON.stringify(areas)}`,
    `    of cluster share alone: ${JSON.stringify(clusterShare)}`,
    `    mean over samplers ${String(mean)} (95%: ${String(meanInterval)}), of cluster share ${String(clusterShareMean)}; difference 95%: ${String(difference)}`,
  ];
}
