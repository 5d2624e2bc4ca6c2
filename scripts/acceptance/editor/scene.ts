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
