import { seededRandom } from '../../../src/base/random.ts';
import type { Work } from './work.ts';

/** An answer, and what it took. Time and positions are warm. */
export interface Answer {
  readonly exact: boolean;
  readonly similarity: number;
  readonly rougeL: number;
  readonly ms: number;
  readonly positions: number;
  /** Next tokens that were predicted. */
  readonly predictions: number;
}

/** A hole, answered by the model alone and with the rules. */
export interface InfillRow {
  readonly set: string;
  readonly problem: number;
  readonly promptTokens: number;
  /** What makes a warm prompt a cold one. */
  readonly upkeepMs: number;
  readonly upkeepPositions: number;
  readonly baseline: Answer;
  readonly rules: Answer;
  /** Why the rules ended it. */
  readonly code: string;
  readonly replays: Readonly<Record<string, { tokens: number; cut: boolean }>>;
}

const draws = 1000;

/** The figures of a set of holes, as lines for a person. */
export function figures(
  name: string,
  rows: readonly InfillRow[],
  work: Work,
  seed: number,
): string[] {
  if (rows.length === 0) return [];
  const right = rows.filter(({ baseline }) => baseline.exact);
  const lost = rows.filter(({ baseline, rules }) => baseline.exact && !rules.exact).length;
  const won = rows.filter(({ baseline, rules }) => !baseline.exact && rules.exact).length;
  const warm = (of: readonly InfillRow[]) => saved(of, (answer) => answer.ms);
  const cold = (of: readonly InfillRow[]) => saved(of, (answer, row) => answer.ms + row.upkeepMs);
  const loss = (of: readonly InfillRow[]) => {
    const base = of.filter(({ baseline }) => baseline.exact).length;
    const kept = of.filter(({ rules }) => rules.exact).length;
    return base === 0 ? 0 : (base - kept) / base;
  };
  const interval = (of: (rows: readonly InfillRow[]) => number) => bootstrap(rows, of, seed);
  const workOf = (upkeep: boolean) =>
    saved(rows, ({ positions, predictions }, row) => {
      const all = positions + (upkeep ? row.upkeepPositions : 0);
      return all * work.position + predictions * work.head;
    });
  return [
    `${name}: ${rows.length} holes of ${new Set(rows.map(({ problem }) => problem)).size} problems; exact ${percent(right.length / rows.length)} alone, ${percent(rows.filter(({ rules }) => rules.exact).length / rows.length)} with the rules; edit similarity ${mean(rows, (r) => r.baseline.similarity)} and ${mean(rows, (r) => r.rules.similarity)}; ROUGE-L ${mean(rows, (r) => r.baseline.rougeL)} and ${mean(rows, (r) => r.rules.rougeL)}`,
    `  time saved: warm ${percent(warm(rows))} ${interval(warm)}, cold ${percent(cold(rows))} ${interval(cold)}`,
    `  of the right ones lost: ${percent(loss(rows))} net ${interval(loss)} (${lost} lost, ${won} won, of ${right.length})`,
    `  tokens predicted: ${percent(saved(rows, (answer) => answer.predictions))} saved; work: warm ${percent(workOf(false))}, cold ${percent(workOf(true))} saved`,
    `  ended by: ${counts(rows.map(({ code }) => code))}`,
    ...rivalLines(rows),
  ];
}

function rivalLines(rows: readonly InfillRow[]): string[] {
  const names = Object.keys(rows[0]?.replays ?? {});
  return names.map((name) => {
    const predicted = rows.reduce((sum, { baseline }) => sum + baseline.predictions, 0);
    const kept = rows.reduce((sum, { replays }) => sum + (replays[name]?.tokens ?? 0), 0);
    const right = rows.filter(({ baseline }) => baseline.exact);
    const lost = right.filter(({ replays }) => replays[name]?.cut).length;
    return `  replayed, ${name}: ${percent(1 - kept / predicted)} of the tokens saved, ${lost} of ${right.length} right ones lost`;
  });
}

/** The share of a cost that the rules save. */
function saved(
  rows: readonly InfillRow[],
  cost: (answer: Answer, row: InfillRow) => number,
): number {
  const total = (pick: (row: InfillRow) => Answer) =>
    rows.reduce((sum, row) => sum + cost(pick(row), row), 0);
  return 1 - total(({ rules }) => rules) / total(({ baseline }) => baseline);
}

/** 95% interval by drawing problems with replacement. */
function bootstrap(
  rows: readonly InfillRow[],
  figure: (rows: readonly InfillRow[]) => number,
  seed: number,
): string {
  const random = seededRandom(seed);
  const groups = [...groupBy(rows, ({ problem }) => problem).values()];
  const values = Array.from({ length: draws }, () =>
    figure(groups.flatMap(() => groups[Math.floor(random() * groups.length)] ?? [])),
  ).sort((a, b) => a - b);
  const at = (share: number) => percent(values[Math.floor(share * (draws - 1))] ?? 0);
  return `[${at(0.025)}, ${at(0.975)}]`;
}

function counts(codes: readonly string[]): string {
  const groups = [...groupBy(codes, (code) => code)];
  return groups
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([code, of]) => `${code} ${of.length}`)
    .join(', ');
}

function groupBy<T, K>(items: readonly T[], key: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}

function mean(rows: readonly InfillRow[], pick: (row: InfillRow) => number): string {
  return (rows.reduce((sum, row) => sum + pick(row), 0) / rows.length).toFixed(3);
}

const percent = (value: number) => `${(value * 100).toFixed(1)}%`;
