import path from 'node:path';
import type { OpenOptions } from '../model/open.ts';
import { claimFolder, sweepFolders } from '../sandbox/locks.ts';
import { removeTree } from '../sandbox/tree.ts';
import {
  type Check,
  checkConfinement,
  checkLeftovers,
  checkModel,
  checkTests,
  type TestPlace,
} from './checks.ts';

/** What is looked at. */
export interface Subject extends TestPlace {
  readonly models: readonly string[];
}

/** What the checks use of the program that asks for them. */
export interface Means extends OpenOptions {
  /** Where runs and copies are kept. */
  readonly storage: string;
}

/**
 * All checks, one after the other: a model that loads would slow down what is timed beside it. What
 * does not work is a finding; only an abort, or a storage that cannot be written, throws.
 */
export async function examine(
  subject: Subject,
  means: Means,
  signal: AbortSignal,
): Promise<Check[]> {
  const parent = path.join(means.storage, 'sandbox');
  await sweepFolders(parent);
  const scratch = await claimFolder(parent);
  try {
    const checks = [
      await checkLeftovers(means.storage),
      await checkConfinement(scratch, signal),
      await checkTests(subject, scratch, signal),
    ];
    for (const name of subject.models) checks.push(...(await checkModel(name, means, signal)));
    return checks;
  } finally {
    await removeTree(scratch);
  }
}
