import path from 'node:path';
import type { FileEdit, Patch } from '../base/edit.ts';
import { FailureError } from '../base/failure.ts';
import { git, splitZ } from '../sandbox/git.ts';
import { parseDiff } from './answer/diff.ts';
import { Draft } from './answer/draft.ts';
import { applyFileDiff } from './answer/file-diff.ts';
import { plainLines } from './answer/text.ts';
import { readPlain } from './apply/files.ts';

/** A change that a person or another tool made, split into what is judged and what judges it. */
export interface Change {
  /** The edits of sources: the candidate. */
  readonly patch: Patch;
  /**
   * Texts that make the user's files those before the change, by path; null: no such file. The
   * change's own tests are kept in them, for they belong to the judge.
   */
  readonly base: ReadonlyMap<string, string | null>;
}

/** The doubt that a change of unknown making starts from. */
export const statedDoubt = 0.3;

/** What of a task a change is: its candidate, given by nobody's draw, over the files before it. */
export function taskOfChange({ patch, base }: Change) {
  const draft = { patch, tokens: 0, thinkingTokens: 0, logprob: null };
  // Nobody drew it: that nothing repeats it says nothing.
  const given = { strategy: 'change', round: 1, model: 'given', listed: true, draft };
  return { given: [given], overlays: base, goal: null };
}

type IsTest = (path: string) => boolean;

/**
 * What the working tree has changed since the last commit, new files too.
 *
 * @throws FailureError `no-commit` (no repository, or an empty one), `no-change`.
 */
export async function uncommittedChange(
  workspace: string,
  isTest: IsTest,
  signal: AbortSignal,
): Promise<Change> {
  const ask = (...args: string[]) => git({ folder: workspace }, args, signal);
  const diff = ['diff', '--no-ext-diff', '--no-renames', '--name-only', '--relative', '-z', 'HEAD'];
  const changed = await ask(...diff, '--', '.');
  const added = await ask('ls-files', '--others', '--exclude-standard', '-z');
  if (changed === null || added === null) {
    const why = 'There is no commit to compare the files with: give --patch.';
    throw new FailureError('no-commit', why);
  }
  const edits: FileEdit[] = [];
  for (const file of new Set([...splitZ(changed), ...splitZ(added)])) {
    const after = await textOnDisk(workspace, file);
    const before = await ask('show', `HEAD:./${file}`);
    if (isText(before) && isText(after) && before !== after) {
      edits.push({ path: file, before, after });
    }
  }
  const patch = sourcesOf(edits, isTest);
  return { patch, base: new Map(patch.map((edit) => [edit.path, edit.before])) };
}

/**
 * A unified diff, as tools write it, over the user's files as they are.
 *
 * @throws FailureError `no-change`, `diff-binary`, `diff-mismatch`, `search-ambiguous`.
 */
export async function changeOfDiff(
  workspace: string,
  text: string,
  isTest: IsTest,
): Promise<Change> {
  const parsed = parseDiff(plainLines(text), 'git');
  if ('code' in parsed) throw new FailureError(parsed.code, parsed.why);
  const files = new Map<string, string>();
  for (const { from, to } of parsed) {
    for (const file of [from, to]) {
      const found = file ? await textOnDisk(workspace, file) : null;
      if (file && typeof found === 'string') files.set(file, found);
    }
  }
  const draft = new Draft(files);
  for (const change of parsed) {
    const done = applyFileDiff(change, draft, files, undefined);
    if ('code' in done) throw new FailureError(done.code, done.why);
  }
  const edits = draft.patch();
  const tests = edits.filter((edit) => isTest(edit.path));
  const base = new Map(tests.map((edit) => [edit.path, edit.after]));
  return { patch: sourcesOf(edits, isTest), base };
}

/** A file's text; null where there is none, undefined where it is no plain file of the workspace. */
async function textOnDisk(workspace: string, file: string): Promise<string | null | undefined> {
  const target = path.resolve(workspace, file);
  if (!target.startsWith(workspace + path.sep)) return undefined;
  const found = await readPlain(target);
  return found === 'other' ? undefined : (found?.content.toString('utf8') ?? null);
}

/** Binary files are left as they are, on both sides. */
function isText(text: string | null | undefined): text is string | null {
  return text === null || (text !== undefined && !/[\0\ufffd]/.test(text));
}

function sourcesOf(edits: readonly FileEdit[], isTest: IsTest): Patch {
  const patch = edits.filter((edit) => !isTest(edit.path));
  if (patch.length > 0) return patch.toSorted((one, other) => (one.path < other.path ? -1 : 1));
  const why =
    edits.length > 0
      ? 'Only tests have changed: there is no change of the code to judge.'
      : 'There is no change to judge.';
  throw new FailureError('no-change', why);
}
