import type { Benchmark, Row } from './benchmark.ts';
import { type Installed, installEditor } from './editor/install.ts';
import { scenarios } from './editor/scenarios.ts';

/** For work on scenarios: `RECKON_SCENARIOS=palette,cancel` plays only these. */
const only = process.env['RECKON_SCENARIOS']?.split(',');
const names = Object.keys(scenarios).filter((name) => only?.includes(name) ?? true);

let installing: Promise<Installed> | undefined;

async function run(id: string): Promise<Row> {
  const scenario = scenarios[id];
  if (!scenario) throw new Error(`no scenario is called ${id}`);
  const installed = await (installing ??= installEditor());
  try {
    return { id, result: { held: true }, measured: await scenario(installed) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { id, result: { held: false }, measured: { why } };
  }
}

/** Solve in a real VS Code: the packaged extension in a workbench that a browser drives. */
export const benchmark: Benchmark = {
  seeds: {},
  rows: () => Promise.resolve(names),
  run,
  summarise: (rows) => [
    `${rows.filter(({ result }) => result['held'] === true).length} of ${rows.length} scenarios hold`,
    ...rows.flatMap(({ id, result, measured }) =>
      result['held'] === true ? [] : [`${id}: ${String(measured['why'])}`],
    ),
  ],
};
