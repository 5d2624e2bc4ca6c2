import type { RunView, SampleRow } from '../trace/rows.ts';
import { verdictOf } from '../trace/lines.ts';
import type { Translate } from './translate.ts';

/** Samples whose marks are shown; earlier ones are counted only. */
const shown = 24;

/**
 * A run on its way in one line: what is being done, how many samples there may be, and a mark for
 * each. `testing 4 · 4 of 16 samples · ✗ ✗ = …`.
 */
export function progressWords(view: RunView, t: Translate): string {
  const { start, samples, baseline } = view;
  if (!start) return t('taking a snapshot of the workspace');
  if (samples.length === 0) return t('running your tests as they are');
  const doing = baseline ? doingNow(samples, t) : t('running your tests as they are');
  const counted = t('{0} of {1} samples', samples.length, start.samples);
  const marks = samples.slice(-shown).map((row) => verdictOf(row).mark);
  return [doing, counted, marks.join(' ')].filter(Boolean).join(' · ');
}

function doingNow(samples: readonly SampleRow[], t: Translate): string {
  const passed = samples.find(({ verdict, unconfirmed }) => verdict === 'pass' && !unconfirmed);
  if (passed) return t('{0} passes: trying it again', passed.id);
  const busy = samples.filter(({ verdict }) => verdict === null);
  const groups = [
    ['testing', t('testing')],
    ['answering', t('answering')],
    ['thinking', t('thinking')],
    ['starting', t('starting')],
  ] as const;
  return groups
    .flatMap(([state, word]) => {
      const ids = busy.filter((row) => row.state === state).map(({ id }) => id);
      return ids.length === 0 ? [] : [`${word} ${ids.join(', ')}`];
    })
    .join(', ');
}
