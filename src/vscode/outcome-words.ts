import type { Outcome } from '../solve/outcome.ts';
import { clip, duration } from '../trace/format.ts';
import { whatWouldHelp } from '../verify/words.ts';
import type { Translate } from './translate.ts';

/** What a person can do next: a button each. */
export type Step =
  | { readonly kind: 'apply' | 'view' | 'report' | 'again' | 'key' | 'model' | 'doctor' }
  /** `answer`: as `resumedTask` takes it. */
  | { readonly kind: 'answer'; readonly answer: string; readonly value: string }
  | { readonly kind: 'setting'; readonly setting: string };

/** An outcome as people read it. */
export interface Words {
  readonly tone: 'good' | 'open' | 'bad' | 'quiet';
  /** One line. */
  readonly text: string;
  /** The likeliest first. */
  readonly steps: readonly Step[];
}

/** What of a run's outcome is put into words. */
export type Ended = Pick<
  Outcome,
  | 'outcome'
  | 'code'
  | 'why'
  | 'patch'
  | 'sample'
  | 'samples'
  | 'ms'
  | 'pWrong'
  | 'bound'
  | 'question'
  | 'evidence'
  | 'suggestions'
>;

/** The one place where a run's outcome is put into words for the editor. */
export function outcomeWords(ended: Ended, t: Translate): Words {
  switch (ended.outcome) {
    case 'solved':
      return { tone: 'good', text: solvedText(ended, t), steps: [apply, report] };
    case 'ask':
      return { tone: 'open', text: questionText(ended, t), steps: answers(ended) };
    case 'abstained': {
      const steps = helpAfterAbstaining(ended.code, ended.patch !== null);
      return { tone: 'open', text: t('Not handed over. {0}', ended.why), steps };
    }
    case 'failed':
      return {
        tone: 'bad',
        text: t('Solve failed. {0}', ended.why),
        steps: helpAfterFailing(ended.code),
      };
    case 'cancelled':
      return { tone: 'quiet', text: t('Solve was cancelled. No file was changed.'), steps: [] };
  }
}

/** What can be done about a run whose words, patch and question are on the screen already. */
export function nextSteps(
  ended: Pick<Ended, 'outcome' | 'code'> & { readonly hasPatch: boolean },
): readonly Step[] {
  const { outcome, code, hasPatch } = ended;
  switch (outcome) {
    case 'solved':
      return hasPatch ? [apply, view, report] : [report];
    case 'ask':
      return hasPatch ? [view, report] : [report];
    case 'abstained':
      return helpAfterAbstaining(code, hasPatch);
    case 'failed':
      return helpAfterFailing(code);
    case 'cancelled':
      return [again, report];
  }
}

function helpAfterAbstaining(code: string, hasPatch: boolean): readonly Step[] {
  return [...(hasPatch ? [view] : []), ...(remedies[code] ?? []), report];
}

function helpAfterFailing(code: string): readonly Step[] {
  return remedies[code] ?? [report, doctor];
}

/** The same of a change that was judged: nothing is handed over, so nothing is to be applied. */
export function changeWords(ended: Ended, t: Translate): Words {
  const words = outcomeWords(ended, t);
  const steps = words.steps.filter(({ kind }) => kind !== 'apply' && kind !== 'view');
  switch (ended.outcome) {
    case 'solved':
      return { ...words, text: t('The change holds. {0}', ended.why), steps };
    case 'abstained':
      return { ...words, text: t('The change is not vouched for. {0}', ended.why), steps };
    case 'failed':
      return { ...words, text: t('The change could not be judged. {0}', ended.why), steps };
    case 'cancelled':
      return { ...words, text: t('Judging was cancelled.') };
    case 'ask':
      return words;
  }
}

/** The tests that a judged change lacks, for the head of its report; '' where nothing is known. */
export function suggestionText(ended: Ended, t: Translate): string {
  const help = whatWouldHelp(ended);
  if (help === '') return '';
  const tests = ended.suggestions.map(({ path, line, why }) => `  ${path}:${line + 1}: ${why}`);
  return [t('What would help most: {0}', help), ...tests, '', ''].join('\n');
}

function solvedText(ended: Ended, t: Translate): string {
  const { sample, samples, ms } = ended;
  const { passed = 0, failed = 0, skipped = 0 } = sample?.judgement ?? {};
  const total = passed + failed + skipped;
  const judged = samples.filter(({ verdict }) => verdict !== 'cancelled').length;
  const after = t('Sample {0} of {1}, {2}.', sample?.id ?? 0, judged, duration(ms));
  const odds = oddsText(ended, t);
  return [t('Solved: {0} of {1} tests pass.', passed, total), odds, after]
    .filter(Boolean)
    .join(' ');
}

function oddsText({ pWrong, bound }: Ended, t: Translate): string {
  if (pWrong === null || bound === null) return '';
  return t('P(wrong) {0}, at most {1}.', pWrong.toFixed(2), bound.toFixed(2));
}

function questionText({ question, why }: Ended, t: Translate): string {
  if (!question) return why;
  const { input, outputs } = question;
  const on = clip(input, longestInput);
  return t('{0} answers pass your tests and differ on {1}. Which is right?', outputs.length, on);
}

/** A notification has room for few buttons: the likeliest answers. */
const mostAnswers = 3;
/** Characters; the panel shows all of them. */
const longestAnswer = 60;
const longestInput = 300;

function answers({ question }: Ended): Step[] {
  const offered = (question?.outputs ?? []).slice(0, mostAnswers);
  const steps = offered.map(({ cluster, value }): Step => {
    return { kind: 'answer', answer: cluster, value };
  });
  return [...steps, { kind: 'answer', answer: 'neither', value: '' }, report];
}

const apply: Step = { kind: 'apply' };
const view: Step = { kind: 'view' };
const report: Step = { kind: 'report' };
const doctor: Step = { kind: 'doctor' };
const again: Step = { kind: 'again' };
const model: Step = { kind: 'model' };
const command: Step = { kind: 'setting', setting: 'reckon.test.command' };

/** What helps against which reason, the likeliest first. */
const remedies: Readonly<Record<string, readonly Step[]>> = {
  'no-pass': [again, model],
  'out-of-time': [{ kind: 'setting', setting: 'reckon.solve.timeoutSeconds' }],
  'out-of-tokens': [{ kind: 'setting', setting: 'reckon.solve.maxTokens' }],
  'tests-hang': [{ kind: 'setting', setting: 'reckon.test.timeoutSeconds' }, command],
  'no-test-command': [command, doctor],
  'no-runner': [command, doctor],
  'no-tests': [command, report],
  'copy-differs': [{ kind: 'setting', setting: 'reckon.sandbox.include' }],
  'no-confinement': [doctor, { kind: 'setting', setting: 'reckon.sandbox.allowUnconfined' }],
  'wrong-key': [{ kind: 'key' }, model],
  'bad-model-name': [model],
  'bad-address': [model],
  'editor-only': [model],
  'model-missing': [model],
  'no-engine': [model, doctor],
  unreachable: [again, model],
  'no-consent': [again, model],
  blocked: [model],
  'no-quota': [model],
  'rate-limited': [again, model],
  'stream-broken': [again, model],
  'stream-malformed': [again, model],
  'server-silent': [again, model],
  'server-error': [again, model],
  'no-chat': [model],
  'editor-model-failed': [again, model],
  'unknown-model': [model],
};

/** What a step's button says. */
export function stepLabel(step: Step, t: Translate): string {
  switch (step.kind) {
    case 'apply':
      return t('Apply');
    case 'view':
      return t('View Patch');
    case 'report':
      return t('Show Report');
    case 'again':
      return t('Try Again');
    case 'key':
      return t('Enter Key');
    case 'model':
      return t('Choose Model');
    case 'doctor':
      return t('Run Doctor');
    case 'answer':
      return step.answer === 'neither' ? t('Neither') : clip(step.value, longestAnswer);
    case 'setting':
      return t('Open Setting {0}', step.setting);
  }
}
