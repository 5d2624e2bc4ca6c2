import type { FileEdit } from '../../base/edit.ts';
import type { Statement } from '../../runner/probes.ts';
import { count } from '../../trace/format.ts';
import { judgeRun } from '../pass.ts';
import { probeSources, runProbed } from '../probing.ts';
import { changedLines, lineNames } from './changes.ts';
import { type Found, piece } from './kinds.ts';
import { eachWithin, runTimeoutMs, type Setting } from './setting.ts';

/** A changed line that holds code which can be seen to run. */
export interface CoveredLine {
  readonly path: string;
  /** From 0. */
  readonly line: number;
  /** Does some test run every statement on it? */
  readonly covered: boolean;
  /** The same of the tests alone that the patch had to make pass. */
  readonly byTargets: boolean;
  /** Which tests run any of it: those that passed before too, the targets alone, none. */
  readonly reach: 'suite' | 'targets' | null;
}

type Who = 'targets' | 'guards';

/**
 * Which changed lines the workspace's own tests run, by probes before each statement of the changed
 * files. Null where the probed runs did not all end as they must: the budget cut one, or the tests
 * do not bear the probes. Languages without probes have no such lines.
 */
export async function coverChanges(
  setting: Setting,
  sources: readonly FileEdit[],
  signal: AbortSignal,
): Promise<CoveredLine[] | null> {
  const texts = sources.flatMap(({ path, after }) =>
    after === null ? [] : [{ path, text: after }],
  );
  const { edits, statements } = await probeSources(texts, setting.syntax);
  if (edits.length === 0) return [];
  const asked = (['targets', 'guards'] as const).filter((who) => setting.baseline[who].length > 0);
  const runs = await eachWithin(asked, setting.jobs, signal, (who) =>
    probesRunBy(setting, edits, who, signal),
  );
  if (runs.includes(null)) return null;
  const ran = (who: Who) => runs[asked.indexOf(who)] ?? new Set<number>();
  const [targets, guards] = [ran('targets'), ran('guards')];
  return sources.flatMap((edit) =>
    changedLines(edit).flatMap((line): CoveredLine[] => {
      const probes = probesAt(statements, edit.path, line);
      if (probes.length === 0) return [];
      const isRun = (probe: number) => targets.has(probe) || guards.has(probe);
      const covered = probes.every(isRun);
      const byTargets = probes.every((probe) => targets.has(probe));
      const byGuards = probes.some((probe) => guards.has(probe));
      const reach = byGuards ? 'suite' : probes.some(isRun) ? 'targets' : null;
      return [{ path: edit.path, line, covered, byTargets, reach }];
    }),
  );
}

async function probesRunBy(
  { bench, baseline, patch }: Setting,
  probed: readonly FileEdit[],
  who: Who,
  signal: AbortSignal,
): Promise<ReadonlySet<number> | null> {
  // A plain command is one test.
  const only = baseline.targets.length > 0 && bench.runner.name !== 'plain';
  const ids = baseline[who];
  const copy = await bench.executor.acquire({ kind: 'sample' }, signal);
  try {
    await copy.apply([...patch, ...probed]);
    const timeoutMs = runTimeoutMs({ baseline });
    const selection = only ? ids : 'all';
    const run = await runProbed(bench, copy, { selection, timeoutMs }, signal);
    const expected = { targets: ids, guards: [], errors: baseline.errors };
    return judgeRun(run, expected, 'targets').verdict === 'pass' ? run.probes : null;
  } finally {
    await copy.release();
  }
}

/**
 * The probes that tell of a line: those of the innermost statements on it. An outer statement that
 * holds a function says nothing of the function's lines.
 */
export function probesAt(statements: readonly Statement[], path: string, line: number): number[] {
  const on = statements.flatMap((statement, probe) =>
    statement.path === path && statement.startLine <= line && line <= statement.endLine
      ? [{ ...statement, probe }]
      : [],
  );
  const start = Math.max(...on.map(({ startLine }) => startLine));
  const inner = on.filter(({ startLine }) => startLine === start);
  const end = Math.min(...inner.map(({ endLine }) => endLine));
  return inner.filter(({ endLine }) => endLine === end || start === line).map(({ probe }) => probe);
}

/**
 * What coverage says of the patch. `cut`: the budget ended before it was known. `targets`: were
 * there tests that the patch had to make pass? Pure.
 */
export function reportCoverage(
  lines: readonly CoveredLine[] | null,
  { cut, targets }: { readonly cut: boolean; readonly targets: boolean },
): Found {
  if (!lines || lines.length === 0) {
    const why = lines
      ? 'None of the changed lines can be seen to run.'
      : cut
        ? 'The budget ended before the changed lines were seen to run.'
        : 'The tests do not bear the probes that would tell which lines they run.';
    const pieces = [piece('lines-covered', null, why)];
    return { pieces, suggestions: [], cut: cut && !lines ? [why] : [] };
  }
  const covered = lines.filter((line) => line.covered);
  const byTargets = lines.filter((line) => line.byTargets);
  const all = count(lines.length, 'changed line');
  const share = (part: readonly CoveredLine[]) => part.length / lines.length;
  const ofTargets = `The tests that failed before run ${byTargets.length} of ${all}.`;
  const pieces = [
    piece('lines-covered', share(covered), `The tests run ${covered.length} of ${all}.`),
    ...(targets ? [piece('lines-covered-by-targets', share(byTargets), ofTargets)] : []),
  ];
  return { pieces, suggestions: suggest(lines), cut: [] };
}

/** One suggestion for each file with lines that no test runs. */
function suggest(lines: readonly CoveredLine[]): Found['suggestions'] {
  const missed = lines.filter(({ covered }) => !covered);
  return [...new Set(missed.map(({ path }) => path))].map((path) => {
    const own = missed.filter((line) => line.path === path).map(({ line }) => line);
    return { path, line: own[0] ?? 0, why: `No test runs all of ${lineNames(own)} of ${path}.` };
  });
}
