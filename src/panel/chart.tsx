import { useMemo, useRef } from 'preact/hooks';
import { clip } from '../trace/format.ts';
import type { RunView } from '../trace/rows.ts';
import { type ChartLines, chartLines, height as heightOf, type Point } from './chart-lines.ts';
import { useWidth } from './sight.ts';
import { t } from './text.ts';

const tall = 80;
const ticks = [1, 0.1, 0.01];

/** P(wrong) and the chance that one more sample solves it, as samples come in; what was decided. */
export function Chart({ view }: { readonly view: RunView }) {
  const { posteriors, decisions, samples, start, end } = view;
  const lines = useMemo(
    () => chartLines(view),
    // What the curves are drawn from.
    [posteriors, decisions, samples.length, start],
  );
  if (!lines && decisions.length === 0) return null;
  return (
    <section aria-labelledby="chart-title">
      <h2 id="chart-title">{t('Confidence')}</h2>
      {lines && <Curves lines={lines} />}
      <ol class="decisions">
        {decisions.map(({ seq, decision, judged, why }) => (
          <li key={seq}>
            <span class="quiet">{t('after {0} samples', judged)}</span>{' '}
            <strong>{clip(decision, 40)}</strong> {why === end?.why ? '' : clip(why, 1_000)}
          </li>
        ))}
      </ol>
    </section>
  );
}

/** Room around the curves, in pixels. */
const margin = { left: 32, right: 8, top: 6, bottom: 16 } as const;
const widest = 520;

function Curves({ lines }: { readonly lines: ChartLines }) {
  const figure = useRef<HTMLElement>(null);
  const across = Math.max(80, Math.min(widest, useWidth(figure)) - margin.left - margin.right);
  const x = (point: Point) => point.x * across;
  const curve = (points: readonly Point[]) => points.map((p) => `${x(p)},${y(p.y)}`).join(' ');
  const label = t(
    'P(wrong) of the best candidate over {0} samples, on a logarithmic scale from 0.005 to 1; the dotted line is the limit.',
    lines.samples,
  );
  const width = across + margin.left + margin.right;
  const height = tall + margin.top + margin.bottom;
  return (
    <figure ref={figure}>
      <svg
        class="chart"
        width={width}
        height={height}
        viewBox={`${-margin.left} ${-margin.top} ${width} ${height}`}
        role="img"
        aria-label={label}
      >
        {ticks.map((tick) => (
          <text key={tick} class="tick" x={-6} y={y(heightOf(tick)) + 3}>
            {tick}
          </text>
        ))}
        <path class="axis" d={`M0 0V${tall}H${across}`} />
        <line class="limit" x1={0} x2={across} y1={y(lines.limit)} y2={y(lines.limit)} />
        <polyline class="bound" points={curve(lines.bound)} />
        <polyline class="chance" points={curve(lines.chance)} />
        <polyline class="wrong" points={curve(lines.pWrong)} />
        {lines.marks.map((mark, index) => (
          <g key={index} class="mark">
            <title>{`${clip(mark.decision, 40)}: ${clip(mark.why, 300)}`}</title>
            <line class="bound" x1={x(mark)} x2={x(mark)} y1={y(mark.y)} y2={y(mark.bound)} />
            <circle cx={x(mark)} cy={y(mark.y)} r={3.5} />
          </g>
        ))}
        <text class="tick" x={across} y={tall + 12}>
          {t('{0} samples', lines.samples)}
        </text>
      </svg>
      <figcaption class="legend">
        <span class="wrong">{t('P(wrong) if accepted')}</span>
        <span class="bound">{t('up to its bound')}</span>
        {lines.chance.length > 0 && <span class="chance">{t('one more sample solves it')}</span>}
        <span class="limit">{t('limit')}</span>
      </figcaption>
    </figure>
  );
}

const y = (share: number) => (1 - share) * tall;
