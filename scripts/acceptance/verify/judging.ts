import { weigh, type Outlook } from '../../../src/verify/assess.ts';
import type { RunState } from '../../../src/verify/policy.ts';
import { askingModel, type AskingModel } from '../../../src/verify/question.ts';
import { signalsOf, type Signals } from '../../../src/verify/signals.ts';
import { shippedWeights, type Scale } from '../../../src/verify/weights.ts';
import {
  behaviourKinds,
  examplesOf,
  fitScale,
  fitWithBounds,
  foldsOf,
  posteriorAt,
} from './fit.ts';
import type { Example } from './fit.ts';
import { RecordedRun, samplersOf, type SeenTask } from './runs.ts';
import { fitAsking, unknownsOf, type Unknowns } from './unknowns.ts';

const folds = 5;

/**
 * Judges recorded runs by weights that never saw their tasks. The tasks that the shipped weights
 * were fitted on are judged by weights fitted on the other folds; all others by the shipped ones.
 */
export class Judging {
  readonly tasks: readonly SeenTask[];
  readonly #examples: readonly Example[];
  readonly #unknowns: readonly Unknowns[];
  readonly #signals = new Map<string, ReadonlyMap<number, Signals>>();

  constructor(tasks: readonly SeenTask[]) {
    this.tasks = tasks;
    const fitted = this.runs(0).filter(({ number }) => isFitted(number));
    this.#examples = fitted.flatMap((run) => examplesOf(run));
    this.#unknowns = fitted.flatMap(unknownsOf);
  }

  /** All runs, their samples in an order drawn by the seed. */
  runs(seed: number): RecordedRun[] {
    return this.tasks.flatMap((task) =>
      samplersOf(task).map((sampler) => new RecordedRun(task, sampler, seed)),
    );
  }

  /** The scale for each number: one fit for each of five folds, drawn by `repeat`. Bounds cost time. */
  scales(repeat: number, hasBounds = false): (number: number) => Scale {
    const numbers = this.#examples.map(({ number }) => number);
    const fold = foldsOf(numbers, folds, repeat);
    const scales = Array.from({ length: numbers.length === 0 ? 0 : folds }, (_, each) =>
      this.scaleWithout((number) => fold.get(number) === each, hasBounds),
    );
    return (number) => scales[fold.get(number) ?? -1] ?? shippedWeights.behaviour;
  }

  /** Fitted on the fitted numbers, without these. */
  scaleWithout(isLeftOut: (number: number) => boolean, hasBounds = false): Scale {
    const examples = this.#examples.filter(({ number }) => !isLeftOut(number));
    return hasBounds
      ? fitWithBounds(examples, behaviourKinds, 1)
      : fitScale(examples, behaviourKinds);
  }

  /** What is known of questions, for each number: of the other folds, drawn by `repeat`. */
  asking(repeat: number): (number: number) => AskingModel {
    const numbers = this.#examples.map(({ number }) => number);
    const fold = foldsOf(numbers, folds, repeat);
    const models = Array.from({ length: folds }, (_, each) =>
      fitAsking(this.#unknowns.filter(({ number }) => fold.get(number) !== each)),
    );
    return (number) => models[fold.get(number) ?? -1] ?? askingModel;
  }

  /** What a scale makes of a state; signals of whole runs are kept, by program. */
  judge(run: RecordedRun, scale: Scale): (state: RunState) => Outlook {
    return (state) => {
      const posterior = posteriorAt(state);
      const signals = this.#signalsOf(run, state, posterior.models);
      const candidates = state.passing.flatMap(({ sample }) => {
        const found = signals.get(run.programOf(sample));
        return found ? [weigh(sample, found, scale)] : [];
      });
      return { posterior, candidates: candidates.sort((a, b) => a.pWrong - b.pWrong) };
    };
  }

  #signalsOf(
    run: RecordedRun,
    state: RunState,
    models: Outlook['posterior']['models'],
  ): ReadonlyMap<number, Signals> {
    const isWhole = state.exhausted && state.questions.asked === 0;
    const known = isWhole ? this.#signals.get(run.id) : undefined;
    if (known) return known;
    const found = new Map(
      [...signalsOf(state, models)].map(([sample, each]) => [run.programOf(sample), each] as const),
    );
    if (isWhole) this.#signals.set(run.id, found);
    return found;
  }
}

/** Was the task seen by the fit of the shipped weights? */
export function isFitted(number: number): boolean {
  return shippedWeights.fittedOn.includes(number);
}
