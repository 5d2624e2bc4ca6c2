import type { Benchmark } from './benchmark.ts';
import { type Edition, editions } from './editor/install.ts';
import { play, played } from './editor/play.ts';

const names = Object.keys(editions) as Edition[];

/** All scenarios as a user meets them, on the oldest workbench and on the newest. */
export const benchmark: Benchmark = {
  seeds: {},
  rows: () => Promise.resolve(names.flatMap((name) => played.map((id) => `${name} ${id}`))),
  run: async (id) => {
    const [edition, scenario = ''] = id.split(' ');
    return { id, ...(await play(edition as Edition, scenario)) };
  },
  summarise: (rows) =>
    names.flatMap((name) => {
      const own = rows.filter(({ id }) => id.startsWith(`${name} `));
      const held = own.filter(({ result }) => result['held'] === true);
      const first = own.find(({ id }) => id.endsWith(' first-minute'))?.measured;
      return [
        `${name} (code-server ${editions[name].server}): ${held.length} of ${own.length} scenarios hold`,
        `  seconds from the packaged file: installed ${String(first?.['installedAfter'])}, first suggestion ${String(first?.['suggestedAfter'])}, first solved test ${String(first?.['solvedAfter'])}`,
        ...own.flatMap(({ id, result, measured }) =>
          result['held'] === true ? [] : [`  ${id}: ${String(measured['why'])}`],
        ),
      ];
    }),
};
