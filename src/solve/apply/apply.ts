import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { neverAborted } from '../../base/abort.ts';
import type { Patch } from '../../base/edit.ts';
import { type Failure, FailureError, toFailure } from '../../base/failure.ts';
import { linkOnTheWay, linksBelow } from '../patch/links.ts';
import { hashOf, readPlain, syncFolder, writeNew } from './files.ts';
import { type JournalFile, removeJournal, writeJournal } from './journal.ts';
import { type Plan, planApply, treeChanged } from './plan.ts';
import { undoApply } from './recover.ts';

export interface ApplyOptions {
  /** Absolute. */
  readonly workspace: string;
  /** `before` of each edit is the file as the run's snapshot has it. */
  readonly patch: Patch;
  /** The folder of Reckon's own state: the journal is kept there while the apply lasts. */
  readonly storage: string;
  /** The folder of the run's trace: `reckon-undo.patch` is left there. */
  readonly traceDir: string;
  /** Called before each change on disk; what it throws ends the apply as a failed write does. */
  readonly onStep?: (step: string) => void;
}

/**
 * Changes the user's files, all or none: each is compared with the snapshot, prepared beside its
 * place and put there by rename. What fails on the way is taken back at once; what is cut (a killed
 * process, a power failure) is taken back by `recoverApplies`. Cancelling is heeded until the first
 * file is replaced. Null when the files are changed. Codes: those of `planApply`, `cancelled`,
 * `apply-failed`.
 */
export async function applyPatch(
  options: ApplyOptions,
  signal: AbortSignal = neverAborted,
): Promise<Failure | null> {
  const { workspace, patch, storage, traceDir } = options;
  const plan = await planApply(workspace, patch, traceDir);
  if ('code' in plan) return plan;
  const journalFile = await writeJournal(storage, plan.journal);
  try {
    await prepare(plan, options);
    if (signal.aborted) throw new FailureError(cancelled.code, cancelled.why);
    await replaceAll(plan, options);
    await removeJournal(journalFile);
    return null;
  } catch (thrown) {
    return await takeBack(plan, journalFile, thrown);
  }
}

const cancelled: Failure = { code: 'cancelled', why: 'Cancelled; no file was changed.' };

/** Everything that can fail for want of room or rights, before any file is touched. */
async function prepare({ journal, undoText }: Plan, options: ApplyOptions): Promise<void> {
  const { workspace, patch, traceDir, onStep } = options;
  await mkdir(traceDir, { recursive: true });
  onStep?.('undo patch');
  await writeNew(journal.undo.temp, undoText, null);
  for (const folder of journal.folders) {
    onStep?.(`folder ${folder}`);
    await mkdir(path.join(workspace, folder));
  }
  for (const [at, { after }] of patch.entries()) {
    const file = journal.files[at];
    if (!file || after === null) continue;
    onStep?.(`prepare ${file.path}`);
    await writeNew(path.join(workspace, file.temp), after, file.like);
  }
}

async function replaceAll({ journal }: Plan, { workspace, onStep }: ApplyOptions): Promise<void> {
  for (const file of journal.files) {
    onStep?.(`replace ${file.path}`);
    await replace(workspace, file);
  }
  const folders = [
    ...journal.files.map(({ path: file }) => path.dirname(file)),
    ...journal.folders,
  ];
  for (const folder of new Set(folders)) await syncFolder(path.join(workspace, folder));
  onStep?.('undo patch in place');
  await rename(journal.undo.temp, journal.undo.file);
  onStep?.('end');
}

async function replace(workspace: string, file: JournalFile): Promise<void> {
  const target = path.join(workspace, file.path);
  // An editor may have saved meanwhile.
  const found = await readPlain(target);
  const same = found !== 'other' && hashOf(found?.content ?? null) === file.beforeHash;
  const link = await linkOnTheWay(file.path, linksBelow(workspace));
  if (!same || link !== null) {
    const { code, why } = treeChanged(file.path);
    throw new FailureError(code, why);
  }
  if (file.afterHash === null) await rm(target);
  else await rename(path.join(workspace, file.temp), target);
}

async function takeBack(plan: Plan, journalFile: string, thrown: unknown): Promise<Failure> {
  const { code, why } = toFailure(thrown, 'apply-failed');
  try {
    const { changed } = await undoApply(plan.journal);
    await removeJournal(journalFile);
    if (thrown instanceof FailureError) return { code, why };
    const left = changed.length > 0 ? ` Look at ${changed.join(', ')}: changed meanwhile.` : '';
    return { code, why: `The patch could not be applied and was taken back: ${why}.${left}` };
  } catch (worse) {
    const next = `It could not be taken back (${toFailure(worse).why}); the next start tries again.`;
    return { code, why: `The patch could not be applied: ${why}. ${next}` };
  }
}
