import * as z from 'zod';

const memory = z.object({
  run: z.string().nullable(),
  tab: z.enum(['solve', 'complete']),
  /** The sample that is open; null: none. */
  sample: z.int().nullable(),
  scroll: z.number().nonnegative(),
});

/** Where the user was: it outlives a reload of the window and a hidden view. */
export type Memory = z.infer<typeof memory>;

export const freshMemory: Memory = { run: null, tab: 'solve', sample: null, scroll: 0 };

/** What was kept, or a fresh one where nothing usable was. */
export function readMemory(kept: unknown): Memory {
  return memory.safeParse(kept).data ?? freshMemory;
}
