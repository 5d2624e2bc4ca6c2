import { assess, type Assessment, type Outlook } from './assess.ts';
import { nothingPasses } from './baselines.ts';
import { costOfWrong, costs as usualCosts, defaultMaxWrong, type Costs } from './costs.ts';
import type { Decision, Policy, RunState } from './policy.ts';
import { chanceOfRight } from './posterior.ts';
import { type AskingModel, bestQuestion, valueOf, type Question } from './question.ts';
import { heaviest, oddsText, overLimit, weakestPoint } from './words.ts';
import { shippedWeights } from './weights.ts';

export interface ExpectedValueOptions {
  /** The user's one number: the largest P(wrong) to accept. */
  readonly maxWrong?: number;
  readonly costs?: Costs;
  /** Whether anybody is there to be asked. */
  readonly canAsk?: boolean;
  /** What is known of questions: as shipped. */
  readonly asking?: AskingModel;
  /** How candidates are judged: by the shipped weights. */
  readonly assess?: (state: RunState) => Outlook;
}

/**
 * Accepts, asks, samples more or abstains by expected value, in right patches: with limit L a wrong
 * one costs (1 − L)/L of them. What is worth most is done; accepting is worth more than abstaining
 * exactly where P(wrong) ≤ L.
 */
export function expectedValue(options: ExpectedValueOptions = {}): Policy {
  const { maxWrong = defaultMaxWrong, costs = usualCosts, canAsk = true, asking } = options;
  const wrongCosts = costOfWrong(maxWrong);
  const judge = options.assess ?? ((state) => assess(state, { weights: shippedWeights }));
  return {
    name: 'expected-value',
    decide(state) {
      // What costs nothing can only help.
      if (costs.minute === 0 && !state.exhausted) return { kind: 'sample' };
      const outlook = judge(state);
      const [best] = outlook.candidates;
      if (!best) return withoutPass(state, outlook, costs);
      const question = canAsk ? bestQuestion(state, outlook.candidates, wrongCosts, asking) : null;
      const now = valueOf(1 - best.pWrong, wrongCosts);
      const numbers = numbersOf(state, best, outlook, maxWrong);
      if (question && question.value - costs.question > now) {
        return ask(best, question, { ...numbers, gain: question.value - costs.question - now });
      }
      if (best.pWrong <= maxWrong) return accept(state, best, numbers);
      const gain = gainOfSample(state, outlook, costs);
      if (gain > 0 && !state.exhausted) return { kind: 'sample' };
      return doubt(state, best, maxWrong, numbers);
    },
  };
}

/**
 * What one more sample is expected to bring, in right patches: the chance of a new right pass, less
 * the time. A new wrong pass costs nothing yet: it is judged when it comes, and is paid for where it
 * is accepted. The chance is that of the belief over (r, s); see `posteriorOf`.
 */
export function gainOfSample(
  { msPerSample }: RunState,
  { posterior }: Outlook,
  { minute }: Costs,
): number {
  return chanceOfRight(posterior) - (msPerSample / 60_000) * minute;
}

function withoutPass(state: RunState, outlook: Outlook, costs: Costs): Decision {
  if (state.exhausted) return nothingPasses(state);
  if (state.judged === 0 || gainOfSample(state, outlook, costs) > 0) {
    return { kind: 'sample' };
  }
  return {
    kind: 'abstain',
    code: 'not-worth-sampling',
    why: `None of ${state.judged} samples passes, and one more is not worth its time.`,
    numbers: { judged: state.judged },
    sample: null,
  };
}

function numbersOf(
  state: RunState,
  best: Assessment,
  { posterior }: Outlook,
  maxWrong: number,
): Record<string, number> {
  const { pWrong, bound } = best;
  const soundness = posterior.soundness.mean;
  return {
    judged: state.judged,
    passing: state.passing.length,
    pWrong,
    bound,
    soundness,
    maxWrong,
  };
}

function accept(state: RunState, best: Assessment, numbers: Record<string, number>): Decision {
  const why = `Passes ${state.tests} of ${state.tests}. ${oddsText(best)} ${weakestPoint(best)}`;
  return { kind: 'accept', sample: best.sample, code: 'within-limit', why, numbers };
}

function ask(best: Assessment, question: Question, numbers: Record<string, number>): Decision {
  const { input, answers } = question;
  return {
    kind: 'ask',
    sample: best.sample,
    input,
    answers,
    code: 'candidates-differ',
    why: `Passing candidates differ in ${answers.length} ways on one input: the right answer there decides. ${oddsText(best)}`,
    numbers,
  };
}

function doubt(
  { tests }: RunState,
  best: Assessment,
  maxWrong: number,
  numbers: Record<string, number>,
): Decision {
  const over = overLimit(best.pWrong, maxWrong);
  const point = heaviest(best) ? ` ${weakestPoint(best)}` : '';
  return {
    kind: 'abstain',
    sample: best.sample,
    code: 'too-doubtful',
    why: `Passes ${tests} of ${tests}, but ${over}${point}`,
    numbers,
  };
}
