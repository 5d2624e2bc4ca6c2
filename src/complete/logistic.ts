import { z } from 'zod';

/** A logistic model over named features. */
export const logisticSchema = z
  .object({
    features: z.array(z.string()),
    bias: z.number(),
    weights: z.array(z.number()),
  })
  .refine(({ features, weights }) => features.length === weights.length, {
    message: 'a weight for each feature',
  })
  .readonly();
export type Logistic = z.infer<typeof logisticSchema>;

/** The probability that the model gives; features in its own order. */
export function probability({ bias, weights }: Logistic, features: readonly number[]): number {
  const logit = weights.reduce((sum, weight, at) => sum + weight * (features[at] ?? 0), bias);
  return 1 / (1 + Math.exp(-logit));
}
