import { canonicalOutcome, type Outcome } from './outcome.ts';

/** Two runs of a program over the same inputs: undefined where there was no time. */
export interface Behaviour {
  readonly first: readonly (Outcome | undefined)[];
  readonly again: readonly (Outcome | undefined)[];
}

/** A program whose behaviour is known. */
export interface Behaved {
  readonly sample: number;
  /** How many draws gave this program. */
  readonly draws: number;
  /** Mean log-probability of a token of the answer, where the model gave it. */
  readonly logprob?: number | undefined;
  readonly behaviour: Behaviour;
}

/** Programs that behave alike. */
export interface Cluster {
  /** "A" for the largest, then "B", … */
  readonly label: string;
  readonly samples: readonly number[];
  readonly draws: number;
  /** Share of the draws in [0, 1], each weighted by exp(mean log-probability) where all are known. */
  readonly mass: number;
  /** Share of the inputs that the program gives the same outcome for as before any change. */
  readonly likeOriginal: number | null;
}

export interface Clustering {
  /** Largest mass first. */
  readonly clusters: readonly Cluster[];
  /** Positions of the inputs that count: every program was run on them twice, alike. */
  readonly counted: readonly number[];
  /** Inputs left out since an outcome changed from run to run. */
  readonly unstable: number;
  /** Share of the counted inputs on which all programs agree. */
  readonly agreement: number;
}

/**
 * Clusters programs by equal outcomes over the deterministic inputs. Mass follows draws; where every
 * program's log-probability is known, draws weighted by the probability of a mean token (the
 * reasoning of RPC: agreement and the model's own probability together).
 */
export function clusterBehaviours(
  programs: readonly Behaved[],
  original: Behaviour | null,
): Clustering {
  const length = Math.max(0, ...programs.map(({ behaviour }) => behaviour.first.length));
  const positions = Array.from({ length }, (_, at) => at);
  const known = positions.filter((at) =>
    programs.every(({ behaviour }) => behaviour.first[at] && behaviour.again[at]),
  );
  const counted = known.filter((at) => programs.every(({ behaviour }) => isStable(behaviour, at)));
  const textsOf = ({ first }: Behaviour) => counted.map((at) => textAt(first, at));
  const groups = groupBy(programs, ({ behaviour }) => textsOf(behaviour).join('\n'));
  const weightOf = weights(programs);
  const total = sum(programs.map(weightOf));
  const before = original && textsOf(original);
  const clusters = groups
    .map((group) => ({
      samples: group.map(({ sample }) => sample),
      draws: sum(group.map(({ draws }) => draws)),
      mass: sum(group.map(weightOf)) / total,
      likeOriginal: before && group[0] ? shareEqual(textsOf(group[0].behaviour), before) : null,
    }))
    .sort((a, b) => b.mass - a.mass || (a.samples[0] ?? 0) - (b.samples[0] ?? 0))
    .map((cluster, at) => ({ label: labelOf(at), ...cluster }));
  const agreed = counted.filter(
    (at) => new Set(programs.map((p) => textAt(p.behaviour.first, at))).size === 1,
  );
  return {
    clusters,
    counted,
    unstable: known.length - counted.length,
    agreement: counted.length > 0 ? agreed.length / counted.length : 1,
  };
}

/** "A" to "Z", then "AA", "AB", … */
export function labelOf(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : labelOf(Math.floor(index / 26) - 1) + letter;
}

/** Did both runs of the program give the same there? */
export function isStable({ first, again }: Behaviour, at: number): boolean {
  return textAt(first, at) === textAt(again, at);
}

function textAt(outcomes: readonly (Outcome | undefined)[], at: number): string {
  const outcome = outcomes[at];
  return outcome ? canonicalOutcome(outcome) : '';
}

function weights(programs: readonly Behaved[]): (program: Behaved) => number {
  const allKnown = programs.every(({ logprob }) => logprob !== undefined);
  return ({ draws, logprob }) => draws * (allKnown ? Math.exp(logprob ?? 0) : 1);
}

function shareEqual(a: readonly string[], b: readonly string[]): number {
  return a.length > 0 ? a.filter((text, at) => text === b[at]).length / a.length : 1;
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return [...groups.values()];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
