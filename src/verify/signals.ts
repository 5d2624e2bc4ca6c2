import type { ModelBelief } from './posterior.ts';
import type { RunState, SeenSample } from './policy.ts';

/** What a larger value says of the candidate. */
export type SignalDirection = 'more-doubt' | 'less-doubt';

/**
 * What a run itself tells of how far its tests can be trusted on one candidate, with the direction
 * that was fixed before any weight was fitted: a fit may give 0 and never turn it round.
 */
export const signals = {
  /** Log-odds of P(wrong) by the tries and passes of its model alone (`posteriorOf`). */
  posterior: 'more-doubt',
  /** ln of the share of all draws that do what it does: right programs meet, wrong ones scatter. */
  'draw-share': 'less-doubt',
  /** ln of the share of the passing draws that do what it does. */
  'cluster-share': 'less-doubt',
  /**
   * Log-odds of how often two different behaviours of the run agree on an input: the chance that a
   * wrong program gives the right answer there by luck, so that a test lets it through.
   */
  'chance-agreement': 'more-doubt',
  /** How the draws scatter: ln of the number of behaviours over ln of the draws and one. */
  scatter: 'more-doubt',
  /** Mean share of the tests that reject a rejected behaviour: rejections that agree are no luck. */
  'tests-rejecting': 'less-doubt',
  /** Share of the different behaviours that the tests reject: hard tasks reject more. */
  'behaviours-rejected': 'more-doubt',
  /** Mean agreement with the other passing draws over the inputs, in [0, 1]. */
  agreement: 'less-doubt',
  /** Share of the run's models that drew this behaviour; of one model nothing is told. */
  'models-agreeing': 'less-doubt',
  /** Share of the inputs on which it raises. */
  raises: 'more-doubt',
  /** Questions that were answered with an output, and that it survived. */
  'answers-survived': 'less-doubt',
  /** ln of one more than the tests that failed before and pass with it; of a dozen where more do. */
  'tests-turned': 'less-doubt',
  /** The same of the tests beside them that passed before and still do. */
  'tests-kept': 'less-doubt',
  /** Mean log-probability of a token of its new lines, as a model finds them in their places. */
  naturalness: 'less-doubt',
} as const satisfies Readonly<Record<string, SignalDirection>>;

export type SignalKind = keyof typeof signals;
export type Signals = Readonly<Record<SignalKind, number | null>>;

/** More tests of one file than these were not measured. */
const dozen = 12;

/** Behaviour of a draw, by the sample whose patch it is; null where it could not be run. */
type Outcomes = readonly string[];

/** The signals of every passing candidate; null where a signal cannot be told. Pure. */
export function signalsOf(
  state: RunState,
  beliefs: readonly ModelBelief[],
): ReadonlyMap<number, Signals> {
  const outcomesOf = (sample: SeenSample) =>
    state.behaviour?.outcomes.get(sample.same ?? sample.sample) ?? null;
  const draws = state.samples.map((sample) => ({ sample, key: keyOf(sample, outcomesOf(sample)) }));
  const shared = sharedSignals(state, outcomesOf);
  const signalsByKey = new Map<string, Signals>();
  const bySample = new Map<number, Signals>();
  for (const { sample: id } of state.passing) {
    const own = draws.find(({ sample }) => sample.sample === id);
    if (!own) continue;
    const outcomes = outcomesOf(own.sample);
    const found =
      signalsByKey.get(own.key) ??
      ownSignals(own.key, outcomes, draws, beliefs, shared, outcomesOf);
    signalsByKey.set(own.key, found);
    const naturalness = state.naturalness?.get(id);
    bySample.set(id, naturalness === undefined ? found : { ...found, naturalness });
  }
  return bySample;
}

/** Equal for draws that count as one behaviour: without behaviour, for the same patch. */
function keyOf(sample: SeenSample, outcomes: Outcomes | null): string {
  return outcomes ? outcomes.join('\n') : `patch ${sample.same ?? sample.sample}`;
}

interface Draw {
  readonly sample: SeenSample;
  readonly key: string;
}

function ownSignals(
  key: string,
  outcomes: Outcomes | null,
  draws: readonly Draw[],
  beliefs: readonly ModelBelief[],
  shared: ReturnType<typeof sharedSignals>,
  outcomesOf: (sample: SeenSample) => Outcomes | null,
): Signals {
  const alike = draws.filter((draw) => draw.key === key);
  const passing = draws.filter(({ sample }) => sample.passed);
  const models = new Set(alike.map(({ sample }) => sample.model));
  // A behaviour is as good as the best model that drew it.
  const wrong = beliefs.filter(({ model }) => models.has(model)).map(({ pWrong }) => pWrong);
  const others = passing.flatMap(({ sample }) => outcomesOf(sample) ?? []).length;
  return {
    posterior: wrong.length === 0 ? null : logit(Math.min(...wrong)),
    'draw-share': Math.log((alike.length + 0.5) / (draws.length + 1)),
    'cluster-share': Math.log((alike.length + 0.5) / (passing.length + 1)),
    'chance-agreement': shared.chanceAgreement && logit(shared.chanceAgreement),
    scatter: shared.scatter,
    'tests-rejecting': shared.testsRejecting,
    'behaviours-rejected': shared.behavioursRejected,
    agreement: outcomes && others > 0 ? agreement(outcomes, passing, outcomesOf) : null,
    'models-agreeing': beliefs.length < 2 ? null : models.size / beliefs.length,
    raises: outcomes && share(outcomes, (text) => text.startsWith('raised')),
    'answers-survived': shared.answers,
    ...shared.tests,
    naturalness: null,
  };
}

/** What the tests of one file tell by their number: those turned, and those kept. */
export function testSignals(turned: number, kept: number) {
  return {
    'tests-turned': Math.log1p(Math.min(turned, dozen)),
    'tests-kept': Math.log1p(Math.min(kept, dozen)),
  };
}

function agreement(
  outcomes: Outcomes,
  passing: readonly Draw[],
  outcomesOf: (sample: SeenSample) => Outcomes | null,
): number {
  const others = passing.flatMap(({ sample }) => [outcomesOf(sample) ?? outcomes]);
  return mean(others.map((other) => share(outcomes, (text, at) => other[at] === text)));
}

function sharedSignals(state: RunState, outcomesOf: (sample: SeenSample) => Outcomes | null) {
  const behaviours = new Map<string, { outcomes: Outcomes | null; rejectedBy: number }>();
  for (const sample of state.samples) {
    const outcomes = outcomesOf(sample);
    const isJudged = sample.passed || sample.rejectedBy.length > 0;
    if (!isJudged) continue;
    // Programs that differ for the tests differ, whatever they do on other inputs.
    const key = `${keyOf(sample, outcomes)} ${sample.rejectedBy.join()}`;
    behaviours.set(key, { outcomes, rejectedBy: sample.rejectedBy.length });
  }
  const all = [...behaviours.values()];
  const known = state.samples.flatMap((sample) => outcomesOf(sample)?.join('\n') ?? []);
  const rejected = all.filter(({ rejectedBy }) => rejectedBy > 0);
  const { tests, targets, guardsNear, questions } = state;
  const shares = rejected.map(({ rejectedBy }) => rejectedBy / Math.max(1, tests));
  return {
    answers: questions.answered,
    tests: testSignals(targets, guardsNear),
    chanceAgreement: chanceAgreement(
      state.samples.flatMap((sample) => (sample.same === null ? [outcomesOf(sample)] : [])),
    ),
    scatter:
      known.length === 0
        ? null
        : Math.log(new Set(known).size) / Math.log(state.samples.length + 1),
    // Half a rejection more, so that one behaviour does not say all.
    testsRejecting: (shares.reduce((sum, each) => sum + each, 0) + 0.5) / (rejected.length + 1),
    behavioursRejected: logit((rejected.length + 0.5) / (all.length + 1)),
  };
}

/**
 * The mean, over pairs of different behaviours, of the share of inputs on which they agree. One
 * pair more stands in where there are few: it agrees as often as two of a behaviour's own answers.
 */
function chanceAgreement(all: readonly (Outcomes | null)[]): number | null {
  const different = [
    ...new Map(all.flatMap((one) => (one ? [[one.join('\n'), one]] : []))).values(),
  ];
  const inputs = different[0]?.length ?? 0;
  if (inputs === 0) return null;
  const pairs = (different.length * (different.length - 1)) / 2;
  const agreeing = Array.from({ length: inputs }, (_, at) =>
    countsOf(different.map((outcomes) => outcomes[at] ?? '')).reduce(
      (sum, count) => sum + (count * (count - 1)) / 2,
      0,
    ),
  );
  const alikeWithin = mean(
    different.map((outcomes) => countsOf(outcomes).reduce((sum, n) => sum + (n / inputs) ** 2, 0)),
  );
  const share = (agreeing.reduce((sum, n) => sum + n, 0) / inputs + alikeWithin) / (pairs + 1);
  return Math.min(share, 1 - 1 / (inputs + 1));
}

function countsOf(texts: readonly string[]): number[] {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts.values()];
}

export function logit(p: number): number {
  return Math.log(p) - Math.log1p(-p);
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
}

function share<T>(items: readonly T[], holds: (item: T, at: number) => boolean): number {
  return items.length === 0 ? 0 : items.filter(holds).length / items.length;
}
