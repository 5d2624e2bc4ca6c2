import { seededRandom } from '../../src/base/random.ts';
import {
  type FromPanel,
  readFromPanel,
  readToPanel,
  type ToPanel,
} from '../../src/panel/protocol.ts';
import { Live } from '../../src/vscode/panel/live.ts';
import { Session } from '../../src/vscode/panel/session.ts';
import type { Benchmark, Row } from './benchmark.ts';
import { damaged } from './panel/fuzz.ts';
import { hostile, poisoned } from './panel/hostile.ts';
import { PanelStage, recorded } from './panel/stage.ts';

const seed = 1;
const wanted = 10_000;

/** Messages that are none, each damaged from a right one. */
function malformed(messages: readonly unknown[], read: (data: unknown) => unknown): unknown[] {
  const random = seededRandom(seed);
  const found: unknown[] = [];
  while (found.length < wanted) {
    const message = damaged(messages, random);
    if (read(message) === null) found.push(message);
  }
  return found;
}

/** The panel, with a run open, gets nothing but malformed messages. */
async function toPanel(): Promise<Row> {
  const stage = await PanelStage.open();
  try {
    const panel = await stage.panel(400, 'dark');
    const events = await recorded('solved');
    const run = events[0]?.run ?? '';
    await panel.show(events);
    const messages: ToPanel[] = [
      { type: 'opened', run },
      { type: 'events', run, events: events.slice(0, 5) },
      { type: 'loaded', run, live: true },
      { type: 'steps', run, steps: [{ label: 'Apply', primary: true }] },
      { type: 'runs', runs: [{ run, at: 1, title: 't', outcome: 'solved', live: false }] },
      { type: 'unreadable', run, why: 'w' },
    ];
    const state = () =>
      panel.page.evaluate('[document.body.innerHTML, JSON.stringify(kept())].join()');
    const before = await state();
    const bad = malformed(messages, readToPanel);
    for (let at = 0; at < bad.length; at += 500) {
      await panel.post(bad.slice(at, at + 500) as ToPanel[]);
    }
    await panel.settled();
    const result = { errors: panel.errors, changed: before !== (await state()) };
    return { id: 'to the panel', result, measured: { messages: bad.length } };
  } finally {
    await stage.close();
  }
}

/** The extension's side of the conversation gets nothing but malformed messages. */
async function fromPanel(): Promise<Row> {
  const run = '20251124T160000000-0a1b2c';
  const messages: FromPanel[] = [
    { type: 'ready', run },
    { type: 'open', run },
    { type: 'export', run },
    { type: 'step', run, index: 0 },
    { type: 'answer', run, answer: 'A' },
    { type: 'solve' },
  ];
  let calls = 0;
  const called = () => {
    calls++;
    return Promise.resolve();
  };
  const session = new Session({
    ...{ post: called, exportRun: called, take: called, answer: called, solve: called },
    live: new Live(),
    strings: {},
    suggestions: () => Promise.resolve([]),
    list: async () => {
      await called();
      return [];
    },
    read: () => {
      calls++;
      throw new Error('nothing was to be read');
    },
    steps: () => [],
    complain: () => {
      calls++;
    },
  });
  const bad = malformed(messages, readFromPanel);
  let errors = 0;
  for (const message of bad) await session.receive(message).catch(() => errors++);
  session.dispose();
  return { id: 'from the panel', result: { errors, calls }, measured: { messages: bad.length } };
}

/** A run whose every text is hostile is shown, opened and unfolded: all of it is text. */
async function hostileText(): Promise<Row> {
  const stage = await PanelStage.open();
  try {
    const panel = await stage.panel(900, 'dark');
    const started = performance.now();
    await panel.show(poisoned(await recorded('solved')));
    await panel.page.locator('.lane').first().click();
    await panel.settled();
    await panel.page.evaluate(
      'for (const each of document.querySelectorAll("details")) each.open = true',
    );
    await panel.settled();
    const ms = Math.round(performance.now() - started);
    const elements = 'document.querySelectorAll("img, a, iframe, textarea, #panel script").length';
    const text = await panel.page.evaluate<string>('document.body.innerText');
    const result = {
      errors: panel.errors,
      hacked: await panel.page.evaluate('globalThis.hacked === true'),
      elements: await panel.page.evaluate(elements),
      shownAsText: text.includes(hostile[0]) && text.includes('<img src=x'),
      // eslint-disable-next-line no-control-regex
      controls: /[\u0000-\u0008\u001b\u202e]/.test(text),
    };
    return { id: 'hostile text', result, measured: { ms, shownCharacters: text.length } };
  } finally {
    await stage.close();
  }
}

const rows: Readonly<Record<string, () => Promise<Row>>> = {
  'to the panel': toPanel,
  'from the panel': fromPanel,
  'hostile text': hostileText,
};

/** What is no message changes nothing, and what a model writes is never more than text. */
export const benchmark: Benchmark = {
  seeds: { messages: seed },
  rows: () => Promise.resolve(Object.keys(rows)),
  run: (id) => {
    const row = rows[id];
    if (!row) throw new Error(`there is no row ${id}`);
    return row();
  },
  summarise: (all) =>
    all.map(({ id, result, measured }) => `${id}: ${JSON.stringify({ ...result, ...measured })}`),
};
