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

/** Calls Solve from the palette with the goal that is proposed; `samples` null: as many as proposed. */
export async function callSolve({ bench }: Stage, goal: string, samples: string | null) {
  await bench.command('Reckon: Solve with N Samples');
  await bench.page.getByText('Solve (1 of 2)').waitFor();
  assert.equal(await bench.input.inputValue(), goal);
  await bench.page.keyboard.press('Enter');
  await bench.page.getByText('Solve (2 of 2)').waitFor();
  if (samples === null) await bench.page.keyboard.press('Enter');
  else await bench.answer(samples);
}

/** Solves the test at a line with a scripted model, and lets that see the code. */
export async function solveFromPalette(stage: Stage, consent = true): Promise<void> {
  const { bench } = stage;
  await bench.openFile('test_shapes.py');
  await bench.goToLine(5);
  await callSolve(stage, 'Make test_area pass', '6');
  if (consent) await bench.press(bench.dialog(), 'Send');
}
