import * as z from 'zod';
import type { Failure } from '../../base/failure.ts';

/** In a workspace of several folders: which one. */
const folder = z.string().min(1).max(200).optional();

/** What an agent may say to `reckon_solve`. How much is drawn, and by which model, is the user's. */
export const solveInput = z.strictObject({
  goal: z.string().min(1).max(2000).optional(),
  targets: z.array(z.string().min(1).max(500)).max(50).optional(),
  folder,
});
export type SolveInput = z.infer<typeof solveInput>;

/** What an agent may say to `reckon_verify`. */
export const verifyInput = z.strictObject({ folder });
export type VerifyInput = z.infer<typeof verifyInput>;

/** The input, or a sentence about each thing that is amiss: models write it, and editors check little. */
export function readInput<T>(schema: z.ZodType<T>, input: unknown): T | Failure {
  const { data, error } = schema.safeParse(input ?? {});
  if (data !== undefined) return data;
  const faults = error?.issues.map(({ path, message }) => [...path, message].join(': ')) ?? [];
  return { code: 'bad-input', why: `The input does not fit: ${faults.join('; ')}.` };
}
