import { l10n, workspace, type WorkspaceFolder } from 'vscode';
import type { Patch } from '../../base/edit.ts';
import { titleOf } from '../../trace/lines.ts';
import type { RunView } from '../../trace/rows.ts';
import { runText } from '../../trace/text.ts';
import type { Wish } from '../ask.ts';
import { nextSteps, type Step } from '../outcome-words.ts';

/** A run that is over, as what can be done about it needs it. */
export interface Past {
  readonly wish: Wish;
  readonly patch: Patch | null;
  readonly vouched: boolean;
  readonly report: string;
  readonly trace: string;
}

/** The run as it would be wished for again; null where its folder is not open, or it did not begin. */
export function pastOf(view: RunView, trace: string): Past | null {
  const { start, end } = view;
  const folder = start && folderAt(start.workspace);
  if (!folder) return null;
  const { goal = null, targets, samples, seed } = start;
  const change = start.command === 'verify';
  const title = titleOf(view) || l10n.t('all failing tests');
  const wish = { folder, title, goal, targets, samples, seed, ...(change && { change }) };
  const vouched = end?.outcome === 'solved';
  return { wish, patch: patchOf(view), vouched, report: runText(view), trace };
}

/** What a person can do next about a run. */
export function stepsOf(view: RunView): readonly Step[] {
  const { start, end } = view;
  if (!start || !end || !folderAt(start.workspace)) return [];
  const outcome = end.outcome === 'accept' ? 'solved' : end.outcome;
  const steps = nextSteps({ outcome, code: end.code, hasPatch: patchOf(view) !== null });
  const isOwn = start.command === 'verify';
  return isOwn ? steps.filter(({ kind }) => kind !== 'apply' && kind !== 'view') : steps;
}

function patchOf({ samples, end }: RunView): Patch | null {
  const edits = samples.find(({ id }) => id === end?.sample)?.edits ?? [];
  return edits.length > 0 ? edits : null;
}

function folderAt(path: string): WorkspaceFolder | undefined {
  return workspace.workspaceFolders?.find(({ uri }) => uri.fsPath === path);
}
