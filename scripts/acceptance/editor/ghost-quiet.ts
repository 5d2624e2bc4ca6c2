import assert from 'node:assert/strict';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  atEndOf,
  eager,
  ghostText,
  noGhostText,
  outcomes,
  statusSays,
  sums,
  typed,
} from './ghost.ts';
import { on, type Scenario } from './scene.ts';

/** Hidden where it is unlikely, with its reason in the status bar; shown where it is asked for. */
const hidden = on(
  {
    answers: 'bundled',
    files: { 'sums.py': sums.replace(/return$/, '') },
    settings: { 'reckon.complete.eagerness': 'quiet' },
  },
  async (stage) => {
    const { bench } = stage;
    await atEndOf(stage, 'sums.py');
    // Slowly: the model is loaded at the first key.
    await bench.page.keyboard.type('qzv', { delay: 3000 });
    await statusSays(stage, 'Last suggestion: hidden');
    await noGhostText(stage);
    await bench.status.hover();
    await sleep(1500);
    await bench.shot('hidden-1-why');
    await bench.command('Trigger Inline Suggestion');
    const ghost = await ghostText(stage);
    await bench.shot('hidden-2-by-hand');
    await bench.page.keyboard.press('Tab');
    await sleep(1000);
    assert.deepEqual(await outcomes(stage, 0), [], 'what was asked for teaches nothing');
    return { ghost };
  },
);

const menu = on(
  { answers: 'bundled', files: { 'sums.py': sums }, settings: eager },
  async (stage) => {
    const { bench } = stage;
    const { keyboard } = bench.page;
    await atEndOf(stage, 'sums.py');
    await typed(stage, ' ');
    await keyboard.press('Escape');
    await bench.status.click();
    await bench.page.getByText('Snooze for Ten Minutes').waitFor();
    await bench.shot('menu-1-list');
    await bench.pick('Snooze', 'Snooze for Ten Minutes');
    await statusSays(stage, 'rest for ten minutes');
    await keyboard.press('Backspace');
    await keyboard.type(' ', { delay: 150 });
    await sleep(2000);
    await bench.shot('menu-2-snoozed');
    await noGhostText(stage);
    await bench.status.click();
    await bench.pick('Suggest Again', 'Suggest Again');
    await bench.status.click();
    await bench.pick('Turn Off for python', 'Turn Off for python');
    await statusSays(stage, 'off for this language');
    await bench.shot('menu-3-language-off');
    return {};
  },
);

const elsewhere = {
  '.env': 'USER=ada\n',
  '.vscode/settings.json': '{\n}\n',
  'generated/parts.py': sums,
  'sums.py': sums,
};

/** No suggestions in secrets, settings and what the user excludes, not even by hand; and it says so. */
const off = on(
  {
    answers: 'bundled',
    files: elsewhere,
    settings: { ...eager, 'files.exclude': { generated: true } },
  },
  async (stage) => {
    const { bench } = stage;
    const { keyboard } = bench.page;
    await atEndOf(stage, 'sums.py');
    await typed(stage, ' ');
    await atEndOf(stage, '.env');
    await keyboard.type('PASS', { delay: 150 });
    await statusSays(stage, '.env may hold keys');
    await bench.command('Trigger Inline Suggestion');
    await sleep(2000);
    await noGhostText(stage);
    await bench.shot('off-1-secrets');
    await atEndOf(stage, 'settings.json');
    await statusSays(stage, 'No suggestions in settings');
    await keyboard.press('Control+Home');
    await keyboard.press('End');
    await keyboard.press('Enter');
    await sleep(1000);
    await noGhostText(stage);
    await bench.command('File: Open File');
    await bench.pickFile(path.join(stage.root, 'generated/parts.py'));
    await statusSays(stage, 'files.exclude');
    await keyboard.press('Control+End');
    await keyboard.type(' ');
    await sleep(2000);
    await noGhostText(stage);
    return {};
  },
);

/** Where the list of words is open, a suggestion only goes on with the word that is selected. */
const widget = on(
  { answers: 'bundled', files: { 'sums.py': sums }, settings: eager },
  async (stage) => {
    const { bench } = stage;
    await atEndOf(stage, 'sums.py');
    const before = await typed(stage, ' ');
    const begun = before.slice(0, 2);
    await bench.page.keyboard.type(begun, { delay: 300 });
    await bench.page.keyboard.press('Control+Space');
    const selected = bench.page.locator('.suggest-widget.visible .monaco-list-row.focused');
    const word = (await selected.locator('.label-name').first().textContent()) ?? '';
    const ghost = await ghostText(stage);
    await bench.shot('widget-1');
    assert.ok(word !== '' && `${begun}${ghost}`.startsWith(word), `${word}: ${ghost}`);
    return { word, ghost };
  },
);

const cell = (source: string) => ({
  cell_type: 'code',
  execution_count: null,
  metadata: {},
  outputs: [],
  source: [source],
});

const notebook = JSON.stringify({
  cells: [
    cell('heights = [3, 4, 5]\ntallest = max(heights)\nprint(tallest)'),
    cell('smallest = min'),
  ],
  metadata: { language_info: { name: 'python' } },
  nbformat: 4,
  nbformat_minor: 5,
});

/** In a notebook the cells above are known. No list of words: it would take the place. */
const cells = on(
  {
    answers: 'bundled',
    files: { 'heights.ipynb': notebook, 'sums.py': sums },
    settings: {
      ...eager,
      'editor.quickSuggestions': false,
      'editor.autoClosingBrackets': 'never',
    },
  },
  async (stage) => {
    const { bench } = stage;
    await atEndOf(stage, 'sums.py');
    await bench.page.keyboard.press('Control+P');
    await bench.pick('heights.ipynb', 'heights.ipynb');
    const line = bench.page.locator('.notebookOverlay .view-line', { hasText: 'smallest' });
    await line.click();
    await bench.page.keyboard.press('Control+End');
    const ghost = await typed(stage, '(');
    await bench.shot('cells-1');
    assert.match(ghost, /^heights/);
    return { ghost };
  },
);

/** Where suggestions keep quiet, and how they are made to. */
export const quietScenarios: Readonly<Record<string, Scenario>> = {
  'ghost-hidden': hidden,
  'ghost-menu': menu,
  'ghost-off': off,
  'ghost-widget': widget,
  'ghost-cells': cells,
};
