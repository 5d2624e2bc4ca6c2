import type { Benchmark, Row } from './benchmark.ts';
import { measureAsking, summariseAsking } from './verify/asking.ts';
import { measureCalibration, summariseCalibration } from './verify/calibration.ts';
import { measureDiscrimination, summariseDiscrimination } from './verify/discrimination.ts';
import { measureHalves, summariseHalves } from './verify/halves.ts';
import { Judging } from './verify/judging.ts';
import { measureRewards, summariseRewards } from './verify/rewards.ts';
import { readSeenTasks } from './verify/runs.ts';

/** One question to the recorded samples: what is measured, and how it reads. */
interface Part {
  measure(judging: Judging): Row['result'];
  summarise(result: Row['result']): readonly string[];
}

const parts: Readonly<Record<string, Part>> = {
  discrimination: { measure: measureDiscrimination, summarise: summariseDiscrimination },
  asking: { measure: measureAsking, summarise: summariseAsking },
  rewards: { measure: measureRewards, summarise: summariseRewards },
  calibration: { measure: measureCalibration, summarise: summariseCalibration },
  halves: { measure: measureHalves, summarise: summariseHalves },
};

let judging: Promise<Judging> | undefined;

async function run(id: string): Promise<Row> {
  judging ??= readSeenTasks(console.log).then((tasks) => new Judging(tasks));
  const part = parts[id];
  if (!part) throw new Error(`no such part: ${id}`);
  const ready = await judging;
  const startedAt = performance.now();
  const result = part.measure(ready);
  return { id, result, measured: { seconds: Math.round((performance.now() - startedAt) / 1000) } };
}

function summarise(rows: readonly Row[]): string[] {
  return rows.flatMap(({ id, result }) => [...(parts[id]?.summarise(result) ?? [])]);
}

/**
 * Policies on recorded samples: the docstring's examples verify, HumanEval+ is the truth. A run is
 * one task and one sampler, or the three models mixed; its samples come in random order.
 */
export const benchmark: Benchmark = {
  seeds: { inputs: 0, orders: 20, folds: 20, halves: 200 },
  rows: () => Promise.resolve(Object.keys(parts)),
  run,
  summarise,
};
