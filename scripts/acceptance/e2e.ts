import type { Benchmark } from './benchmark.ts';
import { type Edition, editions } from './editor/install.ts';
import { play, played } from './editor/play.ts';

const names = Object.keys(editions) as Edition[];

/** Of the oldest editor: it has no API by which another extension brings a model. */
const impossible: Partial<Record<Edition, readonly string[]>> = { oldest: ['setup-editor-model'] };

function scenariosOf(name: Edition): string[] {
  return played.filter((id) => !impossible[name]?.includes(id));
}

/** All scenarios as a user meets them, on the oldest workbench and on the newest. */
export const benchmark: Benchmark = {
  seeds: {},
  rows: () =>
    Promise.resolve(names.flatMap((name) => scenariosOf(name).map((id) => `${name} ${id}`))),
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
        ...(impossible[name] ?? []).map((id) => `  ${id} cannot be played there`),
        `  seconds from the packaged file: installed ${String(first?.['installedAfter'])}, first suggestion ${String(first?.['suggestedAfter'])}, first solved test ${String(first?.['solvedAfter'])}`,
        ...own.flatMap(({ id, result, measured }) =>
          result['held'] === true ? [] : [`  ${id}: ${String(measured['why'])}`],
        ),
      ];
    }),
};
