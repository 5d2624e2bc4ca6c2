import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import {
  type Answer,
  type ReplayRequest,
  startReplayServer,
} from '../../../test/support/replay-server.ts';
import { fileAnswer } from '../../../test/support/solve-task.ts';
import { on, type Scenario, solveFromPalette } from './scene.ts';
import { type Stage, shapes } from './stage.ts';
import type { Workbench } from './workbench.ts';

const pico = path.resolve(import.meta.dirname, '../../../test/fixtures/models/pico-8l.q8_0.gguf');

/** The user's settings as text. */
async function settingsOf({ storage }: Workbench): Promise<string> {
  return await readFile(path.join(storage, '../../settings.json'), 'utf8');
}

async function settingBecomes({ bench }: Stage, name: string, value: string): Promise<void> {
  const wanted = `"${name}": "${value}"`;
  const deadline = performance.now() + 30_000;
  for (;;) {
    const settings = await settingsOf(bench);
    if (settings.includes(wanted)) return;
    assert.ok(performance.now() < deadline, settings);
    await bench.page.waitForTimeout(100);
  }
}

/** A model of the editor is chosen, and solves: the companion gives it. */
const editorModel = on(
  { answers: 'bundled', files: { 'answer.md': fileAnswer('shapes.py', shapes.right) } },
  async (stage) => {
    const { bench } = stage;
    await bench.openFile('shapes.py');
    await bench.command('Reckon: Choose Model');
    await bench.page.getByText('companion-answers').first().waitFor();
    await bench.shot('setup-1-models');
    await bench.pick('companion-answers', 'companion-answers');
    await bench.dialog().waitFor();
    await bench.shot('setup-2-consent');
    await bench.press(bench.dialog(), 'Send');
    await bench.notification('editor:companion-answers for Solve from now on').waitFor();
    await bench.shot('setup-3-chosen');
    await settingBecomes(stage, 'reckon.solve.model', 'editor:companion-answers');
    await solveFromPalette(stage, false);
    await bench.notification('Solved: 2 of 2 tests pass').waitFor();
    await bench.shot('setup-4-solved');
    return {};
  },
);

/** A server in the network that wants a key: the address without /v1, a wrong key, the right one. */
const server: Scenario = async (installed) => {
  const key = 'right-key-7f3a';
  const respond = ({ headers, path: asked }: ReplayRequest): Answer => {
    if (headers.authorization !== `Bearer ${key}`) return { status: 401 };
    if (asked === '/models') return { text: '{"data": [{"id": "one"}, {"id": "two"}]}' };
    return asked === '/chat/completions' ? { text: 'OK' } : { status: 404 };
  };
  const remote = await startReplayServer(respond, { scripted: true });
  const play = on({ answers: 'bundled' }, async (stage) => {
    const { bench } = stage;
    await bench.openFile('shapes.py');
    await bench.command('Reckon: Choose Model');
    await bench.pick('URL', 'Any URL');
    await bench.page.getByText('where is the server?').waitFor();
    await bench.input.fill('http://192.0.2.7/v1');
    await bench.page.getByText('unencrypted').waitFor();
    await bench.shot('setup-5-url');
    await bench.answer(remote.baseUrl.replace('/v1', ''));
    await bench.page.getByText('Key for http').waitFor();
    await bench.answer('wrong-key-11d0');
    await bench.page.getByText('refuses the key').waitFor();
    await bench.shot('setup-6-key');
    await bench.answer(key);
    await bench.page.getByText('which model of').waitFor();
    await bench.shot('setup-7-models-of-server');
    await bench.pick('two', 'two');
    await bench.press(bench.dialog(), 'Send');
    const name = `remote:${remote.baseUrl}#two`;
    await bench.notification(`${name} for Solve`).waitFor();
    await settingBecomes(stage, 'reckon.solve.model', name);
    const settings = await settingsOf(bench);
    assert.doesNotMatch(settings, /-key-/, 'no key in the settings');
    return { requests: remote.requests.length };
  });
  try {
    return await play(installed);
  } finally {
    await remote.close();
  }
};

/** A GGUF file, for everything. */
const file = on({ answers: 'bundled' }, async (stage) => {
  const { bench } = stage;
  await bench.openFile('shapes.py');
  await bench.command('Reckon: Choose Model');
  await bench.pick('GGUF', 'A GGUF File');
  await bench.page.getByText('which GGUF file?').waitFor();
  await bench.pickFile(pico);
  await bench.page.getByText('use it for what?').waitFor();
  await bench.shot('setup-8-use');
  await bench.pick('', 'Solve and suggestions');
  await settingBecomes(stage, 'reckon.model', `local:${pico}`);
  await bench.notification('from now on').waitFor();
  return {};
});

/** From the walkthrough to an accepted suggestion; its example opens in a window of its own. */
const walkthrough = on({ answers: 'bundled' }, async ({ bench }) => {
  const { page } = bench;
  // Pictures are shown where there is room for them.
  await page.setViewportSize({ width: 1680, height: 1000 });
  await bench.command('Welcome: Open Walkthrough');
  await bench.pick('Reckon', 'Get Started with Reckon');
  const step = (title: string) => page.locator('.getting-started-step', { hasText: title }).first();
  await step('Choose a model').waitFor();
  await bench.shot('setup-9-walkthrough-1');
  await step('Solve a failing test').click();
  await bench.shot('setup-9-walkthrough-3');
  await step('Take a suggestion').click();
  await bench.shot('setup-9-walkthrough-2');
  await page.getByRole('button', { name: 'Try a Suggestion' }).first().click();
  await page.locator('.ghost-text-decoration').first().waitFor();
  await bench.shot('setup-10-suggestion');
  await page.keyboard.press('Tab');
  await page.locator('.view-line', { hasText: 'return a * b' }).first().waitFor();
  await bench.command('Welcome: Open Walkthrough');
  await bench.pick('Reckon', 'Get Started with Reckon');
  await page
    .locator('.getting-started-step .codicon-getting-started-step-checked.complete')
    .first()
    .waitFor();
  await step('Solve a failing test').click();
  const opened = page.context().waitForEvent('page');
  await page.getByText('Open an example').first().click();
  const example = await opened;
  await example.getByText('test_price.py').first().waitFor();
  await example.close();
  return {};
});

/** What does not work is told, with links that do something about it. */
const doctor = on(
  {
    answers: 'bundled',
    settings: {
      'reckon.model': 'remote:http://127.0.0.1:9/v1#gone',
      'reckon.test.command': 'true',
    },
  },
  async ({ bench }) => {
    await bench.openFile('shapes.py');
    await bench.command('Reckon: Doctor');
    await bench.press(bench.dialog(), 'Send');
    const link = bench.panel.getByText('Choose Model').first();
    await link.waitFor();
    await bench.shot('setup-11-doctor');
    await link.click();
    await bench.page.getByText('which model?').waitFor();
    await bench.page.keyboard.press('Escape');
    await bench.panel.getByText('Open Setting reckon.test.command').click();
    await bench.page.locator('.settings-editor').first().waitFor();
    await bench.shot('setup-12-setting');
    return {};
  },
);

export const setupScenarios: Readonly<Record<string, Scenario>> = {
  'setup-editor-model': editorModel,
  'setup-server': server,
  'setup-file': file,
  'setup-walkthrough': walkthrough,
  'setup-doctor': doctor,
};
