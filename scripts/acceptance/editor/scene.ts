import assert from 'node:assert/strict';
import type { Installed } from './install.ts';
import { openStage, type Stage, type StageOptions } from './stage.ts';

/** What a scenario saw beside its end, for the record. */
export type Seen = Readonly<Record<string, unknown>>;

/** Plays a part of a person's day in a real editor; throws where the editor does something else. */
export type Scenario = (installed: Installed) => Promise<Seen>;

/** A scenario on a stage of its own. */
export function on(options: StageOptions, play: (stage: Stage) => Promise<Seen>): Scenario {
  return async (installed) => {
    const stage = await openStage(installed, options);
    try {
      return await play(stage);
    } catch (error) {
      await stage.bench.shot('failed').catch(() => undefined);
      throw error;
    } finally {
      await stage.close();
    }
  };
}

/** Calls Solve from the palette on the test at a line, and lets the model see the code. */
export async function solveFromPalette({ bench }: Stage, consent = true): Promise<void> {
  await bench.openFile('test_shapes.py');
  await bench.goToLine(5);
  await bench.command('Reckon: Solve with N Samples');
  await bench.page.getByText('Solve (1 of 2)').waitFor();
  assert.equal(await bench.input.inputValue(), 'Make test_area pass');
  await bench.page.keyboard.press('Enter');
  await bench.page.getByText('Solve (2 of 2)').waitFor();
  await bench.answer('6');
  if (consent) await bench.press(bench.dialog(), 'Send');
}
