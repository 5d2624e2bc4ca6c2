import { seededRandom } from '../../../src/base/random.ts';
import { talliesOf } from '../../../src/verify/assess.ts';
import type { RunState } from '../../../src/verify/policy.ts';
import { posteriorOf, type Posterior } from '../../../src/verify/posterior.ts';
import { usualPrior } from '../../../src/verify/prior.ts';
import { signals, signalsOf, type SignalKind, type Signals } from '../../../src/verify/signals.ts';
import type { Scale, Term } from '../../../src/verify/weights.ts';
import { boundsOf, type Stated } from './bounds.ts';
import { fitLogistic, type Observation } from './logistic.ts';
import type { Answered, RecordedRun } from './runs.ts';

/** A passing candidate of a run at some point of it, and whether it is wrong. */
export interface Example {
  /** HumanEval number: folds and bootstraps go by it. */
  readonly number: number;
  readonly sampler: string;
  readonly signals: Signals;
  readonly wrong: boolean;
  /** The candidates of a state count as one run in all, each by its share of the passing draws. */
  readonly weight: number;
  readonly isWhole: boolean;
}

const posteriors = new Map<string, Posterior>();

/** Posteriors by tallies: a few hundred tallies come again and again. */
export function posteriorAt(state: RunState): Posterior {
  const tallies = talliesOf(state).sort((a, b) => a.model.localeCompare(b.model));
  const key = JSON.stringify(tallies);
  const known = posteriors.get(key) ?? posteriorOf(usualPrior, tallies);
  posteriors.set(key, known);
  return known;
}

/** After how many draws a run is looked at: verdicts are taken early and late. */
function stagesOf(size: number): number[] {
  return [1, 2, 4, 7, 15, 40].filter((stage) => stage < size);
}

/** The passing candidates of a run: at its end, on the way there, and after a question. */
export function examplesOf(run: RecordedRun, hasBehaviour = true): Example[] {
  const seen = (state: RunState) => (hasBehaviour ? state : { ...state, behaviour: null });
  const whole = run.state(run.size);
  const stages = stagesOf(run.size).map((judged) => run.state(judged));
  const asked = hasBehaviour ? answeredOne(run, whole) : null;
  return [
    ...examplesAt(run, seen(whole), true),
    ...[...stages, ...(asked ? [asked] : [])].flatMap((state) =>
      examplesAt(run, seen(state), false),
    ),
  ];
}

/** Candidates that behave alike and are both right or both wrong are one example. */
function examplesAt(run: RecordedRun, state: RunState, isWhole: boolean): Example[] {
  const found = signalsOf(state, posteriorAt(state).models);
  const all = state.passing.reduce((sum, { draws }) => sum + draws, 0);
  const { number, sampler } = run;
  const examples: Example[] = [];
  for (const { sample, draws } of state.passing) {
    const signals = found.get(sample);
    const wrong = !run.isRight(sample);
    const at = examples.findIndex((each) => each.signals === signals && each.wrong === wrong);
    const weight = draws / all + (examples[at]?.weight ?? 0);
    if (!signals) continue;
    const example = { number, sampler, signals, wrong, weight, isWhole };
    if (at === -1) examples.push(example);
    else examples[at] = example;
  }
  return examples;
}

/** The run after one question that the reference could answer; null where none would decide. */
function answeredOne(run: RecordedRun, whole: RunState): RunState | null {
  const outcomes = whole.passing.flatMap(({ sample }) => {
    const own = whole.behaviour?.outcomes.get(sample);
    return own ? [own] : [];
  });
  const variety = (input: number) => new Set(outcomes.map((own) => own[input])).size;
  const [best] = (whole.behaviour?.askable ?? [])
    .filter((input) => variety(input) > 1 && run.rightAnswer(input) !== null)
    .sort((a, b) => variety(b) - variety(a));
  if (best === undefined) return null;
  const answer: Answered = { input: best, right: run.rightAnswer(best) };
  return run.state(run.size, [answer]);
}

/** States before the end, and after a question, count less than the end of a run. */
const partWeight = 0.25;
/** Ridge, in runs. */
const ridge = 4;

/** The kinds that are weighed where behaviour is known. */
export const behaviourKinds: readonly SignalKind[] = [
  'posterior',
  'draw-share',
  'chance-agreement',
  'scatter',
  'models-agreeing',
  'answers-survived',
];

/** Those that are weighed where it is not: groups are identical patches. */
export const plainKinds: readonly SignalKind[] = ['posterior', 'draw-share', 'cluster-share'];

/** Fits the weights of these kinds. */
export function fitScale(
  examples: readonly Example[],
  kinds: readonly SignalKind[],
  strength = ridge,
): Scale {
  const columns = kinds.map((kind) => columnOf(examples, kind));
  const observations: Observation[] = examples.map(({ signals, wrong, weight, isWhole }) => ({
    wrong,
    weight: weight * (isWhole ? 1 : partWeight),
    features: columns.map(({ kind, mean, deviation }) => {
      const value = signals[kind];
      return value === null ? 0 : (value - mean) / deviation;
    }),
  }));
  const signs = kinds.map((kind) => (signals[kind] === 'more-doubt' ? 1 : -1));
  const { intercept, weights } = fitLogistic(observations, signs, strength);
  const terms: Term[] = columns.map(({ kind, mean, deviation }, at) => ({
    kind,
    mean,
    weight: (weights[at] ?? 0) / deviation,
  }));
  return { intercept, terms, bounds: [] };
}

/** Mean and spread of a kind over whole runs, where it is known. */
function columnOf(examples: readonly Example[], kind: SignalKind) {
  const known = examples.filter(({ signals }) => signals[kind] !== null);
  const total = known.reduce((sum, { weight }) => sum + weight, 0);
  if (total === 0) return { kind, mean: 0, deviation: 1 };
  const over = (of: (value: number) => number) =>
    known.reduce((sum, { signals, weight }) => sum + weight * of(signals[kind] ?? 0), 0) / total;
  const mean = kind === 'answers-survived' ? 0 : over((value) => value);
  return { kind, mean, deviation: Math.sqrt(over((value) => (value - mean) ** 2)) + 1e-6 };
}

/** Log-odds of P(wrong) by a scale. */
export function scoreOf({ intercept, terms }: Scale, signals: Signals): number {
  return terms.reduce((sum, { kind, mean, weight }) => {
    const value = signals[kind];
    return value === null ? sum : sum + weight * (value - mean);
  }, intercept);
}

/** The numbers in `folds` parts, drawn by the seed. */
export function foldsOf(numbers: readonly number[], folds: number, seed: number) {
  const random = seededRandom(seed);
  const drawn = [...new Set(numbers)].map((number) => ({ number, at: random() }));
  const order = drawn.sort((a, b) => a.at - b.at);
  return new Map(order.map(({ number }, index) => [number, index % folds]));
}

/** What is said of examples whose numbers were not fitted on: five folds, `repeats` times. */
export function heldOut(
  examples: readonly Example[],
  kinds: readonly SignalKind[],
  repeats: number,
  seed = 0,
  strength = ridge,
): Stated[] {
  const numbers = examples.map(({ number }) => number);
  return Array.from({ length: repeats }, (_, repeat) => {
    const folds = foldsOf(numbers, 5, seed + repeat);
    return Array.from({ length: 5 }, (_, fold) => {
      const scale = fitScale(
        examples.filter(({ number }) => folds.get(number) !== fold),
        kinds,
        strength,
      );
      return examples
        .filter(({ number, isWhole }) => isWhole && folds.get(number) === fold)
        .map((example) => ({ ...example, score: scoreOf(scale, example.signals) }));
    }).flat();
  }).flat();
}

/** A scale with its bounds, from what is said of held-out numbers. */
export function fitWithBounds(
  examples: readonly Example[],
  kinds: readonly SignalKind[],
  repeats: number,
  strength = ridge,
): Scale {
  const bounds = boundsOf(heldOut(examples, kinds, repeats, 0, strength));
  return { ...fitScale(examples, kinds, strength), bounds };
}
