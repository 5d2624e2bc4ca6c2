import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

/** What was measured of a model's exits; `npm run acceptance -- exits` writes it. */
const thresholdsSchema = z.object({
  model: z.string(),
  /** Holes that it was measured on. */
  holes: z.int().nonnegative(),
  exits: z.array(
    z.object({
      layers: z.int().positive(),
      /** Smallest probability at which the exit's token stands; null: the exit does not pay. */
      threshold: z.number().min(0).max(1).nullable(),
      /** Share of the tokens on which exit and whole model agree. */
      agreement: z.number().min(0).max(1),
      /** Time of a warm suggestion to that of the whole model alone. */
      time: z.number().nonnegative(),
    }),
  ),
});
export type Thresholds = z.infer<typeof thresholdsSchema>;

/** Where the thresholds of a model's exits lie. */
export function exitsFile(model: string): string {
  return path.join(path.dirname(model), `${path.basename(model, '.gguf')}.exits.json`);
}

/** The thresholds beside a model; null where nothing is measured, or it cannot be read. */
export async function readThresholds(model: string): Promise<Thresholds | null> {
  const text = await readFile(exitsFile(model), 'utf8').catch(() => null);
  if (text === null) return null;
  try {
    return thresholdsSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
