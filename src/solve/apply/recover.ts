import { readFile, rm, rmdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { type Failure, toFailure } from '../../base/failure.ts';
import { linkOnTheWay, linksBelow } from '../patch/links.ts';
import { hashOf, isMissing, readPlain, writeByRename } from './files.ts';
import { cutJournals, type Journal, type JournalFile, removeJournal } from './journal.ts';

/**
 * What became of an apply that was cut: taken back (`apply-undone`), or not yet (`apply-stuck`).
 */
export interface UndoneApply extends Failure {
  readonly workspace: string;
  /** Files that are again as they were. */
  readonly restored: readonly string[];
  /** Files that somebody changed since: left alone. */
  readonly changed: readonly string[];
}

/**
 * Takes back the applies that were cut: the process was killed, or the machine went down. Call it
 * at every start, before anything reads a workspace. An apply whose owner still runs is left alone,
 * and so is one whose workspace is not there now.
 */
export async function recoverApplies(storage: string): Promise<UndoneApply[]> {
  const undone: UndoneApply[] = [];
  for (const { file, journal } of await cutJournals(storage)) {
    const there = await stat(journal.workspace).catch(() => null);
    if (!there) continue;
    try {
      undone.push(await undoApply(journal));
      await removeJournal(file);
    } catch (thrown) {
      undone.push(stuck(journal.workspace, thrown));
    }
  }
  return undone;
}

/** The journal stays, and the next start tries again. */
function stuck(workspace: string, thrown: unknown): UndoneApply {
  const why = `A patch that was cut while being applied to ${workspace} could not be taken back: ${toFailure(thrown).why}.`;
  return { code: 'apply-stuck', why, workspace, restored: [], changed: [] };
}

/** Puts the workspace back to what a journal says it was. Doing it again changes nothing. */
export async function undoApply(journal: Journal): Promise<UndoneApply> {
  const { workspace } = journal;
  const restored: string[] = [];
  const changed: string[] = [];
  for (const file of [...journal.files].reverse()) {
    const done = await restore(workspace, file);
    if (done === 'restored') restored.unshift(file.path);
    if (done === 'changed') changed.unshift(file.path);
  }
  for (const folder of [...journal.folders].reverse()) {
    // It stays if anything else is in it by now.
    await rmdir(path.join(workspace, folder)).catch(() => undefined);
  }
  await removeUndoPatch(journal.undo);
  return { code: 'apply-undone', why: sentence(workspace, changed), workspace, restored, changed };
}

function sentence(workspace: string, changed: readonly string[]): string {
  const left = `; ${changed.join(', ')} changed since and stayed as found`;
  return `A patch was cut while being applied to ${workspace} and was taken back${changed.length > 0 ? left : ''}.`;
}

async function restore(
  workspace: string,
  file: JournalFile,
): Promise<'same' | 'restored' | 'changed'> {
  if ((await linkOnTheWay(file.path, linksBelow(workspace))) !== null) return 'changed';
  const target = path.join(workspace, file.path);
  const temp = path.join(workspace, file.temp);
  await rm(temp, { force: true }).catch(ignoreMissing);
  const found = await readPlain(target);
  if (found === 'other') return 'changed';
  const now = hashOf(found?.content ?? null);
  if (now === file.beforeHash) return 'same';
  if (now !== file.afterHash) return 'changed';
  if (file.before === null) await rm(target);
  else await writeByRename(target, temp, file.before, file.like);
  return 'restored';
}

/** Removes the undo patch of an apply that did not happen, unless another stands there by now. */
async function removeUndoPatch(undo: Journal['undo']): Promise<void> {
  await rm(undo.temp, { force: true }).catch(ignoreMissing);
  const found = await readFile(undo.file).catch(() => null);
  if (found && hashOf(found) === undo.hash) await rm(undo.file, { force: true });
}

function ignoreMissing(thrown: unknown): void {
  if (!isMissing(thrown)) throw thrown;
}
