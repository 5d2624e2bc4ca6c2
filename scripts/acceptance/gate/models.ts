import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { type Logistic, logisticSchema } from '../../../src/complete/logistic.ts';
import {
  type AcceptPrior,
  scoredFeatures,
  scoredOf,
  unscoredFeatures,
  unscoredOf,
} from '../../../src/complete/show.ts';
import type { Suggestion } from './sessions.ts';

/** The models of acceptance that are fitted and compared. */
export type ModelName = 'shipped' | 'unscored' | 'upper' | 'afterwards';

/** Their features: what a local model and the editor give; with Copilot's own; known afterwards. */
export const featureNames: Readonly<Record<ModelName, readonly string[]>> = {
  shipped: scoredFeatures,
  unscored: unscoredFeatures,
  upper: [...scoredFeatures, 'copilotConfidence', 'copilotQuantile'],
  afterwards: [...scoredFeatures, 'lengthLater'],
};

/** Features of a suggestion; null where it has no log-probability and the model needs one. */
export function featuresOf(
  name: ModelName,
  { shown, copilot, lengthLater }: Suggestion,
  own: AcceptPrior['own'],
): number[] | null {
  if (name === 'unscored') return unscoredOf(shown);
  if (!shown.logprobs) return null;
  const scored = scoredOf(shown, shown.logprobs, own);
  if (name === 'shipped') return scored;
  if (name === 'afterwards') return [...scored, lengthLater];
  return copilot ? [...scored, copilot.confidence, copilot.quantile] : null;
}

const models = z.object({
  shipped: logisticSchema,
  unscored: logisticSchema,
  upper: logisticSchema,
  afterwards: logisticSchema,
});
const fittedSchema = z.object({
  /** Copilot's log-probabilities of a suggestion at equal steps of quantile. */
  own: z.object({ mean: z.array(z.number()), sum: z.array(z.number()) }),
  all: models,
  /** For each user, what was fitted to the others. */
  without: z.record(z.string(), models),
});
/** What `npm run fit -- gate` fitted; measuring reads it and fits nothing. */
export type Fitted = z.infer<typeof fittedSchema>;

const file = path.join(import.meta.dirname, 'fitted.json');

export async function readFitted(): Promise<Fitted> {
  return fittedSchema.parse(JSON.parse(await readFile(file, 'utf8')));
}

export async function writeFitted(fitted: Fitted): Promise<void> {
  await writeFile(file, `${JSON.stringify(fitted)}\n`);
}

/** The models that have not seen a user: those fitted without, or all for one who was not there. */
export function modelsFor(user: string, { all, without }: Fitted): Record<ModelName, Logistic> {
  return without[user] ?? all;
}
