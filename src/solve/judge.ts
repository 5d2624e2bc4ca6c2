import { FailureError } from '../base/failure.ts';
import type { Syntax } from '../base/syntax.ts';
import type { Model } from '../model/model.ts';
import type { Emit } from '../trace/events.ts';
import { assess, type Assessment, type Outlook } from '../verify/assess.ts';
import type { HarnessTexts } from '../verify/behaviour/harness.ts';
import { Observer, type Candidate, type Observation } from '../verify/behaviour/observe.ts';
import { canonicalOutcome } from '../verify/behaviour/outcome.ts';
import { measuredModel } from '../verify/change.ts';
import { naturalness } from '../verify/evidence/naturalness.ts';
import { askableInputs } from '../verify/asked/say.ts';
import { simplestCall, type Shown } from '../verify/asked/simplest.ts';
import type { RunState, SeenBehaviour } from '../verify/policy.ts';
import { chanceOfRight } from '../verify/posterior.ts';
import { shippedWeights } from '../verify/weights.ts';
import type { Board, Sample } from './board.ts';
import { changeSample } from './change-policy.ts';
import type { Answered } from './question.ts';
import type { Trial } from './trial.ts';

export interface JudgeParts {
  readonly syntax: Syntax;
  readonly harness: HarnessTexts;
  readonly seed: number;
  /** Answers to the questions of the runs that this one goes on from. */
  readonly answered: readonly Answered[];
  /** P(wrong) before any evidence, of a change that was not sampled by us; null for samples. */
  readonly prior: number | null;
  readonly models: readonly Model[];
  readonly emit: Emit;
  /** Milliseconds, from any start. */
  readonly clock: () => number;
}

/** Looking at what candidates do may take this long, or as many suites, whichever is more. */
const leastLookMs = 30_000;
const suitesPerLook = 4;

/** What is looked at at most: passing candidates first, then the first that failed. */
const mostPassing = 16;
const mostFailing = 12;

/**
 * Says where a run stands: beside the verdicts, what its samples do on generated inputs, and how far
 * each passing candidate can be trusted. One for a run; it keeps what it has seen.
 */
export class Judge {
  readonly #parts: JudgeParts;
  #observer: Observer | null = null;
  #observation: Observation | null = null;
  #candidates: readonly Candidate[] = [];
  #outlook: Outlook | null = null;
  #naturalness: RunState['naturalness'];

  constructor(parts: JudgeParts) {
    this.#parts = parts;
  }

  /** The last observation; null before anything passed. */
  get observation(): Observation | null {
    return this.#observation;
  }

  /** What is believed of the tests: of soundness, its mean and its middle nine tenths. */
  get soundness(): Outlook['posterior']['soundness'] | null {
    return this.#outlook?.posterior.soundness ?? null;
  }

  /** The passing candidate that is trusted most; null where nothing passes. */
  get mostTrusted(): Assessment | null {
    return this.#outlook?.candidates[0] ?? null;
  }

  /** How far a passing candidate can be trusted; null where nothing measures that. */
  assessmentOf(sample: number): Assessment | null {
    return this.#outlook?.candidates.find((each) => each.sample === sample) ?? null;
  }

  /** The group of passing candidates that behave like this sample; null where that is not known. */
  clusterOf({ id, same }: Sample): string | null {
    if (!this.#observation?.available) return null;
    const of = same ?? id;
    return this.#observation.clusters.find(({ samples }) => samples.includes(of))?.label ?? null;
  }

  /** An input that was seen, made as small as can be, and what each cluster does there. */
  async simplest(input: number, signal: AbortSignal): Promise<Shown> {
    const seen = this.#observation;
    const call = seen?.available ? seen.calls[input] : undefined;
    if (!seen?.available || !call || !this.#observer) throw new Error('no such input was seen');
    const patchOf = (id: number) => this.#candidates.find(({ sample }) => sample === id)?.patch;
    const groups = seen.clusters.flatMap(({ label, samples: [first = -1] }) => {
      const [patch, outcome] = [patchOf(first), seen.outcomes.get(first)?.[input]];
      return patch && outcome ? [{ label, patch, outcome }] : [];
    });
    return await simplestCall(this.#observer, { call, groups }, this.#parts.clock, signal);
  }

  /** Where the run stands. Only what passes is looked at closer. */
  async look(
    board: Board,
    trial: Trial,
    exhausted: boolean,
    signal: AbortSignal,
  ): Promise<RunState> {
    const { targets, guards } = trial.baseline;
    const passes = board.samples.some(({ verdict }) => verdict === 'pass');
    const candidates = candidatesOf(board);
    if (candidates.length > 0) await this.#observe(candidates, trial, signal);
    if (this.#parts.prior !== null) await this.#weighChange(board, signal);
    const state = board.state({
      exhausted,
      tests: targets.length + guards.length,
      targets: targets.length,
      guardsNear: guardsNear(trial),
      behaviour: passes ? this.#behaviour() : null,
      naturalness: this.#naturalness,
      questions: countAnswers(this.#parts.answered),
    });
    if (passes) this.#tell(state);
    return state;
  }

  /** Asks the model whose answers were measured how natural a passing change is, once. */
  async #weighChange(board: Board, signal: AbortSignal): Promise<void> {
    const change = board.sample(changeSample);
    const model = this.#parts.models.find(({ name }) => name === measuredModel);
    if (this.#naturalness || change?.verdict !== 'pass' || !change.patch || !model) return;
    try {
      const found = await naturalness(change.patch, model, signal);
      this.#naturalness = new Map(found === null ? [] : [[changeSample, found]]);
    } catch (thrown) {
      if (!(thrown instanceof FailureError) || signal.aborted) throw thrown;
      this.#naturalness = new Map();
      this.#parts.emit({ kind: 'log', level: 'warn', text: thrown.failure.why });
    }
  }

  async #observe(
    candidates: readonly Candidate[],
    trial: Trial,
    signal: AbortSignal,
  ): Promise<void> {
    const { syntax, harness, seed, clock } = this.#parts;
    const { bench, testFiles, timeoutMs, baseline } = trial;
    const parts = { bench, syntax, harness, testFiles, suiteMs: timeoutMs, seed, clock };
    this.#observer ??= new Observer(parts);
    this.#candidates = candidates;
    const budgetMs = Math.max(leastLookMs, suitesPerLook * baseline.ms);
    const seen = await this.#observer.observe(candidates, budgetMs, signal);
    const isNew = JSON.stringify(summary(seen)) !== JSON.stringify(summary(this.#observation));
    this.#observation = seen;
    if (isNew) this.#parts.emit({ kind: 'behaviour', ...summary(seen) });
  }

  #behaviour(): SeenBehaviour | null {
    const seen = this.#observation;
    if (!seen?.available) return null;
    const texts = [...seen.outcomes].map(
      ([sample, outcomes]) => [sample, outcomes.map(canonicalOutcome)] as const,
    );
    return { outcomes: new Map(texts), askable: askableInputs(seen) };
  }

  #tell(state: RunState): void {
    this.#outlook = assess(state, { weights: shippedWeights, prior: this.#parts.prior });
    const [best] = this.#outlook.candidates;
    const { mean, low, high } = this.#outlook.posterior.soundness;
    this.#parts.emit({
      kind: 'posterior',
      samples: state.judged,
      pWrong: best?.pWrong ?? null,
      bound: best?.bound ?? null,
      numbers: {
        ...{ soundness: mean, soundnessLow: low, soundnessHigh: high },
        nextRight: chanceOfRight(this.#outlook.posterior),
      },
    });
  }
}

/** How many guards stand in a file, or where ids name none in a group, with a target. */
function guardsNear({ bench, baseline }: Trial): number {
  const placeOf = (id: string) =>
    bench.runner.fileOf(id, bench.command) ?? id.replace(/(?:::|[./#])[^./:#]*$/, '');
  const places = new Set(baseline.targets.map(placeOf));
  return baseline.guards.filter((id) => places.has(placeOf(id))).length;
}

function countAnswers(answered: readonly Answered[]): RunState['questions'] {
  const tests = answered.filter(({ edit }) => edit !== undefined);
  return { asked: answered.length, answered: tests.length };
}

/**
 * Each patch once: what passes, and what the tests rejected. Of a ranked list only what passes tells
 * anything, and one alone nothing; of draws the failing ones tell how strong the tests are.
 */
function candidatesOf(board: Board): Candidate[] {
  const candidates = board.samples.flatMap((sample) => {
    const { id, patch, verdict, judgement, logprob, tokens } = sample;
    const passes = verdict === 'pass';
    if (!patch || !(passes || (verdict === 'fail' && judgement))) return [];
    const draws = 1 + board.samples.filter(({ same }) => same === id).length;
    const perToken = logprob === null || tokens === 0 ? undefined : logprob / tokens;
    return [{ sample: id, patch, passes, draws, logprob: perToken }];
  });
  const passing = candidates.filter(({ passes }) => passes).slice(0, mostPassing);
  const areListed = passing.every(({ sample }) => board.sample(sample)?.listed);
  if (areListed) return passing.length > 1 ? passing : [];
  return [...passing, ...candidates.filter(({ passes }) => !passes).slice(0, mostFailing)];
}

/** An observation as the trace tells it. */
function summary(seen: Observation | null) {
  if (!seen?.available) return { clusters: {}, inputs: 0, why: seen?.why ?? '' };
  const { clusters, calls, agreement, functions } = seen;
  const share = Math.round(agreement * calls.length);
  const called = functions.join(', ');
  const why = `Passing candidates agree on ${share} of ${calls.length} inputs of ${called}.`;
  const byLabel = clusters.map(({ label, samples }): [string, number[]] => [label, [...samples]]);
  return { clusters: Object.fromEntries(byLabel), inputs: calls.length, why };
}
