/** What a larger value of a kind says of a patch that passes. */
export type Direction = 'more-doubt' | 'less-doubt' | 'nothing';

/**
 * Every kind of evidence about the tests on one patch, with the direction that was fixed before any
 * weight was fitted: a fit may give a weight of 0 and never turn it round. `nothing`: the kind is
 * shown and never weighed.
 */
export const directions = {
  /** Share, in [0, 1], of the judged samples that the tests rejected. Hard tasks reject more. */
  'share-rejected': 'more-doubt',
  /** In how many ways samples failed: distinct sets of failing tests with their messages. */
  'failing-behaviours': 'more-doubt',
  /** Share, in [0, 1], of the passing samples that behave alike, or are this very patch. */
  'cluster-share': 'less-doubt',
  /** Models of which such a sample came. */
  'agreeing-models': 'less-doubt',
  /** Strategies of which such a sample came. */
  'agreeing-strategies': 'less-doubt',
  /** Natural log-probability of the answer that gave the patch. */
  'sequence-logprob': 'less-doubt',
  /** Lines that the patch removes and adds, outside tests. */
  'lines-changed': 'more-doubt',
  /** Places that it changes: lines next to one another count as one. */
  'hunks-changed': 'more-doubt',
  'files-changed': 'more-doubt',
  /** Words and signs to change, add or remove to get from the original to the patch. */
  distance: 'more-doubt',
  /** Share, in [0, 1], of the changed lines that some test runs. */
  'lines-covered': 'less-doubt',
  /** The same by the tests alone that failed before. */
  'lines-covered-by-targets': 'less-doubt',
  /** Share, in [0, 1], of the hunks without which every test still passes. */
  'hunks-unneeded': 'more-doubt',
  /**
   * Share, in [0, 1], of the mutants of the changed lines that no test notices. On recorded passing
   * patches it tells right from wrong no better than a coin: it suggests tests, nothing else.
   */
  'mutants-unnoticed': 'nothing',
} as const satisfies Readonly<Record<string, Direction>>;

export type EvidenceKind = keyof typeof directions;

/** What each kind weighs, per unit of its value; a kind that no recorded set carries is left out. */
export type Weights = Readonly<Partial<Record<EvidenceKind, number>>>;

/** One piece of evidence. */
export interface Piece {
  readonly kind: EvidenceKind;
  /** Null where it could not be found out. */
  readonly value: number | null;
  /** 0: it is shown, and enters no number. */
  readonly weight: number;
  /** A sentence for a person. */
  readonly why: string;
}

/** What was found of one kind, before it is weighed. */
export type Finding = Omit<Piece, 'weight'>;

/** A test that is missing, by the place that it would look at. */
export interface Suggestion {
  readonly path: string;
  /** From 0. */
  readonly line: number;
  /** A sentence: what no test notices. */
  readonly why: string;
}

/** What one way of looking brought. */
export interface Found {
  readonly findings: readonly Finding[];
  readonly suggestions: readonly Suggestion[];
  /** Sentences: what the budget left undone. */
  readonly cut: readonly string[];
}

/** Gives a finding its weight; what weighs nothing says so. */
export function weigh(finding: Finding, weights: Weights): Piece {
  const { kind, value, why } = finding;
  const weight = value === null || directions[kind] === 'nothing' ? 0 : (weights[kind] ?? 0);
  return { ...finding, weight, why: weight === 0 ? `${why} (Not weighed.)` : why };
}
