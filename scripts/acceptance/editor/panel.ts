import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { TraceStore } from '../../../src/trace/store.ts';
import { manyEvents } from '../panel/many.ts';
import { recorded } from '../panel/stage.ts';
import { on, type Scenario, solveFromPalette } from './scene.ts';
import { becomes, says, scripted, shapes } from './stage.ts';

const panel = on({ answers: scripted }, async (stage) => {
  const { bench } = stage;
  await bench.openFile('shapes.py');
  await bench.command('Reckon: Show Trace');
  await bench.panel.getByRole('button', { name: 'Solve Failing Tests' }).waitFor();
  await bench.shot('panel-1-empty');
  await solveFromPalette(stage);
  await bench.panel.locator('.lane').first().waitFor();
  await bench.shot('panel-2-live');
  await bench.panel.locator('h1', { hasText: 'Solved' }).waitFor();
  const right = bench.panel.locator('.lane', { hasText: 'minimal change' });
  await right.click();
  await bench.panel.locator('.diff .added').first().waitFor();
  await bench.shot('panel-3-solved');
  // The editor writes down what a view keeps every few seconds, not at once.
  await sleep(12_000);
  await bench.page.reload();
  await bench.panel.locator('.diff .added').first().waitFor();
  assert.equal(
    await right.getAttribute('aria-expanded'),
    'true',
    'its place is kept over a reload',
  );
  await bench.shot('panel-4-reloaded');
  await bench.panel.getByRole('button', { name: 'Apply' }).click();
  // The window is new, so the diff was not on the screen: it is shown, and asked about.
  const question = bench.notification('Apply this patch for');
  await question.waitFor();
  await bench.shot('panel-5-preview');
  assert.equal(await stage.read('shapes.py'), shapes.defective, 'untouched until looked at');
  await bench.press(question, 'Apply');
  await becomes(stage, 'shapes.py', shapes.right);
  return {};
});

const largeFile = 100_000;

const panelLarge = on({ answers: scripted }, async (stage) => {
  const { bench } = stage;
  const stored = await new TraceStore(bench.storage).newRun(stage.root);
  const events = manyEvents(await recorded('solved-chat'), largeFile);
  const lines = events.map((event) => JSON.stringify({ ...event, run: stored.run }));
  await writeFile(stored.file, lines.join('\n') + '\n');
  // A second, newer run is what the panel opens with: the large one is opened by a click.
  const other = await new TraceStore(bench.storage).newRun(stage.root);
  const small = (await recorded('failed')).map((event) => ({ ...event, run: other.run }));
  await writeFile(other.file, small.map((event) => JSON.stringify(event) + '\n').join(''));
  await bench.openFile('shapes.py');
  await bench.command('Reckon: Show Trace');
  await bench.panel.locator('h1', { hasText: 'Failed' }).waitFor();
  await bench.panel.getByRole('button', { name: 'Past runs' }).click();
  const run = bench.panel.locator('.runs button', { hasText: 'paginate' });
  await run.waitFor();
  const started = performance.now();
  await run.click();
  await bench.panel.locator('.lane').first().waitFor();
  const msToFirstRows = Math.round(performance.now() - started);
  await bench.panel.locator('h1', { hasText: 'Unfinished' }).waitFor();
  await bench.shot('panel-6-large');
  return { events: events.length, msToFirstRows };
});

/** What was recorded goes when it is told to, off the screen too; the next run is recorded anew. */
const cleared = on({ answers: [says(shapes.right)] }, async (stage) => {
  const { bench } = stage;
  await bench.openFile('shapes.py');
  await bench.command('Reckon: Show Trace');
  await bench.panel.getByRole('button', { name: 'Solve Failing Tests' }).waitFor();
  await solveFromPalette(stage);
  await bench.panel.locator('h1', { hasText: 'Solved' }).waitFor();
  const store = new TraceStore(bench.storage);
  assert.equal((await store.listRuns(stage.root)).length, 1);
  await bench.command('Reckon: Clear Local Data');
  await bench.dialog().waitFor();
  await bench.shot('cleared-1-question');
  await bench.press(bench.dialog(), 'Clear');
  await bench.panel.getByRole('button', { name: 'Solve Failing Tests' }).waitFor();
  await bench.shot('cleared-2-empty');
  assert.deepEqual(await store.listRuns(stage.root), []);
  await solveFromPalette(stage, false);
  await bench.panel.locator('h1', { hasText: 'Solved' }).waitFor();
  assert.equal((await store.listRuns(stage.root)).length, 1);
  return {};
});

export const panelScenarios: Readonly<Record<string, Scenario>> = {
  panel,
  cleared,
  'panel-large': panelLarge,
};
