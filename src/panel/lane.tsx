import { useMemo } from 'preact/hooks';
import { clip, duration } from '../trace/format.ts';
import type { SampleRow } from '../trace/rows.ts';
import { lineChange } from './diff-rows.ts';
import { Icon } from './icon.tsx';
import { t } from './text.ts';
import { Tokens } from './tokens.tsx';
import { sampleLook } from './words.ts';

interface Props {
  readonly row: SampleRow;
  /** Its place in the list. */
  readonly index: number;
  /** Milliseconds that the longest sample took: the bars' common measure. */
  readonly longest: number;
  readonly isOpen: boolean;
  /** Tab leads here. */
  readonly reachable: boolean;
  readonly onToggle: () => void;
}

/** A sample as one row of the timeline. */
export function Lane({ row, index, longest, isOpen, reachable, onToggle }: Props) {
  const body = useMemo(() => <Body row={row} longest={longest} />, [row, longest]);
  return (
    <button
      type="button"
      class="lane"
      data-index={index}
      tabIndex={reachable ? 0 : -1}
      aria-expanded={isOpen}
      onClick={onToggle}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && isOpen) onToggle();
      }}
    >
      {body}
    </button>
  );
}

function Body({ row, longest }: { row: SampleRow; longest: number }) {
  const look = sampleLook(row);
  return (
    <>
      <span class={`state ${look.tone}`}>
        <Icon name={look.icon} />
      </span>
      <span class="id">
        <span class="for-ears">{t('Sample')} </span>
        {row.id}
      </span>
      <What row={row} />
      <span class="bar">
        <span class="for-ears">{spokenTimes(row)}</span>
        <Part ms={row.thinkMs} of={longest} phase="think" />
        <Part ms={row.answerMs} of={longest} phase="answer" />
        <Part ms={row.testMs} of={longest} phase="test" />
      </span>
      <span class="time">{shownMs(row)}</span>
      <span class={`verdict ${look.tone}`}>{clip(look.words, 120)}</span>
      <span class="cluster">
        {row.cluster !== null && <span class="for-ears">{t('behaves like group')} </span>}
        {row.cluster}
      </span>
    </>
  );
}

/** The line before and after, where a completion model changed one; else how the sample was made. */
function What({ row }: { row: SampleRow }) {
  const change = row.thinking === '' && row.listed ? lineChange(row.edits) : null;
  if (!change) return <span class="what">{clip(row.strategy, 80)}</span>;
  const answered = row.said.flatMap(({ tokens }) => tokens);
  // Where the model scored a whole line, there is one probability and nothing to shade.
  const isTold = answered.length > 1 && textOf(answered).trim() === change.after;
  return (
    <span class="what change" title={clip(`${change.before ?? '+'} → ${change.after}`, 500)}>
      {change.before !== null && <del>{clip(change.before, 200)}</del>}
      <span class="arrow" aria-hidden="true">
        {change.before === null ? '+' : '→'}
      </span>
      <ins>{isTold ? <Tokens tokens={answered} /> : clip(change.after, 200)}</ins>
    </span>
  );
}

function textOf(tokens: readonly { readonly text: string }[]): string {
  return tokens.map(({ text }) => text).join('');
}

function Part({ ms, of, phase }: { ms: number | null; of: number; phase: string }) {
  if (ms === null || of === 0) return null;
  return <span class={phase} style={{ width: `${(100 * ms) / of}%` }} />;
}

function totalMs({ thinkMs, answerMs, testMs }: SampleRow): number {
  return (thinkMs ?? 0) + (answerMs ?? 0) + (testMs ?? 0);
}

function shownMs(row: SampleRow): string {
  const ms = totalMs(row);
  return ms === 0 ? '–' : duration(ms);
}

/** Milliseconds of the longest sample. */
export function longestMs(samples: readonly SampleRow[]): number {
  return samples.reduce((longest, row) => Math.max(longest, totalMs(row)), 0);
}

/** What the bar shows, for ears. */
function spokenTimes({ thinkMs, answerMs, testMs }: SampleRow): string {
  const phases = [
    [thinkMs, t('thinking')],
    [answerMs, t('answering')],
    [testMs, t('testing')],
  ] as const;
  const times = phases.flatMap(([ms, name]) => (ms === null ? [] : [`${name} ${duration(ms)}`]));
  return times.join(', ');
}
