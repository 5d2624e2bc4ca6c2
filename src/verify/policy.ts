/** A judged sample as a policy sees it: nothing here needs a label. */
export interface SeenSample {
  readonly sample: number;
  readonly model: string;
  readonly strategy: string;
  /** One of a ranked list that names each patch once: that nothing repeats it says nothing. */
  readonly listed?: boolean;
  /** A duplicate has the verdict of the sample that it repeats. */
  readonly passed: boolean;
  /** The sample whose patch this one repeats; null for a new patch. */
  readonly same: number | null;
  /** The tests that rejected it; empty where it passed, and where none could say. */
  readonly rejectedBy: readonly string[];
  /** Sequence log-probability, where the model gave one. */
  readonly logprob: number | null;
  /** Tests that a model wrote and this sample passes; a test that was written twice stands twice. */
  readonly writtenPassed?: readonly string[];
}

/** A candidate that passes every test so far, those that came from answered questions too. */
export interface PassingCandidate {
  readonly sample: number;
  /** How many draws gave this very patch, its own among them. */
  readonly draws: number;
}

/** What samples did on generated inputs, passing ones and failing ones. */
export interface SeenBehaviour {
  /**
   * By sample, what it did on each input, in one order for all: equal texts for equal behaviour.
   * Samples that could not be run so, and duplicates, are left out.
   */
  readonly outcomes: ReadonlyMap<number, readonly string[]>;
  /** Inputs, by index, of which a person could be asked what is right there. */
  readonly askable: readonly number[];
}

/** Where a run stands when a policy is asked. */
export interface RunState {
  /** Samples whose verdict is known, refused and duplicate ones too. */
  readonly judged: number;
  /** The judged samples, in the order of their verdicts. */
  readonly samples: readonly SeenSample[];
  /** Passing candidates in the order in which they passed, each different. */
  readonly passing: readonly PassingCandidate[];
  /** True when no further verdict can come: the samples, or the proposers' ideas, are used up. */
  readonly exhausted: boolean;
  /** Tests that a pass must satisfy: targets and guards. */
  readonly tests: number;
  /** Tests that failed before. */
  readonly targets: number;
  /** Guards that stand beside a target, in its file: they are likely to run what is changed. */
  readonly guardsNear: number;
  /** Null where behaviour is unavailable or was not yet looked at. */
  readonly behaviour: SeenBehaviour | null;
  /** How natural candidates are (`naturalness`), by sample; absent where no model was asked. */
  readonly naturalness?: ReadonlyMap<number, number> | undefined;
  /** Questions put so far, and how many of them were answered with an output. */
  readonly questions: { readonly asked: number; readonly answered: number };
  /** Milliseconds that one more sample takes, its tests among them. */
  readonly msPerSample: number;
}

/** One of the answers that a question offers: what the samples of a cluster do there. */
export interface OfferedAnswer {
  readonly value: string;
  readonly samples: readonly number[];
}

interface Reasoned {
  readonly code: string;
  /** A sentence for a person. */
  readonly why: string;
  /** What was decided by. */
  readonly numbers: Readonly<Record<string, number>>;
}

/** What a policy wants. `code` is stable. */
export type Decision =
  | { readonly kind: 'sample' }
  | ({ readonly kind: 'accept'; readonly sample: number } & Reasoned)
  | ({
      readonly kind: 'ask';
      /** The input to ask about, an index into the outcomes of `SeenBehaviour`. */
      readonly input: number;
      /** The likeliest first. */
      readonly answers: readonly OfferedAnswer[];
      /** The candidate that stands if nobody answers. */
      readonly sample: number;
    } & Reasoned)
  | ({ readonly kind: 'abstain'; readonly sample: number | null } & Reasoned);

/** Decides after every verdict and every answer. Pure. */
export interface Policy {
  readonly name: string;
  decide(state: RunState): Decision;
}
