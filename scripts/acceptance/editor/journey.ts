import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { pages } from '../ask.ts';
import { ghostText } from './ghost.ts';
import { install, packed } from './install.ts';
import { callSolve, on, type Scenario } from './scene.ts';
import { becomes, openStage, says, type Stage } from './stage.ts';

const tenths = (ms: number) => Math.round(ms / 100) / 10;

/** From a packaged file and an editor without it to a suggestion and a solved test, on the bundled model. */
const firstMinute: Scenario = async (editor) => {
  const extensions = await mkdtemp(path.join(os.tmpdir(), 'reckon-extensions-'));
  const began = performance.now();
  const seconds = () => tenths(performance.now() - began);
  try {
    const installed = { ...editor, extensions };
    await install(installed, packed);
    const installedAfter = seconds();
    const stage = await openStage(installed, { answers: 'bundled', demo: 'python-gcd' });
    try {
      const { bench } = stage;
      await bench.command('Try a Suggestion');
      const suggestion = await ghostText(stage);
      const suggestedAfter = seconds();
      await bench.page.keyboard.press('Tab');
      await bench.page.locator('.view-line', { hasText: suggestion.trim() }).first().waitFor();
      await bench.openFile('gcd.py');
      await callSolve(stage, '', null);
      await bench.notification('Solved: 6 of 6 tests pass').waitFor();
      const solvedAfter = seconds();
      await bench.shot('first-minute');
      return { installedAfter, suggestion, suggestedAfter, solvedAfter };
    } finally {
      await stage.close();
    }
  } finally {
    await rm(extensions, { recursive: true, force: true });
  }
};

const { source, testFile, files, programs } = pages;
const [clipped] = programs;
/** Two programs that pass the tests, in turn. */
const inTurn = Array.from({ length: 6 }, (_, at) => says(programs[at % 2] ?? '', source));

const messageOf = (notification: Locator) =>
  notification.locator('.notification-list-item-message').innerText();

async function solveDispute(stage: Stage): Promise<void> {
  const { bench } = stage;
  await bench.openFile(source);
  await callSolve(stage, '', '6');
  await bench.press(bench.dialog(), 'Send');
}

/** Passing candidates differ: the answer decides, and stays as a test. */
const asked = on({ answers: inTurn, workspace: files }, async (stage) => {
  const { bench } = stage;
  await solveDispute(stage);
  const question = bench.notification('pass your tests and differ on');
  await question.waitFor();
  await bench.shot('asked-1-question');
  const text = await messageOf(question);
  await bench.press(question, '[]');
  const solved = bench.notification('Solved: 3 of 3 tests pass');
  await solved.waitFor();
  await bench.press(solved, 'Apply');
  await becomes(stage, source, clipped);
  await bench.shot('asked-2-applied');
  const tests = await stage.read(testFile);
  assert.notEqual(tests, files[testFile], 'the answer is kept as a test');
  return { question: text };
});

/** The server ends an answer in its middle and takes no more: what happened is said, with what to do. */
const serverDies = on(
  { answers: [{ fault: 'cut', pieces: [{ text: 'Let' }] }], workspace: files },
  async (stage) => {
    const { bench } = stage;
    await solveDispute(stage);
    const ended = bench.notification('Solve failed.');
    await ended.waitFor();
    await bench.shot('server-dies');
    assert.equal(await stage.read(source), files[source]);
    return { said: await messageOf(ended) };
  },
);

/** Themes of every edition, with what marks each. */
const themesOf = {
  light: ['Light (Visual Studio)', '.vs'],
  dark: ['Dark (Visual Studio)', '.vs-dark'],
  contrast: ['Dark High Contrast', '.hc-black'],
} as const;

/** The panel with a question in three themes, to be looked at. */
const themes = on({ answers: inTurn, workspace: files }, async (stage) => {
  const { bench } = stage;
  await bench.openFile(source);
  await bench.command('Reckon: Show Trace');
  await bench.panel.getByRole('button', { name: 'Solve Failing Tests' }).waitFor();
  await solveDispute(stage);
  await bench.notification('pass your tests and differ on').waitFor();
  await bench.command('Notifications: Clear All');
  for (const [name, [theme, mark]] of Object.entries(themesOf)) {
    await bench.command('Preferences: Color Theme');
    await bench.pick(theme, theme);
    await bench.page.locator(`.monaco-workbench${mark}`).waitFor();
    // The panel's page takes the colours over a little later.
    await bench.page.waitForTimeout(500);
    await bench.shot(`themes-${name}`);
  }
  return { themes: Object.keys(themesOf) };
});

export const journeyScenarios: Readonly<Record<string, Scenario>> = {
  'first-minute': firstMinute,
  asked,
  'server-dies': serverDies,
  themes,
};
