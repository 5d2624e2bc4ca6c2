import { duration } from '../trace/format.ts';
import { titleOf } from '../trace/lines.ts';
import type { EventOf, RunView, SampleRow } from '../trace/rows.ts';
import { t } from './text.ts';

/** How a state looks and reads: never by colour alone. */
export interface Look {
  /** A codicon's name. */
  readonly icon: string;
  readonly tone: 'good' | 'bad' | 'open' | 'quiet' | 'busy';
  readonly words: string;
}

type Outcome = EventOf<'run.end'>['outcome'];

/** How a run ended; null: it has not. */
export function outcomeLook(outcome: Outcome | null, live: boolean): Look {
  switch (outcome) {
    case 'solved':
      return { icon: 'pass', tone: 'good', words: t('Solved') };
    case 'accept':
      return { icon: 'pass', tone: 'good', words: t('Accepted') };
    case 'ask':
      return { icon: 'question', tone: 'open', words: t('One question is open') };
    case 'abstained':
      return { icon: 'circle-slash', tone: 'open', words: t('Not handed over') };
    case 'failed':
      return { icon: 'error', tone: 'bad', words: t('Failed') };
    case 'cancelled':
      return { icon: 'circle-slash', tone: 'quiet', words: t('Cancelled') };
    case null:
      return live
        ? { icon: 'loading', tone: 'busy', words: t('Under way') }
        : { icon: 'circle-large-outline', tone: 'quiet', words: t('Unfinished') };
  }
}

/** What became of a sample, or what it is doing. */
export function sampleLook(row: SampleRow): Look {
  const total = row.passed + row.failed + row.skipped;
  switch (row.verdict) {
    case null:
      return stateLook(row.state);
    case 'pass':
      return row.unconfirmed === null
        ? { icon: 'pass', tone: 'good', words: t('passes') }
        : { icon: 'error', tone: 'bad', words: t('passed once: {0}', row.unconfirmed) };
    case 'fail':
      return {
        icon: 'error',
        tone: 'bad',
        words: row.failed === 0 ? row.why : t('{0} of {1} failed', row.failed, total),
      };
    case 'duplicate':
      return { icon: 'copy', tone: 'quiet', words: t('same patch as {0}', row.same ?? '–') };
    case 'refused':
      return { icon: 'circle-slash', tone: 'quiet', words: t('refused: {0}', row.why) };
    case 'tampered':
      return { icon: 'warning', tone: 'bad', words: t('tampered: {0}', row.why) };
    case 'error':
      return { icon: 'warning', tone: 'bad', words: row.why };
    case 'timeout':
      return { icon: 'watch', tone: 'bad', words: row.why };
    case 'cancelled':
      return { icon: 'circle-slash', tone: 'quiet', words: t('cancelled') };
  }
}

function stateLook(state: SampleRow['state']): Look {
  switch (state) {
    case 'starting':
      return { icon: 'circle-large-outline', tone: 'quiet', words: t('queued') };
    case 'thinking':
      return { icon: 'loading', tone: 'busy', words: t('thinking') };
    case 'answering':
      return { icon: 'loading', tone: 'busy', words: t('answering') };
    case 'testing':
      return { icon: 'beaker', tone: 'busy', words: t('testing') };
    case 'done':
      return { icon: 'circle-large-outline', tone: 'quiet', words: t('done') };
  }
}

/** A fact, and how its number was made. */
export interface Fact {
  readonly text: string;
  readonly how: string;
}

/** The header's second line: tests, odds, samples, tokens, time. */
export function runFacts(view: RunView): Fact[] {
  const { end, start, samples } = view;
  const chosen = samples.find(({ id }) => id === end?.sample);
  const total = chosen ? chosen.passed + chosen.failed + chosen.skipped : 0;
  const facts: Fact[] = [];
  const add = (text: string, how: string) => facts.push({ text, how });
  if (chosen && total > 0) {
    add(
      t('{0} of {1} tests pass', chosen.passed, total),
      t('Of the tests to fix and the tests to keep, with sample {0} applied.', chosen.id),
    );
  }
  // What decided says it in its own sentence, where it knows it.
  if (end && !end.why.includes('P(wrong)')) facts.push(...doubt(end));
  if (start && samples.length > 0) {
    add(
      t('{0} of {1} samples', samples.length, start.samples),
      t('Patches drawn, of those that the run might draw.'),
    );
  }
  if (end && end.tokens > 0) {
    add(tokenCount(end.tokens), t('Written by all samples, thinking included.'));
  }
  const ms = end?.ms ?? (view.lastAt ?? 0) - (view.startedAt ?? 0);
  if (view.lastAt !== null) add(duration(ms), t('The whole run, from its first event.'));
  return facts;
}

export function tokenCount(count: number): string {
  return count === 1 ? t('1 token') : t('{0} tokens', count);
}

function doubt({ pWrong, bound }: EventOf<'run.end'>): Fact[] {
  if (pWrong === null) return [];
  const stated = t('P(wrong) {0}', pWrong.toFixed(2));
  const text = bound === null ? stated : t('{0}, at most {1}', stated, bound.toFixed(2));
  return [{ text, how: pWrongHow() }];
}

/** How P(wrong) is made. */
export function pWrongHow(): string {
  return t(
    'P(wrong): the calibrated probability that the patch passes and is wrong all the same. The upper figure holds for 95% of recorded patches like it.',
  );
}

/** What the run is about, for a heading. */
export function runTitle(view: RunView): string {
  return titleOf(view) || t('All failing tests');
}
