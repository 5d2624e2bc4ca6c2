import assert from 'node:assert/strict';
import type { Benchmark, Row } from './benchmark.ts';
import { type Installed, installEditor } from './editor/install.ts';
import { openStage, type Stage } from './editor/stage.ts';

/** The most that activate() itself may take, in milliseconds. */
const limitMs = 50;
const runs = 5;

let installing: Promise<Installed> | undefined;

/** How long the editor says that Reckon took, in milliseconds. */
interface Activation {
  readonly loadMs: number;
  readonly activateMs: number;
}

/** Starts an editor, opens a file that wakes the extension, and reads the editor's own figures. */
async function run(id: string): Promise<Row> {
  const installed = await (installing ??= installEditor());
  const stage = await openStage(installed, { answers: 'bundled' });
  const { bench } = stage;
  try {
    await bench.openFile('shapes.py');
    await bench.status.waitFor();
    const activation = activationIn(await startupReport(stage));
    const before = bench.engines().length;
    await bench.openFile('shapes.py');
    await bench.goToLine(5);
    await bench.page.keyboard.press('End');
    await bench.page.keyboard.type(' ');
    await engineStarts(stage);
    return { id, result: { enginesBeforeTyping: before }, measured: { ...activation } };
  } finally {
    await stage.close();
  }
}

/** The editor's report of its start, as text. */
async function startupReport({ bench }: Stage): Promise<string> {
  await bench.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await bench.command('Developer: Startup Performance');
  await bench.page.locator('.tab.active', { hasText: 'Startup Performance' }).waitFor();
  await bench.page.locator('.view-line', { hasText: 'System Info' }).first().waitFor();
  await bench.page.locator('.editor-instance .view-lines').first().click();
  await bench.page.keyboard.press('Control+A');
  await bench.page.keyboard.press('Control+C');
  return await bench.page.evaluate('navigator.clipboard.readText()');
}

/** A row of its table: extension, eager, load code, call activate, finish activate, event, by. */
function activationIn(report: string): Activation {
  const line = report.split('\n').find((each) => /^\|?\s*reckon\.reckon\b/.test(each));
  assert.ok(line, `the editor's report does not name Reckon:\n${report}`);
  const [, , loadMs, activateMs] = line
    .replace(/^\|/, '')
    .split('|')
    .map((cell) => cell.trim());
  return { loadMs: Number(loadMs), activateMs: Number(activateMs) };
}

/** The first key that is typed needs the model: the same look finds its process then. */
async function engineStarts({ bench }: Stage): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (bench.engines().length === 0) {
    assert.ok(performance.now() < deadline, 'typing started no engine');
    await bench.page.waitForTimeout(200);
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

/** What the extension costs before it is used: time of activate(), and no model in memory. */
export const benchmark: Benchmark = {
  seeds: {},
  rows: () => Promise.resolve(Array.from({ length: runs }, (_, at) => `start-${at + 1}`)),
  run,
  summarise: (rows) => {
    const times = (name: keyof Activation) => rows.map(({ measured }) => Number(measured[name]));
    const none = rows.every(({ result }) => result['enginesBeforeTyping'] === 0);
    return [
      `activate(): median ${median(times('activateMs'))} ms of ${rows.length} starts (limit ${limitMs} ms); ` +
        `loading its code before: median ${median(times('loadMs'))} ms`,
      `model in memory before the first key: ${none ? 'never' : 'found'}`,
    ];
  },
};
