import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { on, type Scenario, solveFromPalette } from './scene.ts';
import { becomes, says, shapes } from './stage.ts';

const merged = on({ answers: [says(shapes.right)] }, async (stage) => {
  const { bench } = stage;
  await solveFromPalette(stage);
  const solved = bench.notification('Solved');
  await solved.waitFor();
  const mine = (text: string) => text.replace('"polygon"', '"many corners"');
  await stage.write('shapes.py', mine(shapes.defective));
  await bench.press(solved, 'Apply');
  const question = bench.notification('changed since the run. The merge keeps both changes');
  await question.waitFor();
  await bench.shot('merged-1-question');
  assert.equal(await stage.read('shapes.py'), mine(shapes.defective), 'untouched until accepted');
  await bench.press(question, 'Apply Merge');
  await becomes(stage, 'shapes.py', mine(shapes.right));
  await bench.page.keyboard.press('Control+Z');
  await bench.page.keyboard.press('Control+S');
  await becomes(stage, 'shapes.py', mine(shapes.defective));
  return {};
});

const overlapping = on({ answers: [says(shapes.right)] }, async (stage) => {
  const { bench } = stage;
  await solveFromPalette(stage);
  const solved = bench.notification('Solved');
  await solved.waitFor();
  const mine = shapes.defective.replace('width + height', 'height * width');
  await stage.write('shapes.py', mine);
  await bench.press(solved, 'Apply');
  await bench.notification('Nothing was applied').waitFor();
  await bench.shot('overlapping-1-refused');
  await sleep(1000);
  assert.equal(await stage.read('shapes.py'), mine);
  return {};
});

const unsaved = on({ answers: [says(`# mine\n${shapes.right}`)] }, async (stage) => {
  const { bench } = stage;
  await bench.openFile('shapes.py');
  await bench.page.keyboard.type('# mine\n');
  await solveFromPalette(stage);
  const solved = bench.notification('Solved');
  await solved.waitFor();
  await bench.press(solved, 'Apply');
  await bench.page.locator('.tab.active', { hasText: 'shapes.py' }).first().waitFor();
  await bench.page.keyboard.press('Control+S');
  await becomes(stage, 'shapes.py', `# mine\n${shapes.right}`);
  return {};
});

/** What a patch meets in files that changed since the run. */
export const applyScenarios: Readonly<Record<string, Scenario>> = { merged, overlapping, unsaved };
