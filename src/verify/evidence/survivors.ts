import type { FileEdit } from '../../base/edit.ts';
import { clip, count } from '../../trace/format.ts';
import { changedLines, withText } from './changes.ts';
import type { CoveredLine } from './coverage.ts';
import { type Found, piece } from './kinds.ts';
import { inTurn, mutantsOf, type Mutant } from './mutants.ts';
import { eachWithin, notices, type Setting } from './setting.ts';

/** A mutant, and whether the tests noticed it; null where that was not found out. */
export interface Tried {
  readonly mutant: Mutant;
  readonly noticed: boolean | null;
}

/** More mutants say little more, and cost a run of the tests each. */
const mostMutants = 40;

/**
 * Runs the tests over mutants of the changed lines. A line that no test runs needs no mutant: a
 * change there cannot be noticed. `covered`: null where coverage is not known.
 */
export async function tryMutants(
  setting: Setting,
  sources: readonly FileEdit[],
  covered: readonly CoveredLine[] | null,
  signal: AbortSignal,
): Promise<Tried[]> {
  const { patch, syntax, jobs } = setting;
  const lists: Mutant[][] = [];
  for (const edit of sources) {
    if (edit.after === null) continue;
    const source = { path: edit.path, text: edit.after };
    lists.push(await mutantsOf(source, linesRun(edit, covered), syntax, mostMutants, signal));
  }
  const mutants = inTurn(lists).slice(0, mostMutants);
  const noticed = await eachWithin(mutants, jobs, signal, (mutant) => {
    const line = covered?.find((one) => one.path === mutant.path && one.line === mutant.line);
    const changed = withText(patch, mutant.path, mutant.text);
    return notices(setting, changed, line?.reach ?? 'suite', signal);
  });
  return mutants.map((mutant, index) => ({ mutant, noticed: noticed[index] ?? null }));
}

function linesRun(edit: FileEdit, covered: readonly CoveredLine[] | null): readonly number[] {
  if (!covered) return changedLines(edit);
  return covered
    .filter(({ path, reach }) => path === edit.path && reach !== null)
    .map(({ line }) => line);
}

/**
 * What the mutants say: tests to write, and nothing of how sure the patch is. `ended`: the budget did
 * first. Pure.
 */
export function reportMutants(tried: readonly Tried[], ended: boolean): Found {
  const known = tried.filter(({ noticed }) => noticed !== null);
  const unnoticed = known.filter(({ noticed }) => noticed === false);
  const value = known.length === 0 ? null : unnoticed.length / known.length;
  const why =
    value === null
      ? 'No mutant of the changed lines was run.'
      : `The tests notice ${known.length - unnoticed.length} of ${count(known.length, 'mutant')}.`;
  return {
    pieces: [piece('mutants-unnoticed', value, why)],
    suggestions: unnoticed.map(({ mutant }) => suggestion(mutant)),
    cut: ended ? [`The budget ended when ${count(known.length, 'mutant')} had been run.`] : [],
  };
}

const shown = 40;

function suggestion({ path, line, before, after }: Mutant): Found['suggestions'][number] {
  const place = `line ${line + 1} of ${path}`;
  const becomes =
    after === '' ? `is left out of ${place}` : `becomes \`${clip(after, shown)}\` on ${place}`;
  return { path, line, why: `Nothing notices if \`${clip(before, shown)}\` ${becomes}.` };
}
