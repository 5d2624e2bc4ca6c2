import type { RunState } from '../../src/verify/policy.ts';
import { signals, signalsOf, type SignalKind } from '../../src/verify/signals.ts';
import type { Benchmark, Row } from './benchmark.ts';
import { allKinds, areaBySampler, heldOutAreas } from './verify/areas.ts';
import { behaviourKinds, examplesOf, posteriorAt } from './verify/fit.ts';
import { Judging } from './verify/judging.ts';
import { readSeenTasks, type RecordedRun } from './verify/runs.ts';

let judging: Promise<Judging> | undefined;
const ready = () => (judging ??= readSeenTasks(console.log).then((tasks) => new Judging(tasks)));

/** AUC of one kind alone, in its fixed direction, at the end of a run. */
function alone(ready: Judging, kind: SignalKind): Row['result'] {
  const sign = signals[kind] === 'more-doubt' ? 1 : -1;
  const examples = ready
    .runs(0)
    .flatMap((run) => examplesOf(run))
    .filter(({ isWhole }) => isWhole);
  return areaBySampler(
    examples.map((each) => ({ ...each, score: sign * (each.signals[kind] ?? 0) })),
  );
}

/** Held-out AUC of a set of kinds. */
function together(ready: Judging, kinds: readonly SignalKind[]): Row['result'] {
  return heldOutAreas(
    ready.runs(0).flatMap((run) => examplesOf(run)),
    kinds,
  );
}

/** Which operators make the inputs on which passing behaviours differ, and how many it takes. */
function inputs(ready: Judging): Row['result'] {
  const made = new Map<string, { inputs: number; splits: number }>();
  const firstSplits: number[] = [];
  for (const run of ready.runs(0)) {
    const passing = passingOutcomes(run.state(run.size));
    if (new Set(passing.map((own) => own.join('\n'))).size < 2) continue;
    const splits = run.inputs.map((_, at) => new Set(passing.map((own) => own[at])).size > 1);
    firstSplits.push(splits.indexOf(true) + 1);
    for (const [at, { by }] of run.inputs.entries()) {
      const count = made.get(by) ?? { inputs: 0, splits: 0 };
      const splitsHere = splits[at] ? 1 : 0;
      made.set(by, { inputs: count.inputs + 1, splits: count.splits + splitsHere });
    }
  }
  const sorted = firstSplits.sort((a, b) => a - b);
  return {
    runsThatDiffer: sorted.length,
    inputsToFirst: {
      median: sorted[Math.floor(sorted.length / 2)] ?? null,
      ninetieth: sorted[Math.floor(0.9 * sorted.length)] ?? null,
    },
    shareThatSplits: Object.fromEntries(
      [...made].map(([by, { inputs: all, splits }]) => [by, Number((splits / all).toFixed(3))]),
    ),
  };
}

function passingOutcomes(state: RunState): (readonly string[])[] {
  return state.passing.flatMap(({ sample }) => {
    const own = state.behaviour?.outcomes.get(sample);
    return own ? [own] : [];
  });
}

/** What more samples tell: the AUC of the draws' share after so many of them. */
function samples(ready: Judging): Row['result'] {
  const areas = [2, 4, 7, 10, 30, 100].map((judged) => {
    const rows = ready.runs(0).flatMap((run) => shareRows(run, Math.min(judged, run.size)));
    return [judged, areaBySampler(rows)] as const;
  });
  return Object.fromEntries(areas);
}

function shareRows(run: RecordedRun, judged: number) {
  const state = run.state(judged);
  const found = signalsOf(state, posteriorAt(state).models);
  const draws = state.passing.reduce((sum, each) => sum + each.draws, 0);
  return state.passing.map((candidate) => ({
    sampler: run.sampler,
    number: run.number,
    wrong: !run.isRight(candidate.sample),
    weight: candidate.draws / draws,
    score: -(found.get(candidate.sample)?.['draw-share'] ?? 0),
  }));
}

async function rows(): Promise<string[]> {
  const without = behaviourKinds.map((kind) => `without ${kind}`);
  const kinds = allKinds.map((kind) => `alone ${kind}`);
  return Promise.resolve(['all weighed', ...without, ...kinds, 'every kind', 'inputs', 'samples']);
}

async function run(id: string): Promise<Row> {
  const result = measure(await ready(), id);
  return { id, result, measured: {} };
}

function measure(judges: Judging, id: string): Row['result'] {
  if (id === 'inputs') return inputs(judges);
  if (id === 'samples') return samples(judges);
  if (id === 'all weighed') return together(judges, behaviourKinds);
  if (id === 'every kind') return together(judges, allKinds);
  const [way, kind] = id.split(' ') as [string, SignalKind];
  if (way === 'alone') return alone(judges, kind);
  return together(
    judges,
    behaviourKinds.filter((each) => each !== kind),
  );
}

function summarise(done: readonly Row[]): string[] {
  return done.map(({ id, result }) => `${id}: ${JSON.stringify(result)}`);
}

/**
 * Which evidence carries the estimate: every kind alone, and the weighed kinds without each; which
 * inputs find disagreements; what more samples add (`mixed` is what a second and third model add).
 */
export const benchmark: Benchmark = { seeds: { order: 0 }, rows, run, summarise };
