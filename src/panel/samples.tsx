import type { TargetedKeyboardEvent } from 'preact';
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { RunView, SampleRow } from '../trace/rows.ts';
import { Lane, longestMs } from './lane.tsx';
import { Sample } from './sample.tsx';
import { t } from './text.ts';
import { useExtra, useSight, useWidth } from './sight.ts';
import { windowed } from './windowed.ts';

/** Heights of a lane, in pixels, as `panel.css` has them: on one line, and on two. */
const laneHeight = { roomy: 26, compact: 44 } as const;
/** A list that is narrower has its lanes on two lines. */
const roomy = 460;
/** A panel that is wider shows the opened sample beside the list. */
const sideBySide = 720;

interface Props {
  readonly view: RunView;
  readonly opened: number | null;
  readonly onOpen: (sample: number | null) => void;
}

/** The timeline: a lane for each sample, of which only those in sight are drawn. */
export function Samples({ view, opened, onOpen }: Props) {
  const { samples } = view;
  const area = useRef<HTMLDivElement>(null);
  const width = useWidth(area);
  const index = opened === null ? -1 : samples.findIndex(({ id }) => id === opened);
  const row = samples[index];
  const beside = row !== undefined && width >= sideBySide;
  const close = () => {
    onOpen(null);
  };
  if (samples.length === 0) return null;
  return (
    <section aria-labelledby="samples-title">
      <div class="section-head">
        <h2 id="samples-title">{t('Samples')}</h2>
        <p class="legend phases">
          <span class="think">{t('thinking')}</span>
          <span class="answer">{t('answering')}</span>
          <span class="test">{t('testing')}</span>
        </p>
      </div>
      <div ref={area} class={beside ? 'samples beside' : 'samples'}>
        <Lanes
          samples={samples}
          open={row && !beside ? { index, row } : null}
          opened={index}
          compact={(beside ? width / 2 : width) < roomy}
          onOpen={onOpen}
        />
        {beside && (
          <aside aria-label={t('Sample {0}', row.id)}>
            <Sample row={row} onClose={close} />
          </aside>
        )}
      </div>
    </section>
  );
}

interface LanesProps {
  readonly samples: readonly SampleRow[];
  /** The sample that is open within the list. */
  readonly open: { readonly index: number; readonly row: SampleRow } | null;
  /** The sample that is open here or beside; -1: none. */
  readonly opened: number;
  readonly compact: boolean;
  readonly onOpen: (sample: number | null) => void;
}

function Lanes({ samples, open, opened, compact, onOpen }: LanesProps) {
  const list = useRef<HTMLUListElement>(null);
  const inside = useRef<HTMLDivElement>(null);
  const sight = useSight(list);
  const extra = useExtra(inside, open?.row.id ?? null);
  const rowHeight = compact ? laneHeight.compact : laneHeight.roomy;
  const shape = {
    rows: samples.length,
    rowHeight,
    open: open && { index: open.index, extra },
  };
  const { first, end, above, below } = windowed(shape, sight.top, sight.bottom);
  const { reachable, onKeyDown } = useArrows(list, samples.length, Math.max(0, opened), rowHeight);
  const longest = useMemo(() => longestMs(samples), [samples]);
  const close = () => {
    onOpen(null);
  };
  return (
    <ul
      ref={list}
      class={compact ? 'lanes compact' : 'lanes'}
      style={{ paddingTop: `${above}px`, paddingBottom: `${below}px` }}
      onKeyDown={onKeyDown}
    >
      {samples.slice(first, end).map((row, offset) => {
        const index = first + offset;
        const isOpen = index === opened;
        return (
          <li key={row.id} aria-setsize={samples.length} aria-posinset={index + 1}>
            <Lane
              row={row}
              index={index}
              longest={longest}
              isOpen={isOpen}
              reachable={index === Math.min(Math.max(reachable, first), end - 1)}
              onToggle={() => {
                onOpen(isOpen ? null : row.id);
              }}
            />
            {open && isOpen && (
              <div ref={inside} class="inside">
                <Sample row={row} onClose={close} />
              </div>
            )}
          </li>
        );
      })}
    </ul>
  );
}

/** Arrow keys, Home and End go from lane to lane; one of them is reached by Tab. */
function useArrows(
  list: { readonly current: HTMLUListElement | null },
  rows: number,
  start: number,
  rowHeight: number,
) {
  const [reachable, setReachable] = useState(start);
  const goingTo = useRef<number | null>(null);
  useLayoutEffect(() => {
    if (goingTo.current === null) return;
    const lane = laneAt(list.current, goingTo.current);
    if (!lane) return;
    goingTo.current = null;
    lane.focus();
  });
  const onKeyDown = (event: TargetedKeyboardEvent<HTMLUListElement>) => {
    const from = (event.target as HTMLElement).closest<HTMLElement>('[data-index]');
    const to = from && destination(event.key, Number(from.dataset['index']), rows);
    if (to === null) return;
    event.preventDefault();
    goingTo.current = to;
    // What is far out of sight is not drawn until it is scrolled to.
    if (!laneAt(list.current, to)) scrollTo({ top: topOf(list.current) + to * rowHeight });
    setReachable(to);
  };
  return { reachable, onKeyDown };
}

function destination(key: string, from: number, rows: number): number | null {
  const steps: Partial<Record<string, number>> = {
    ArrowDown: Math.min(rows - 1, from + 1),
    ArrowUp: Math.max(0, from - 1),
    PageDown: Math.min(rows - 1, from + 10),
    PageUp: Math.max(0, from - 10),
    Home: 0,
    End: rows - 1,
  };
  return steps[key] ?? null;
}

function laneAt(list: HTMLElement | null, index: number): HTMLElement | null {
  return list?.querySelector<HTMLElement>(`[data-index="${index}"]`) ?? null;
}

function topOf(list: HTMLElement | null): number {
  return (list?.getBoundingClientRect().top ?? 0) + scrollY;
}
