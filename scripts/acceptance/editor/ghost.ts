import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Locator } from 'playwright-core';
import { becomes, type Stage } from './stage.ts';

/** Code that ends where a line is to be completed. */
export const sums = `def add(first, second):
    return first + second


def double(first):
    return add(first, first)


def subtract(first, second):
    return`;

/** Code that ends where a block is to be completed. */
export const blocks = `def factorial(n):
    if n == 0:
        return 1
    return n * factorial(n - 1)


def fibonacci(n):`;

export const eager = { 'reckon.complete.eagerness': 'eager' };

/** Opens a file, once the extension is awake, with the cursor at its end. */
export async function atEndOf({ bench }: Stage, file: string): Promise<void> {
  await bench.openFile(file);
  await bench.status.waitFor();
  await bench.page.keyboard.press('Control+End');
}

const firstLine = '.ghost-text-decoration';
const ghosts = `${firstLine}, .suggest-preview-text`;
/** How long a suggestion is waited for before it is typed anew, in milliseconds. */
const patience = 10_000;

/**
 * Types at a person's pace, and waits for what is suggested then. An editor that was just opened
 * makes the part of it that asks for suggestions when it is idle: a key before that is typed again.
 */
export async function typed(stage: Stage, text: string): Promise<string> {
  const { keyboard } = stage.bench.page;
  await keyboard.type(text, { delay: 150 });
  try {
    await suggestion(stage).waitFor({ timeout: patience });
  } catch {
    await keyboard.press('Control+Z');
    await keyboard.type(text, { delay: 150 });
  }
  return await ghostText(stage);
}

function suggestion({ bench }: Stage): Locator {
  return bench.page.locator(ghosts).filter({ visible: true }).first();
}

/** The suggestion on the screen, whole, once there is one. */
export async function ghostText(stage: Stage): Promise<string> {
  const { bench } = stage;
  await suggestion(stage).waitFor();
  // One that stands for less than this was not seen: the record leaves it out.
  await sleep(500);
  return await textOf(bench.page.locator(ghosts));
}

/** The part of the suggestion that stands on the cursor's own line. */
export async function firstGhostLine({ bench }: Stage): Promise<string> {
  return await textOf(bench.page.locator(firstLine));
}

async function textOf(parts: Locator): Promise<string> {
  return (await parts.allTextContents()).join('').replaceAll('\u00a0', ' ');
}

export async function noGhostText({ bench }: Stage): Promise<void> {
  assert.deepEqual(await bench.page.locator(ghosts).allTextContents(), []);
}

/** Waits until the status bar's item says this. */
export async function statusSays({ bench }: Stage, words: string): Promise<void> {
  const deadline = performance.now() + 30_000;
  for (;;) {
    const said = (await bench.status.getAttribute('aria-label')) ?? '';
    if (said.includes(words)) return;
    assert.ok(performance.now() < deadline, `the status says: ${said}`);
    await sleep(100);
  }
}

/** Saves, and waits until the file has this text. */
export async function savedAs(stage: Stage, file: string, text: string): Promise<void> {
  await stage.bench.page.keyboard.press('Control+S');
  await becomes(stage, file, text);
}

/** The outcomes that Reckon has recorded, once there are so many. */
export async function outcomes({ bench }: Stage, count: number): Promise<string[]> {
  const deadline = performance.now() + 20_000;
  for (;;) {
    const rows = await bench.accepts();
    if (rows.length >= count || performance.now() > deadline) return rows;
    await sleep(200);
  }
}
