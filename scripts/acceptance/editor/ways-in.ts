import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { on, type Scenario } from './scene.ts';
import { becomes, says, scripted, shapes } from './stage.ts';

const palette = on({ answers: scripted }, async (stage) => {
  const { bench } = stage;
  await bench.openFile('test_shapes.py');
  await bench.goToLine(5);
  await bench.command('Reckon: Solve with N Samples');
  await bench.page.getByText('Solve (1 of 2)').waitFor();
  assert.equal(await bench.input.inputValue(), 'Make test_area pass');
  await bench.shot('palette-1-goal');
  await bench.page.keyboard.press('Enter');
  await bench.page.getByText('Solve (2 of 2)').waitFor();
  await bench.shot('palette-2-samples');
  await bench.answer('6');
  await bench.dialog().waitFor();
  await bench.shot('palette-3-consent');
  assert.equal(stage.asked(), 0, 'nothing was sent before the consent');
  await bench.press(bench.dialog(), 'Send');
  await bench.notification('of 6 samples').waitFor();
  await bench.shot('palette-4-progress');
  const solved = bench.notification('Solved: 2 of 2 tests pass');
  await solved.waitFor();
  await bench.shot('palette-5-solved');
  assert.equal(await stage.read('shapes.py'), shapes.defective, 'untouched until accepted');
  await bench.press(solved, 'Apply');
  await becomes(stage, 'shapes.py', shapes.right);
  await bench.shot('palette-6-applied');
  await bench.page.keyboard.press('Control+Z');
  await bench.page.keyboard.press('Control+S');
  await becomes(stage, 'shapes.py', shapes.defective);
  return { samples: stage.asked() };
});

const explorer = on({ answers: [says(shapes.right)] }, async (stage) => {
  const { bench } = stage;
  await bench.command('Testing: Focus on Test Explorer View');
  const view = bench.page.locator('.test-explorer');
  await view.getByText('test_shapes.py').first().waitFor();
  await view.getByText('test_shapes.py').first().click();
  await bench.page.keyboard.press('ArrowRight');
  await view.getByText('test_area').first().click({ button: 'right' });
  await bench.page.getByRole('menuitem', { name: 'Solve with N Samples' }).waitFor();
  await bench.shot('explorer-1-menu');
  await bench.page.getByRole('menuitem', { name: 'Solve with N Samples' }).click();
  await bench.press(bench.dialog(), 'Send');
  await bench.notification('Solved: 2 of 2 tests pass').waitFor();
  await bench.shot('explorer-2-solved');
  const button = bench.page.locator('.editor-actions [aria-label^="Apply This Patch"]');
  await button.click();
  await becomes(stage, 'shapes.py', shapes.right);
  return {};
});

const message = on({ answers: [says(shapes.right)] }, async (stage) => {
  const { bench } = stage;
  await bench.openFile('test_shapes.py');
  await bench.command('Test: Run All Tests');
  await bench.command('Test Results: Focus on Test Results View');
  const results = bench.page.locator('.test-output-peek-tree');
  await results.getByText('test_area').first().click();
  await bench.page.keyboard.press('ArrowRight');
  await results.getByText('assert 7 == 12').first().click({ button: 'right' });
  await bench.shot('message-1-menu');
  await bench.page.getByRole('menuitem', { name: 'Solve with N Samples' }).click();
  await bench.press(bench.dialog(), 'Send');
  await bench.notification('Solved: 2 of 2 tests pass').waitFor();
  return {};
});

const codeAction = on({ answers: [says(shapes.right)] }, async (stage) => {
  const { bench } = stage;
  await bench.openFile('test_shapes.py');
  await bench.goToLine(4);
  await sleep(3000);
  await bench.page.keyboard.press('Control+.');
  const offer = bench.page.locator('.action-widget', { hasText: 'Solve test_area with Reckon' });
  await offer.waitFor();
  await bench.shot('code-action-1-offer');
  await bench.page.keyboard.press('Enter');
  await bench.press(bench.dialog(), 'Send');
  await bench.notification('Solved: 2 of 2 tests pass').waitFor();
  return {};
});

/** All ways to Solve. */
export const waysIn: Readonly<Record<string, Scenario>> = {
  palette,
  explorer,
  message,
  'code-action': codeAction,
};
