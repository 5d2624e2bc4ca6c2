import { l10n, type TestItem, Uri, window, type WorkspaceFolder } from 'vscode';
import { chooseFolder, folderOf } from './folder.ts';
import {
  type Aim,
  aimOf,
  type NamedTest,
  prefilledGoal,
  samplesOf,
  type Standpoint,
} from './prefill.ts';
import { readSettings } from './settings.ts';
import type { TestFinder } from './tests.ts';

/** A call of `reckon.solve` that names its test. */
export interface SolveRequest {
  readonly uri: Uri;
  readonly test: NamedTest;
}

/** What the user wants solved. */
export interface Wish extends Aim {
  readonly folder: WorkspaceFolder;
  /** As people call it: the test, the goal, or all failing tests. */
  readonly title: string;
  /** Null: as many as suit the model. */
  readonly samples: number | null;
  readonly seed: number;
  /** What is not committed is judged; nothing is solved. */
  readonly change?: boolean;
  /** Where it goes on from a question of an earlier run. */
  readonly answered?: { readonly trace: string; readonly answer: string };
}

/**
 * What a call of the command asks for: `argument` comes from the code action, from an item of the
 * test explorer or from a failure's message; without one the user is asked. Undefined where there is
 * nothing to work on, or the user takes the call back.
 */
export async function wishOf(argument: unknown, finder: TestFinder): Promise<Wish | undefined> {
  const request = await requestOf(argument, finder);
  if (!request) return await askWish(finder);
  const folder = folderOf(request.uri);
  if (!folder) return undefined;
  const { target, name } = request.test;
  return {
    folder,
    title: name,
    goal: null,
    targets: [target],
    samples: readSettings(folder).samples,
    seed: 0,
  };
}

/** To judge what is not committed in a folder; undefined where there is no folder, or none is named. */
export async function changeWish(): Promise<Wish | undefined> {
  const folder = folderOf(window.activeTextEditor?.document.uri) ?? (await chooseFolder());
  return folder && wishOfChange(folder);
}

/** To judge what is not committed in this folder. */
export function wishOfChange(folder: WorkspaceFolder): Wish {
  const aim = { goal: null, targets: [], samples: 1, seed: 0, change: true };
  return { folder, title: l10n.t('your uncommitted change'), ...aim };
}

async function requestOf(argument: unknown, finder: TestFinder): Promise<SolveRequest | undefined> {
  if (isRequest(argument)) return argument;
  const item = itemIn(argument);
  const test = item && (await finder.testOf(item));
  return test && item.uri ? { uri: item.uri, test } : undefined;
}

function isRequest(argument: unknown): argument is SolveRequest {
  const { uri, test } = (argument ?? {}) as Partial<SolveRequest>;
  return uri instanceof Uri && typeof test?.target === 'string';
}

/** The item itself, or the one that a message of the test's result belongs to. */
function itemIn(argument: unknown): TestItem | undefined {
  const { test } = (argument ?? {}) as { test?: unknown };
  return [argument, test].find(isItem);
}

function isItem(value: unknown): value is TestItem {
  return typeof value === 'object' && value !== null && 'label' in value && 'children' in value;
}

async function askWish(finder: TestFinder): Promise<Wish | undefined> {
  const editor = window.activeTextEditor;
  const folder = folderOf(editor?.document.uri) ?? (await chooseFolder());
  if (!folder) return undefined;
  const inFolder = editor && folderOf(editor.document.uri) === folder ? editor : undefined;
  const standpoint: Standpoint = {
    test: inFolder ? await finder.testAt(inFolder.document, inFolder.selection.active.line) : null,
    selection: inFolder ? inFolder.document.getText(inFolder.selection) : '',
  };
  const answer = await askGoal(standpoint);
  if (answer === undefined) return undefined;
  const samples = await askSamples(readSettings(folder).samples);
  if (samples === undefined) return undefined;
  const aim = aimOf(answer, standpoint, l10n.t);
  const named = aim.targets.length > 0 ? standpoint.test?.name : undefined;
  const title = aim.goal ?? named ?? l10n.t('all failing tests');
  return { folder, title, samples, seed: 0, ...aim };
}

async function askGoal(standpoint: Standpoint): Promise<string | undefined> {
  return await window.showInputBox({
    title: l10n.t('Solve (1 of 2): what should the change do?'),
    value: prefilledGoal(standpoint, l10n.t),
    placeHolder: l10n.t('Make all failing tests pass'),
    prompt: l10n.t(
      'Empty: all failing tests. Models that only complete code see the tests, not the goal.',
    ),
    ignoreFocusOut: true,
  });
}

/** Null: as many as suit the model; undefined: the user takes the call back. */
async function askSamples(preset: number | null): Promise<number | null | undefined> {
  const answer = await window.showInputBox({
    title: l10n.t('Solve (2 of 2): how many samples at most?'),
    value: preset === null ? '' : String(preset),
    placeHolder: l10n.t('16, or 60 from a model that only completes code'),
    prompt: l10n.t('Sampling ends at the first patch that holds.'),
    validateInput: (text) =>
      samplesOf(text) === undefined ? l10n.t('A whole number from 1 to 10000.') : undefined,
    ignoreFocusOut: true,
  });
  return answer === undefined ? undefined : samplesOf(answer);
}
