import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Weights } from '../../src/verify/weights.ts';
import { behaviourKinds, examplesOf, fitWithBounds, plainKinds } from '../acceptance/verify/fit.ts';
import { readSeenTasks, RecordedRun, samplersOf } from '../acceptance/verify/runs.ts';
import { fitAsking, unknownsOf } from '../acceptance/verify/unknowns.ts';

/** Orders of the samples, and repeats of the held-out folds behind the bounds. */
const orders = 2;
const repeats = 4;

/** Fits what Verify ships on recorded samples, and writes src/verify/weights.json. */
export async function fitVerify(): Promise<void> {
  const tasks = await readSeenTasks(console.log);
  const runs = Array.from({ length: orders }, (_, seed) =>
    tasks.flatMap((task) =>
      samplersOf(task).map((sampler) => new RecordedRun(task, sampler, seed)),
    ),
  ).flat();
  const share = 1 / orders;
  const weighted = (hasBehaviour: boolean) =>
    runs
      .flatMap((run) => examplesOf(run, hasBehaviour))
      .map((example) => ({ ...example, weight: example.weight * share }));
  const weights: Weights = {
    fittedOn: [...new Set(runs.map(({ number }) => number))],
    behaviour: fitWithBounds(weighted(true), behaviourKinds, repeats),
    plain: fitWithBounds(weighted(false), plainKinds, repeats),
  };
  const rounded = JSON.stringify(weights, (_, value: unknown) =>
    typeof value === 'number' ? Number(value.toPrecision(5)) : value,
  );
  await writeFile(path.join(import.meta.dirname, '../../src/verify/weights.json'), `${rounded}\n`);
  console.log(rounded);
  // Printed, to be set in src/verify/question.ts.
  console.log(JSON.stringify(fitAsking(runs.slice(0, runs.length / orders).flatMap(unknownsOf))));
}
