import { useMemo } from 'preact/hooks';
import { clip } from '../trace/format.ts';
import type { RunView } from '../trace/rows.ts';
import { type ChartLines, chartLines, height, type Point } from './chart-lines.ts';
import { t } from './text.ts';

const width = 300;
const tall = 80;
const ticks = [1, 0.1, 0.01];

/** P(wrong) and the chance that one more sample solves it, as samples come in; what was decided. */
export function Chart({ view }: { readonly view: RunView }) {
  const { posteriors, decisions, samples, start } = view;
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
            <strong>{clip(decision, 40)}</strong> {clip(why, 1_000)}
          </li>
        ))}
      </ol>
    </section>
  );
}

function Curves({ lines }: { readonly lines: ChartLines }) {
  const last = lines.pWrong.at(-1);
  const label = t(
    'P(wrong) of the best candidate over {0} samples, on a logarithmic scale from 0.005 to 1; the dotted line is the limit.',
    lines.samples,
  );
  return (
    <figure>
      <svg
        class="chart"
        viewBox={`-24 -6 ${width + 32} ${tall + 20}`}
        role="img"
        aria-label={label}
      >
        <title>{label}</title>
        {ticks.map((tick) => (
          <text key={tick} class="tick" x={-5} y={y(height(tick)) + 3}>
            {tick}
          </text>
        ))}
        <path class="axis" d={`M0 0V${tall}H${width}`} />
        <line class="limit" x1={0} x2={width} y1={y(lines.limit)} y2={y(lines.limit)} />
        <Curve points={lines.bound} name="bound" />
        <Curve points={lines.chance} name="chance" />
        <Curve points={lines.pWrong} name="wrong" />
        {last && <circle class="last" cx={x(last)} cy={y(last.y)} r={2} />}
        {lines.marks.map((mark, index) => (
          <circle key={index} class="mark" cx={x(mark)} cy={y(mark.y)} r={4}>
            <title>{`${clip(mark.decision, 40)}: ${clip(mark.why, 300)}`}</title>
          </circle>
        ))}
        <text class="tick end" x={width} y={tall + 11}>
          {t('{0} samples', lines.samples)}
        </text>
      </svg>
      <figcaption class="legend">
        <span class="wrong">{t('P(wrong) if accepted')}</span>
        {lines.bound.length > 0 && <span class="bound">{t('its upper bound')}</span>}
        {lines.chance.length > 0 && <span class="chance">{t('one more sample solves it')}</span>}
        <span class="limit">{t('limit')}</span>
      </figcaption>
    </figure>
  );
}

function Curve({ points, name }: { readonly points: readonly Point[]; readonly name: string }) {
  if (points.length < 2) return null;
  return <polyline class={name} points={points.map((p) => `${x(p)},${y(p.y)}`).join(' ')} />;
}

const x = (point: Point) => point.x * width;
const y = (share: number) => (1 - share) * tall;
