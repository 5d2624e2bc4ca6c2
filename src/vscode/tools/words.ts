import type { Failure } from '../../base/failure.ts';
import { formatUnified } from '../../solve/answer/unified.ts';
import { clip } from '../../trace/format.ts';
import type { Ended } from '../outcome-words.ts';
import { whatWouldHelp } from '../../verify/words.ts';
import type { Settings } from '../settings.ts';
import type { Translate } from '../translate.ts';

/** A longer patch is not told: half of one is worth nothing. Characters. */
const longestPatch = 30_000;
/** Tests that are suggested, at most. */
const mostSuggestions = 5;

/** How a run ended, for a model: the outcome with its code, why, and what there is to hand over. */
export function solvedWords(ended: Ended): string {
  return [headline(ended.outcome, ended), ...questionLines(ended), ...patchLines(ended)].join('\n');
}

/** The same of a change that was judged. */
export function judgedWords(ended: Ended): string {
  const outcome = ended.outcome === 'solved' ? 'accept' : ended.outcome;
  return [headline(outcome, ended), ...questionLines(ended), ...helpLines(ended)].join('\n');
}

/** That nothing was run, and why. */
export function failureWords(failure: Failure): string {
  return headline('failed', failure);
}

function headline(outcome: string, { code, why }: Failure): string {
  return `${outcome} (${code}): ${why}`;
}

function questionLines({ question }: Ended): string[] {
  if (!question) return [];
  const outputs = question.outputs.map(({ cluster, value }) => `  ${cluster}: ${clip(value, 300)}`);
  return [
    `Which output is right for ${clip(question.input, 500)}?`,
    ...outputs,
    "Only the user can tell: the answers are buttons in Reckon's Trace view.",
  ];
}

function patchLines({ outcome, patch }: Ended): string[] {
  if (!patch) return [];
  const diff = formatUnified(patch).trimEnd();
  const found = outcome === 'solved' ? 'The patch' : 'A patch that nothing vouches for';
  const where = 'no file was changed; the user applies it by "Reckon: Apply This Patch"';
  if (diff.length <= longestPatch) return [`${found} (${where}):`, diff];
  return [`${found} is too long to be told here: ${where}.`];
}

function helpLines(ended: Ended): string[] {
  const help = whatWouldHelp(ended);
  if (help === '') return [];
  const tests = ended.suggestions
    .slice(0, mostSuggestions)
    .map(({ path, line, why }) => `  ${path}:${line + 1}: ${clip(why, 300)}`);
  return [`What would help most: ${help}`, ...tests];
}

/** What the user is asked before an agent's call. */
export interface Confirmation {
  readonly title: string;
  readonly message: string;
}

/** What the user's consent rests on. */
export interface Call {
  /** Name of the folder. */
  readonly folder: string;
  readonly settings: Pick<Settings, 'model' | 'samples' | 'allowUnconfined'>;
  /** The server that code goes to; null where the model runs here. */
  readonly place: string | null;
}

/** May an agent have patches sampled? */
export function solveConfirmation({ folder, settings, place }: Call, t: Translate): Confirmation {
  const { model, samples, allowUnconfined } = settings;
  const drawn =
    samples === null
      ? t('Patches are drawn from the model {0}', model)
      : t('At most {0} patches are drawn from the model {1}', samples, model);
  return {
    title: t('Let Reckon solve failing tests of {0}?', folder),
    message: [
      t('{0}, and the tests run on each. No file is changed: you decide about the patch.', drawn),
      place === null ? '' : t('Code of this workspace goes to {0}.', place),
      confinementWords(allowUnconfined, t),
    ]
      .filter(Boolean)
      .join(' '),
  };
}

/** May an agent have the uncommitted change judged? */
export function verifyConfirmation({ folder, settings }: Call, t: Translate): Confirmation {
  return {
    title: t('Let Reckon judge the uncommitted change of {0}?', folder),
    message: [
      t('The tests run before and after the change. No model is asked, and no file is changed.'),
      confinementWords(settings.allowUnconfined, t),
    ].join(' '),
  };
}

function confinementWords(allowUnconfined: boolean, t: Translate): string {
  return allowUnconfined
    ? t('Tests run in copies; where nothing can confine them, with your rights.')
    : t('Tests run in confined copies.');
}
