import assert from 'node:assert/strict';
import { on } from './scene.ts';
import { becomes, says, shapes, test } from './stage.ts';

/** Two folders on a disk and one that is on none; the second has a setting of its own. */
const listed = {
  folders: [
    { path: 'api' },
    { path: 'web' },
    { uri: 'vscode-vfs://github/example/far', name: 'far' },
  ],
};

const files = {
  'all.code-workspace': JSON.stringify(listed),
  'api/shapes.py': shapes.defective,
  'api/test_shapes.py': test,
  'web/areas.py': shapes.defective,
  'web/test_areas.py': test.replaceAll('shapes', 'areas'),
  'web/.vscode/settings.json': JSON.stringify({ 'reckon.solve.samples': 3 }),
};

const answer = { text: says(shapes.right).text?.replaceAll('shapes.py', 'areas.py') ?? '' };

/** A workspace of several folders: the one that is meant is worked on, by its own settings. */
export const foldersScenario = on(
  { answers: [answer], files, open: 'all.code-workspace' },
  async (stage) => {
    const { bench } = stage;
    await bench.command('Reckon: Solve with N Samples');
    await bench.page.getByPlaceholder('Which folder should Reckon work on?').waitFor();
    const rows = bench.page.locator('.quick-input-list .monaco-list-row .label-name');
    await rows.first().waitFor();
    await bench.shot('folders-1-choice');
    assert.deepEqual(await rows.allInnerTexts(), ['api', 'web'], 'what is on a disk is offered');
    await bench.page.keyboard.press('Escape');
    // The editor's own search for files waits for the folder that is not there.
    await bench.page.locator('.explorer-folders-view').getByText('test_areas.py').dblclick();
    await bench.page.locator('.monaco-editor.focused').first().waitFor();
    await bench.goToLine(5);
    await bench.command('Reckon: Solve with N Samples');
    await bench.page.getByText('Solve (1 of 2)').waitFor();
    assert.equal(await bench.input.inputValue(), 'Make test_area pass');
    await bench.page.keyboard.press('Enter');
    await bench.page.getByText('Solve (2 of 2)').waitFor();
    assert.equal(await bench.input.inputValue(), '3', "the folder's own setting");
    await bench.page.keyboard.press('Enter');
    await bench.press(bench.dialog(), 'Send');
    const solved = bench.notification('Solved: 2 of 2 tests pass');
    await solved.waitFor();
    await bench.shot('folders-2-solved');
    await bench.press(solved, 'Apply');
    await becomes(stage, 'web/areas.py', shapes.right);
    assert.equal(await stage.read('api/shapes.py'), shapes.defective);
    return {};
  },
);
