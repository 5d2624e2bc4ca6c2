import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Benchmark, Row } from './benchmark.ts';
import { manyEvents } from './panel/many.ts';
import { type Panel, PanelStage, recorded } from './panel/stage.ts';
import { pageWork, percentile, type TraceSlice } from './panel/trace-log.ts';

const seconds = 60;
const eventsASecond = 200;
const largeFile = 100_000;
const giveUpMs = 30_000;
const categories = ['toplevel', 'devtools.timeline', 'blink.user_timing', 'v8'];

/** What the page did for a minute: with events coming in, or idle with the same run on the screen. */
async function minute(id: string): Promise<Row> {
  const stage = await PanelStage.open();
  try {
    const panel = await stage.panel(900, 'dark');
    const all = manyEvents(await recorded('solved-chat'), seconds * eventsASecond);
    const run = all[0]?.run ?? '';
    await panel.show(all.slice(0, 20));
    await panel.page.locator('.lane').first().click();
    await panel.settled();
    const before = await heapMb(panel);
    await stage.trace(panel, categories);
    if (id === 'live') {
      const feed = { run, seconds, events: all.slice(20) };
      await panel.page.evaluate(`globalThis.feed = ${JSON.stringify(feed)}`);
      const script = path.join(import.meta.dirname, 'panel', 'feed.mjs');
      await panel.page.evaluate(await readFile(script, 'utf8'));
      await panel.page.evaluate('fed');
      await panel.page.evaluate('feed = fed = null');
    } else await panel.page.waitForTimeout(seconds * 1000);
    const log = JSON.parse((await stage.traced()).toString()) as { traceEvents: TraceSlice[] };
    const { frames, longTasks } = pageWork(log.traceEvents);
    const measured = {
      frames: frames.length,
      msAFrameP50: round(percentile(frames, 0.5)),
      msAFrameP95: round(percentile(frames, 0.95)),
      tasksOver50Ms: longTasks,
      heapGrowthMb: round((await heapMb(panel)) - before),
      lanes: await panel.page.locator('.lane').count(),
    };
    return { id, result: { errors: panel.errors }, measured };
  } finally {
    await stage.close();
  }
}

async function heapMb(panel: Panel): Promise<number> {
  const session = await panel.page.context().newCDPSession(panel.page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return usedSize / 1e6;
}

/** From the click on a past run to its first lanes, and to all of its events. */
async function large(id: string): Promise<Row> {
  const stage = await PanelStage.open();
  try {
    const panel = await stage.panel(900, 'dark');
    const few = await recorded('solved-chat');
    const run = few[0]?.run ?? '';
    await panel.post([
      { type: 'opened', run: null },
      { type: 'runs', runs: [{ run, at: 0, title: 'large', outcome: 'solved', live: false }] },
    ]);
    // Made in the page: 90 MB of them are more than a browser is told at once. The loader of these
    // scripts marks functions with a helper of its own, which a page lacks.
    const made = `(${manyEvents.toString()})(${JSON.stringify(few)}, ${largeFile})`;
    await panel.page.evaluate(`globalThis.__name = (each) => each; globalThis.events = ${made}; 0`);
    await panel.page.evaluate(answering(run));
    await panel.page.getByRole('button', { name: 'Past runs' }).click();
    await panel.page.locator('.runs button').first().click();
    const times = await panel.page.evaluate<Record<string, number>>('opened');
    const measured = { events: largeFile, ...times };
    return { id, result: { errors: panel.errors }, measured };
  } finally {
    await stage.close();
  }
}

/**
 * Answers the click in the page, in the batches in which the extension answers it. Ends in a plain
 * value: a promise would be waited for, before anything is clicked.
 */
function answering(run: string): string {
  return `globalThis.opened = new Promise((done, fail) => {
    document.addEventListener('click', ({ target }) => {
      if (!target.closest('.runs')) return;
      const all = new Set(events.map(({ sample }) => sample).filter(Boolean)).size;
      const started = performance.now();
      const times = {};
      const post = (message) => postMessage({ run: '${run}', ...message }, '*');
      post({ type: 'opened' });
      post({ type: 'events', events: events.slice(0, 200) });
      for (let at = 200; at < events.length; at += 4000) {
        post({ type: 'events', events: events.slice(at, at + 4000) });
      }
      post({ type: 'loaded', live: false });
      const look = () => {
        const lane = document.querySelector('.lane');
        if (lane) times.msToFirstLanes ??= Math.round(performance.now() - started);
        const last = document.querySelector('li[aria-setsize]')?.getAttribute('aria-setsize');
        if (performance.now() - started > ${giveUpMs}) return fail(new Error('not all came'));
        if (Number(last) !== all) return requestAnimationFrame(look);
        times.msToAll = Math.round(performance.now() - started);
        done(times);
      };
      requestAnimationFrame(look);
    }, true);
  });
  0`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** The panel under load: a minute of 200 events a second beside an idle one, and a large file. */
export const benchmark: Benchmark = {
  seeds: {},
  rows: () => Promise.resolve(['idle', 'live', '100,000 events']),
  run: (id) => (id === 'idle' || id === 'live' ? minute(id) : large(id)),
  summarise: (rows) => rows.map(({ id, measured }) => `${id}: ${JSON.stringify(measured)}`),
};
