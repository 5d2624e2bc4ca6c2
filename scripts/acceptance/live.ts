import type { Benchmark } from './benchmark.ts';
import { bentFixes } from './live/bent-fixes.ts';
import { weakTests } from './live/weak-tests.ts';

const parts = { quixbugs: weakTests, express: bentFixes };

/** What passes too weak tests, judged live: programs of QuixBugs, and fixes of Express. */
export const benchmark: Benchmark = {
  seeds: Object.assign({}, ...Object.values(parts).map(({ seeds }) => seeds)) as Benchmark['seeds'],
  rows: async () => (await Promise.all(Object.values(parts).map((part) => part.rows()))).flat(),
  run: async (id) => await partOf(id).run(id),
  summarise: (done) =>
    Object.values(parts).flatMap((part) => {
      const own = done.filter(({ id }) => partOf(id) === part);
      return own.length > 0 ? part.summarise(own) : [];
    }),
  dispose: async () => {
    await weakTests.dispose?.();
  },
};

/** The part that a row's name begins with. */
function partOf(id: string): Benchmark {
  const part = Object.entries(parts).find(([name]) => id.startsWith(`${name} `));
  if (!part) throw new Error(`there is no row ${id}`);
  return part[1];
}
