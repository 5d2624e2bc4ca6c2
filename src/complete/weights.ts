import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { FailureError } from '../base/failure.ts';
import { logisticSchema } from './logistic.ts';
import type { AcceptPrior } from './show.ts';
import { type StopHead, headFeatureNames } from './stop/head.ts';

const stopSchema = z.object({
  model: logisticSchema,
  /** For each share of good completions that may be cut short, the threshold that keeps it. */
  thresholds: z.array(z.object({ risk: z.number(), threshold: z.number() })),
});
const priorSchema = z.object({
  scored: logisticSchema,
  unscored: logisticSchema,
  own: z.object({ mean: z.array(z.number()).min(2), sum: z.array(z.number()).min(2) }),
  shift: z.literal(0).default(0),
  secondLook: z.object({ same: z.number(), other: z.number() }),
});

/** Where the stop head fitted to a model lies. */
export function stopFile(model: string): string {
  return path.join(path.dirname(model), `${path.basename(model, '.gguf')}.stop.json`);
}

/** Where the built-in prior of acceptance lies. */
export function priorFile(installRoot: string): string {
  return path.join(installRoot, 'media', 'complete', 'prior.json');
}

/**
 * The stop head beside a model, set to cut short at most `risk` of the good completions; null where
 * none is fitted to it, or none keeps so small a share.
 */
export async function readStopHead(model: string, risk: number): Promise<StopHead | null> {
  const text = await readFile(stopFile(model), 'utf8').catch(() => null);
  if (text === null) return null;
  const { model: logistic, thresholds } = stopSchema.parse(JSON.parse(text));
  if (logistic.features.join() !== headFeatureNames.join()) return null;
  const kept = thresholds.filter((each) => each.risk <= risk);
  const best = kept.sort((a, b) => b.threshold - a.threshold)[0];
  return best && best.threshold > 0 ? { model: logistic, threshold: best.threshold } : null;
}

/** The built-in prior of acceptance. Throws `damaged-installation` where it is not there. */
export async function readPrior(installRoot: string): Promise<AcceptPrior> {
  const file = priorFile(installRoot);
  try {
    return priorSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    throw new FailureError('damaged-installation', `${file} cannot be read: install Reckon anew.`);
  }
}
