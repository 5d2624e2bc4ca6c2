import { clip, count, duration, figure } from './format.ts';
import type { Paint, Tone } from './paint.ts';
import type { EventOf, RunView, SampleRow } from './rows.ts';

/** Columns that every line keeps to. */
export const width = 80;

/** A mark, a tone and the words for a state. */
export interface Say {
  readonly mark: string;
  readonly tone: Tone;
  readonly words: string;
}

type End = EventOf<'run.end'>;

const ends: Record<End['outcome'], Say> = {
  solved: { mark: '✓', tone: 'green', words: 'Solved' },
  accept: { mark: '✓', tone: 'green', words: 'Accepted' },
  ask: { mark: '?', tone: 'yellow', words: 'One question is open' },
  abstained: { mark: '–', tone: 'yellow', words: 'Not handed over' },
  failed: { mark: '✗', tone: 'red', words: 'Failed' },
  cancelled: { mark: '–', tone: 'yellow', words: 'Cancelled' },
};

const unfinished: Say = { mark: '…', tone: 'yellow', words: 'Unfinished' };

/** How the run ended, in a word or four. */
export function outcomeOf(view: RunView): Say {
  return view.end ? ends[view.end.outcome] : unfinished;
}

/** What the run is about: its goal, else its targets. */
export function titleOf({ start, baseline }: RunView): string {
  if (start?.goal) return start.goal;
  const [first, ...others] = baseline?.targets ?? start?.targets ?? [];
  if (first === undefined) return '';
  return others.length === 0 ? first : `${first} and ${others.length} more`;
}

/** `41 of 41 tests pass · P(wrong) 0.03, at most 0.06 · 7 of 16 samples · 38 s` */
export function sums(view: RunView): string[] {
  const { end, start, samples } = view;
  const chosen = samples.find((row) => row.id === end?.sample);
  const total = chosen ? chosen.passed + chosen.failed + chosen.skipped : 0;
  return [
    chosen && total > 0 ? `${chosen.passed} of ${count(total, 'test')} pass` : '',
    end ? doubt(end) : '',
    start && samples.length > 0 ? `${samples.length} of ${count(start.samples, 'sample')}` : '',
    end && end.tokens > 0 ? count(end.tokens, 'token') : '',
    duration(end?.ms ?? (view.lastAt ?? 0) - (view.startedAt ?? 0)),
  ];
}

function doubt({ pWrong, bound }: End): string {
  if (pWrong === null) return '';
  const stated = `P(wrong) ${pWrong.toFixed(2)}`;
  return bound === null ? stated : `${stated}, at most ${bound.toFixed(2)}`;
}

/** `judged 4 · P(wrong) 0.03`: what a decision was taken by. */
export function numberFacts(numbers: Readonly<Record<string, number>>): string[] {
  return Object.entries(numbers).map(([name, value]) => `${nameInWords(name)} ${figure(value)}`);
}

function nameInWords(name: string): string {
  if (name === 'pWrong') return 'P(wrong)';
  return name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
}

/** The head of the samples' table; its columns are those of `sampleLine`. */
export const samplesHead = `SAMPLES${' '.repeat(17)}think answer   test`;

const strategyWidth = 20;
const timesWidth = 21;

/** Room for a verdict's words in a sample's line. */
export const wordsWidth = width - (3 + strategyWidth + timesWidth + 4);

/** ` 4 from 2's error       3.0 s   0.9 s   1.8 s  ✓ passes  A` */
export function sampleLine(row: SampleRow, view: RunView, paint: Paint): string {
  const several = new Set(view.start?.models).size > 1;
  const name = several ? `${row.strategy}, ${shortModel(row.model)}` : row.strategy;
  const times = [row.thinkMs, row.answerMs, row.testMs]
    .map((ms) => (ms === null ? '–' : duration(ms)).padStart(timesWidth / 3))
    .join('');
  const { mark, tone, words } = verdictOf(row);
  const said = clip(words, wordsWidth);
  const head = `${String(row.id).padStart(2)} ${clip(name, strategyWidth).padEnd(strategyWidth)}`;
  return `${head}${paint('dim', times)}  ${paint(tone, mark)} ${said}`;
}

/** What became of a sample, or what it is doing. */
export function verdictOf(row: SampleRow): Say {
  const total = row.passed + row.failed + row.skipped;
  switch (row.verdict) {
    case null:
      return { mark: '…', tone: 'dim', words: row.state };
    case 'pass':
      if (row.unconfirmed !== null) {
        return { mark: '✗', tone: 'red', words: `passed once: ${row.unconfirmed}` };
      }
      return { mark: '✓', tone: 'green', words: `passes${row.cluster ? `  ${row.cluster}` : ''}` };
    case 'fail':
      if (row.failed === 0) return { mark: '✗', tone: 'red', words: row.why };
      return { mark: '✗', tone: 'red', words: `${row.failed} of ${total} failed` };
    case 'duplicate':
      return { mark: '=', tone: 'dim', words: `same patch as ${row.same ?? 'an earlier one'}` };
    case 'refused':
      return { mark: '–', tone: 'dim', words: `refused: ${row.why}` };
    case 'tampered':
      return { mark: '✗', tone: 'red', words: `tampered: ${row.why}` };
    case 'error':
    case 'timeout':
      return { mark: '✗', tone: 'red', words: row.why };
    case 'cancelled':
      return { mark: '–', tone: 'dim', words: 'cancelled' };
  }
}

/** A model's name without the address it is at. */
export function shortModel(name: string): string {
  return name.split(/[#/\\]/).at(-1) ?? name;
}
