import assert from 'node:assert/strict';
import { readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { processesNaming } from '../kill/remains.ts';
import { applyScenarios } from './apply.ts';
import { quietScenarios } from './ghost-quiet.ts';
import { foldersScenario } from './folders.ts';
import { journeyScenarios } from './journey.ts';
import { ghostScenarios } from './ghost-text.ts';
import { panelScenarios } from './panel.ts';
import { callSolve, on, type Scenario, solveFromPalette } from './scene.ts';
import { setupScenarios } from './setup.ts';
import { says, shapes } from './stage.ts';
import { waysIn } from './ways-in.ts';

const cancel = on({ answers: [{ fault: 'silence', pieces: [{ text: 'Let' }] }] }, async (stage) => {
  const { bench } = stage;
  await solveFromPalette(stage);
  const running = bench.notification('Solving test_area');
  await running.getByText('answering 1').waitFor();
  await bench.shot('cancel-1-running');
  await bench.press(running, 'Cancel');
  const pressed = performance.now();
  await running.waitFor({ state: 'hidden' });
  const ms = Math.round(performance.now() - pressed);
  await bench.page.getByText('Solve was cancelled').first().waitFor();
  assert.equal(await stage.read('shapes.py'), shapes.defective);
  await sleep(500);
  // Copies are mounted where tests run, whatever those call themselves.
  assert.deepEqual(processesNaming(bench.copies), []);
  assert.ok(ms < 2000, `the notification went after ${ms} ms`);
  return { ms };
});

const abstained = on({ answers: [says(shapes.wrong)] }, async (stage) => {
  const { bench } = stage;
  await solveFromPalette(stage);
  const ended = bench.notification('Not handed over. None of the 6 samples passes the tests.');
  await ended.waitFor();
  await bench.shot('abstained-1');
  await bench.press(ended, 'Show Report');
  await bench.page.getByText('Not handed over').nth(1).waitFor();
  await bench.shot('abstained-2-report');
  assert.equal(await stage.read('shapes.py'), shapes.defective);
  return {};
});

const wrongKey = on({ answers: [{ status: 401, error: { message: 'no' } }] }, async (stage) => {
  const { bench } = stage;
  await solveFromPalette(stage);
  const ended = bench.notification('asks for a key (401)');
  await ended.waitFor();
  await bench.shot('wrong-key-1');
  await bench.press(ended, 'Enter Key');
  await bench.input.waitFor();
  await bench.shot('wrong-key-2-input');
  await bench.answer('sk-secret');
  await bench.notification('refuses the key (401)').waitFor();
  return {};
});

const bundled = on({ answers: 'bundled', demo: 'python-gcd' }, async (stage) => {
  const { bench } = stage;
  await bench.openFile('gcd.py');
  await callSolve(stage, '', null);
  const started = performance.now();
  const solved = bench.notification('Solved: 6 of 6 tests pass');
  await solved.waitFor({ timeout: 300_000 });
  const seconds = Math.round((performance.now() - started) / 1000);
  await bench.shot('bundled-1-solved');
  await bench.press(solved, 'Apply');
  const deadline = performance.now() + 30_000;
  while (!(await stage.read('gcd.py')).includes('gcd(b, a % b)')) {
    assert.ok(performance.now() < deadline, await stage.read('gcd.py'));
    await sleep(100);
  }
  return { seconds };
});

/** An untrusted workspace: the extension does not start, so nothing of the workspace is run. */
const untrusted = on({ answers: [says(shapes.right)], trusted: false }, async (stage) => {
  const { bench } = stage;
  await bench.page.getByText('Restricted Mode').first().waitFor();
  if (await bench.dialog().isVisible()) await bench.press(bench.dialog(), "No, I don't trust");
  await bench.page.keyboard.press('F1');
  await bench.input.fill('>Reckon: Solve with N Samples');
  await sleep(3000);
  await bench.shot('untrusted-1');
  const found = await bench.page
    .locator('.quick-input-list .monaco-list-row', { hasText: 'Reckon' })
    .count();
  assert.equal(found, 0);
  assert.equal(stage.asked(), 0);
  return {};
});

const report = path.join(os.tmpdir(), `reckon-host-${process.pid}.json`);
const hostEnv = {
  RECKON_HOST_REPORT: report,
  RECKON_REPOSITORY: path.resolve(import.meta.dirname, '../../..'),
};

const host = on({ answers: 'bundled', env: hostEnv }, async ({ bench }) => {
  await rm(report, { force: true });
  await bench.command('Companion: Run Tests in the Host');
  const deadline = performance.now() + 400_000;
  const asked = new Set<string>();
  let text: string | null = null;
  while (text === null && performance.now() < deadline) {
    // What the editor asks before it lets a tool run.
    if (await bench.dialog().isVisible()) {
      const question = await bench.dialog().innerText();
      if (!asked.has(question)) await bench.shot(`host-tool-${asked.size + 1}`);
      asked.add(question);
      await bench.press(bench.dialog(), 'Yes');
    }
    text = await readFile(report, 'utf8').catch(() => null);
    await sleep(250);
  }
  const questions = [...asked].join('\n');
  const { passed, failed } = JSON.parse(text ?? '{"passed": [], "failed": []}') as {
    passed: string[];
    failed: unknown[];
  };
  assert.deepEqual(failed, []);
  assert.ok(passed.length > 0, 'the companion wrote no report');
  assert.match(questions, /Let Reckon solve failing tests of/);
  assert.match(questions, /Let Reckon judge the uncommitted change of/);
  return { tests: passed.length };
});

/** Every scenario by its name. */
export const scenarios: Readonly<Record<string, Scenario>> = {
  cancel,
  abstained,
  'wrong-key': wrongKey,
  bundled,
  untrusted,
  host,
  folders: foldersScenario,
  ...waysIn,
  ...applyScenarios,
  ...journeyScenarios,
  ...ghostScenarios,
  ...quietScenarios,
  ...panelScenarios,
  ...setupScenarios,
};
