/** What a browser's trace tells of one thing that a thread did. Times are microseconds. */
export interface TraceSlice {
  readonly name: string;
  readonly ph: string;
  readonly ts: number;
  readonly dur?: number;
  readonly pid: number;
  readonly tid: number;
  readonly args?: { readonly name?: string };
}

/** Script, style and layout: what a page costs on its own thread, painting aside. */
const work = new Set([
  'FunctionCall',
  'EvaluateScript',
  'FireAnimationFrame',
  'TimerFire',
  'EventDispatch',
  'HandlePostMessage',
  'RunMicrotasks',
  'MinorGC',
  'MajorGC',
  'UpdateLayoutTree',
  'Layout',
  'ScheduleStyleRecalculation',
]);

export interface PageWork {
  /** Milliseconds of script, style and layout in each frame that had any. */
  readonly frames: readonly number[];
  /** Tasks of more than 50 ms. */
  readonly longTasks: number;
}

/** What the page's main thread did, from one animation frame to the next. Pure. */
export function pageWork(slices: readonly TraceSlice[]): PageWork {
  const main = busiestRenderer(slices);
  const own = slices
    .filter(({ pid, tid, ph }) => pid === main?.pid && tid === main.tid && ph === 'X')
    .sort((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0));
  const starts = slices
    .filter(({ name, pid }) => name === 'FireAnimationFrame' && pid === main?.pid)
    .map(({ ts }) => ts)
    .sort((a, b) => a - b);
  const frames = new Map<number, number>();
  let end = 0;
  let frame = 0;
  for (const { name, ts, dur = 0 } of own) {
    if (!work.has(name)) continue;
    // What lies within something counted is counted with it.
    if (ts < end) continue;
    end = ts + dur;
    while (frame < starts.length && (starts[frame] ?? Infinity) <= ts) frame++;
    frames.set(frame, (frames.get(frame) ?? 0) + dur / 1000);
  }
  const isLong = ({ name, dur = 0 }: TraceSlice) => name.endsWith('RunTask') && dur > 50_000;
  return { frames: [...frames.values()], longTasks: own.filter(isLong).length };
}

/** The main thread of the renderer that did most: the page's. */
function busiestRenderer(slices: readonly TraceSlice[]): TraceSlice | undefined {
  const mains = slices.filter(
    ({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain',
  );
  const busy = (main: TraceSlice) =>
    slices.filter(({ pid, tid }) => pid === main.pid && tid === main.tid).length;
  return mains.sort((a, b) => busy(b) - busy(a))[0];
}

/** The value below which a share `p` of the values lies (nearest rank). */
export function percentile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)] ?? 0;
}
