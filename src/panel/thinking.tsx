import { useMemo } from 'preact/hooks';
import { clip } from '../trace/format.ts';
import type { SampleRow } from '../trace/rows.ts';
import { clippedLines } from './clipped.ts';
import { type Step, steps } from './confidence.ts';
import { Cut } from './cut.tsx';
import { t } from './text.ts';

/** Earlier steps are only counted. */
const shown = 100;

/** What a sample thought: folded, in steps, with its confidence as a thin line beside them. */
export function Thinking({ row }: { readonly row: SampleRow }) {
  const found = useMemo(() => steps(row.said), [row.said]);
  const last = found.at(-1);
  if (!last) return null;
  const live = row.state === 'thinking';
  const earlier = Math.max(0, found.length - shown);
  // Once it answers, what is cut is the answer.
  const isCut = row.stop !== null && row.answer === '';
  const size = row.thinkingTokens > 0 ? t('{0} tokens', row.thinkingTokens) : '';
  const head = [size, isCut ? t('cut short') : ''].filter(Boolean).join(', ');
  return (
    <details class="thinking">
      <summary>
        {live ? t('Thinking…') : t('Thinking')}{' '}
        <span class="quiet">{live ? clip(last.text.slice(-200), 60) : head}</span>
      </summary>
      {earlier > 0 && <p class="quiet">{t('{0} earlier steps', earlier)}</p>}
      <ol start={earlier + 1}>
        {found.slice(-shown).map((step, index) => (
          <li key={earlier + index}>
            <Line step={step} />
            <span class="step">{clippedLines(step.text.trim())}</span>
          </li>
        ))}
      </ol>
      {isCut && <Cut stop={row.stop} />}
    </details>
  );
}

/** Confidence along a step, from top to bottom: the further right, the surer. */
function Line({ step: { sureness } }: { readonly step: Step }) {
  if (sureness.length === 0) return <span class="line" />;
  const mean = sureness.reduce((sum, p) => sum + p, 0) / sureness.length;
  const few = sureness.length === 1 ? [...sureness, ...sureness] : sureness;
  const points = few.map((p, index) => `${p * 10},${(100 * index) / (few.length - 1)}`);
  const label = t('mean probability of its tokens {0}', mean.toFixed(2));
  return (
    <svg class="line" viewBox="0 0 10 100" preserveAspectRatio="none" role="img" aria-label={label}>
      <title>{label}</title>
      <polyline points={points.join(' ')} vector-effect="non-scaling-stroke" />
    </svg>
  );
}
