import { signals, type SignalKind } from '../../../src/verify/signals.ts';
import { heldOut, type Example } from './fit.ts';
import { areaUnderCurve } from './logistic.ts';
import { mixed } from './runs.ts';
import { average } from './statistics.ts';

/** Every kind that a run tells, weighed or not. */
export const allKinds = Object.keys(signals) as SignalKind[];

const repeats = 5;

interface Scored {
  readonly sampler: string;
  readonly wrong: boolean;
  readonly weight: number;
  readonly score: number;
}

/** AUC within each sampler, and the mean over those that are one model. */
export function areaBySampler(rows: readonly Scored[]): Record<string, number | null> {
  const samplers = [...new Set(rows.map(({ sampler }) => sampler))].sort();
  const areas = samplers.map(
    (sampler) => [sampler, areaUnderCurve(rows.filter((row) => row.sampler === sampler))] as const,
  );
  const single = areas.flatMap(([sampler, area]) => (sampler === mixed ? [] : (area ?? [])));
  const all = [...areas, ['mean', average(single)] as const];
  return Object.fromEntries(all.map(([name, area]) => [name, area && Number(area.toFixed(4))]));
}

/** The same for weights that did not see the tasks, averaged over repeats. */
export function heldOutAreas(
  examples: readonly Example[],
  kinds: readonly SignalKind[],
): Record<string, number | null> {
  const each = Array.from({ length: repeats }, (_, seed) =>
    areaBySampler(heldOut(examples, kinds, 1, seed)),
  );
  return Object.fromEntries(
    Object.keys(each[0] ?? {}).map((name) => {
      const areas = each.flatMap((areas) => areas[name] ?? []);
      return [name, areas.length === 0 ? null : Number(average(areas).toFixed(4))];
    }),
  );
}
