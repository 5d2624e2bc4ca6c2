// Takes the README's pictures in a real editor: `node --import tsx scripts/pictures.ts`.
import path from 'node:path';
import { atEndOf, typed } from './acceptance/editor/ghost.ts';
import { type Installed, installEditor } from './acceptance/editor/install.ts';
import { callSolve } from './acceptance/editor/scene.ts';
import { openStage, type Stage, type StageOptions } from './acceptance/editor/stage.ts';

/** Its height, in pixels. */
const titleBar = 30;

const docs = path.resolve(import.meta.dirname, '../docs');

async function picture(
  installed: Installed,
  name: string,
  options: Omit<StageOptions, 'answers'>,
  play: (stage: Stage) => Promise<unknown>,
): Promise<void> {
  const stage = await openStage(installed, { ...options, answers: 'bundled' });
  const { page } = stage.bench;
  try {
    await play(stage);
    // Without the title bar, which says whose build of the editor it is.
    const { width, height } = page.viewportSize() ?? { width: 0, height: 0 };
    const clip = { x: 0, y: titleBar, width, height: height - titleBar };
    await page.screenshot({ path: path.join(docs, `${name}.png`), clip });
  } finally {
    await stage.close();
  }
}

const point = `class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def __add__(self, other):
        return Point(self.x + other.x, self.y + other.y)

    def __sub__(self, other):
        return`;

const installed = await installEditor();
await picture(installed, 'complete', { files: { 'point.py': point } }, async (stage) => {
  await stage.bench.page.setViewportSize({ width: 900, height: 420 });
  await atEndOf(stage, 'point.py');
  await stage.bench.command('View: Toggle Primary Side Bar Visibility');
  await typed(stage, ' ');
});
await picture(installed, 'trace', { demo: 'python-gcd' }, async (stage) => {
  const { bench } = stage;
  await bench.page.setViewportSize({ width: 1280, height: 720 });
  await bench.openFile('gcd.py');
  await bench.command('Reckon: Show Trace');
  await bench.panel.getByRole('button', { name: 'Solve Failing Tests' }).waitFor();
  await bench.openFile('gcd.py');
  await callSolve(stage, '', null);
  await bench.notification('Solved').waitFor({ timeout: 300_000 });
  await bench.panel.locator('h1', { hasText: 'Solved' }).waitFor();
  await bench.panel.locator('.lane').first().waitFor();
});
