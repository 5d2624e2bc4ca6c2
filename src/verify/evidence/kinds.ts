/** What a larger value of a kind says of a patch that passes. */
export type Direction = 'more-doubt' | 'less-doubt' | 'nothing';

/**
 * Every kind of evidence that is found in one patch and its workspace, with the direction that was
 * fixed before any weight was fitted. No recorded set of samples carries these kinds: each is shown,
 * weighs 0 and enters no number, until one does. `nothing`: a kind that must never be weighed.
 */
export const directions = {
  /** In how many ways samples failed: distinct sets of tests that reject. Hard tasks have more. */
  'failing-behaviours': 'more-doubt',
  /** Strategies of which a sample gave this patch. */
  'strategies-agreeing': 'less-doubt',
  /** Natural log-probability of the answer that gave the patch. */
  'sequence-logprob': 'less-doubt',
  /** Lines that the patch removes and adds, outside tests. */
  'lines-changed': 'more-doubt',
  /** Places that it changes: lines next to one another count as one. */
  'hunks-changed': 'more-doubt',
  /** Files that it changes, outside tests. */
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
   * Share, in [0, 1], of the mutants of the changed lines that no test notices. Over the passing
   * patches of different tasks it tells right from wrong no better than a coin: it suggests tests.
   */
  'mutants-unnoticed': 'nothing',
} as const satisfies Readonly<Record<string, Direction>>;

export type EvidenceKind = keyof typeof directions;

/** One piece of evidence. */
export interface Piece {
  readonly kind: EvidenceKind;
  /** Null where it could not be found out. */
  readonly value: number | null;
  /** What it adds to the log-odds of P(wrong): it is shown, and not weighed. */
  readonly weight: 0;
  /** A sentence for a person. */
  readonly why: string;
}

/** A piece that is not weighed. */
export function piece(kind: EvidenceKind, value: number | null, why: string): Piece {
  return { kind, value, weight: 0, why };
}

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
  readonly pieces: readonly Piece[];
  readonly suggestions: readonly Suggestion[];
  /** Sentences: what the budget left undone. */
  readonly cut: readonly string[];
}
