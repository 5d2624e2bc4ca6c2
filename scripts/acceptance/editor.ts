import type { Benchmark } from './benchmark.ts';
import { play, played } from './editor/play.ts';

/** The packaged extension in a real VS Code, the newest, that a browser drives. */
export const benchmark: Benchmark = {
  seeds: {},
  rows: () => Promise.resolve(played),
  run: async (id) => ({ id, ...(await play('newest', id)) }),
  summarise: (rows) => [
    `${rows.filter(({ result }) => result['held'] === true).length} of ${rows.length} scenarios hold`,
    ...rows.flatMap(({ id, result, measured }) =>
      result['held'] === true ? [] : [`${id}: ${String(measured['why'])}`],
    ),
  ],
};
