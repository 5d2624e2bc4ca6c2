import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { on, type Scenario } from './scene.ts';
import type { Stage } from './stage.ts';

const start = `def add(a, b):
    return a + b


def double(a):
    return add(a, a)


def subtract(a, b):
    return`;

const files = { 'sums.py': `${start}\n` };
const eager = { 'reckon.complete.eagerness': 'eager' };

/** Opens the file, and waits for the sign that the extension is there. */
async function openSums({ bench }: Stage): Promise<void> {
  await bench.openFile('sums.py');
  await bench.page.locator('[id$="reckon.status"]').first().waitFor();
}

/** Types after the last word of the file, and waits for the ghost text. */
async function typeAtEnd(stage: Stage, text: string): Promise<string> {
  const { bench } = stage;
  await openSums(stage);
  await bench.goToLine(start.split('\n').length);
  await bench.page.keyboard.press('End');
  await bench.page.keyboard.type(text, { delay: 150 });
  return await ghostText(stage);
}

const ghosts = '.ghost-text-decoration, .suggest-preview-text';

async function ghostText({ bench }: Stage): Promise<string> {
  const ghost = bench.page.locator(ghosts);
  await ghost.first().waitFor();
  return (await ghost.allTextContents()).join('').replaceAll('\u00a0', ' ');
}

async function saved(stage: Stage): Promise<string> {
  await stage.bench.page.keyboard.press('Control+S');
  await sleep(1000);
  return await stage.read('sums.py');
}

/** The outcomes in the record that a person's accepting leaves, once there are so many. */
async function outcomes({ bench }: Stage, count: number): Promise<string[]> {
  const deadline = performance.now() + 20_000;
  for (;;) {
    const rows = await bench.accepts();
    if (rows.length >= count || performance.now() > deadline) return rows;
    await sleep(200);
  }
}

const all = on({ answers: 'bundled', files, settings: eager }, async (stage) => {
  const { bench } = stage;
  const ghost = await typeAtEnd(stage, ' ');
  await bench.shot('ghost-1-shown');
  await bench.page.keyboard.press('Tab');
  assert.equal(await saved(stage), `${start} ${ghost}\n`);
  assert.deepEqual(await outcomes(stage, 1), ['accepted']);
  return { ghost };
});

const word = on({ answers: 'bundled', files, settings: eager }, async (stage) => {
  const { bench } = stage;
  const ghost = await typeAtEnd(stage, ' ');
  await sleep(500);
  await bench.page.keyboard.press('Control+ArrowRight');
  await bench.shot('ghost-2-word');
  const text = await saved(stage);
  const taken = text.slice(start.length + 1).trimEnd();
  assert.ok(taken !== '' && ghost.startsWith(taken) && taken !== ghost, taken);
  return { ghost, taken };
});

const line = on({ answers: 'bundled', files, settings: eager }, async (stage) => {
  const { bench } = stage;
  const ghost = await typeAtEnd(stage, ' ');
  await sleep(500);
  await bench.page.keyboard.press('Control+Alt+L');
  assert.equal(await saved(stage), `${start} ${ghost.split('\n')[0] ?? ''}\n`);
  assert.deepEqual(await outcomes(stage, 1), ['accepted']);
  return { ghost };
});

const rejected = on({ answers: 'bundled', files, settings: eager }, async (stage) => {
  await typeAtEnd(stage, ' ');
  await sleep(800);
  await stage.bench.page.keyboard.type('0 * ');
  assert.deepEqual(await outcomes(stage, 1), ['rejected']);
  return {};
});

/** Hidden where it is unlikely, with its reason in the status bar; shown where it is asked for. */
const hidden = on(
  {
    answers: 'bundled',
    files: { 'sums.py': `${start}\n` },
    settings: { 'reckon.complete.eagerness': 'quiet' },
  },
  async (stage) => {
    const { bench } = stage;
    await openSums(stage);
    await bench.goToLine(7);
    await bench.page.keyboard.press('Enter');
    await bench.page.keyboard.type('def q', { delay: 150 });
    const item = bench.page
      .locator('#reckon\\.reckon\\.reckon\\.status, [id$="reckon.status"]')
      .first();
    await bench.page.locator('[aria-label*="Last suggestion: hidden"]').first().waitFor();
    assert.equal(await bench.page.locator(ghosts).count(), 0);
    await item.hover();
    await sleep(1500);
    await bench.shot('hidden-1-why');
    await bench.command('Trigger Inline Suggestion');
    const ghost = await ghostText(stage);
    await bench.shot('hidden-2-by-hand');
    return { ghost };
  },
);

const menu = on({ answers: 'bundled', files, settings: eager }, async (stage) => {
  const { bench } = stage;
  await typeAtEnd(stage, ' ');
  await bench.page.keyboard.press('Escape');
  await bench.page.locator('[id$="reckon.status"]').first().click();
  await bench.page.getByText('Snooze for Ten Minutes').waitFor();
  await bench.shot('menu-1-list');
  await bench.pick('Snooze', 'Snooze for Ten Minutes');
  await bench.page.locator('[aria-label*="rest for ten minutes"]').first().waitFor();
  await bench.page.keyboard.press('Backspace');
  await bench.page.keyboard.type(' ', { delay: 150 });
  await sleep(3000);
  await bench.shot('menu-2-snoozed');
  assert.equal(await bench.page.locator(ghosts).count(), 0);
  return {};
});

/** Completing as you type, each part of it by its name. */
export const ghostScenarios: Readonly<Record<string, Scenario>> = {
  'ghost-all': all,
  'ghost-word': word,
  'ghost-line': line,
  'ghost-rejected': rejected,
  'ghost-hidden': hidden,
  'ghost-menu': menu,
};
