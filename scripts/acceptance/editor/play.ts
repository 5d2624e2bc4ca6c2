import type { Row } from '../benchmark.ts';
import { type Edition, type Installed, installEditor } from './install.ts';
import { scenarios } from './scenarios.ts';

/** For work on scenarios: `RECKON_SCENARIOS=palette,cancel` plays only these. */
const only = process.env['RECKON_SCENARIOS']?.split(',');

/** The scenarios that are played. */
export const played = Object.keys(scenarios).filter((name) => only?.includes(name) ?? true);

const installing = new Map<Edition, Promise<Installed>>();

/** Plays a scenario in one edition of the editor: did it hold, and what was seen? */
export async function play(edition: Edition, name: string): Promise<Omit<Row, 'id'>> {
  const scenario = scenarios[name];
  if (!scenario) throw new Error(`no scenario is called ${name}`);
  const installed = installing.get(edition) ?? installEditor(edition);
  installing.set(edition, installed);
  try {
    return { result: { held: true }, measured: await scenario(await installed) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { result: { held: false }, measured: { why } };
  }
}
