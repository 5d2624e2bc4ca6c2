import type { Assessment } from './assess.ts';
import type { OfferedAnswer, RunState } from './policy.ts';

/** A question, and what it is worth. */
export interface Question {
  /** Index of the input. */
  readonly input: number;
  /** What the passing candidates do there, the likeliest first. */
  readonly answers: readonly OfferedAnswer[];
  /** Expected value after the answer, in right patches, before the cost of asking. */
  readonly value: number;
}

/** How often a question comes back without a usable answer, and what a wrong program may match. */
export interface AskingModel {
  /**
   * Chance that a person cannot say what is right, before any question, by how many of the passing
   * behaviours raise there: none, fewer than half, or more. Where programs raise, the input is often
   * one that nobody meant.
   */
  readonly unknown: { readonly none: number; readonly some: number; readonly most: number };
  /**
   * How many questions that chance counts for, against those that were put: few, for of a function's
   * inputs people can judge nearly all or hardly any.
   */
  readonly strength: number;
  /** Chance that, where no candidate is right, one of them is right on this input all the same. */
  readonly luck: number;
}

/** The chances are of recorded runs, by `npm run fit -- verify`; the rest is set by hand. */
export const askingModel: AskingModel = {
  unknown: { none: 0.31, some: 0.37, most: 0.74 },
  strength: 0.5,
  luck: 0.3,
};

/** Which chance of `unknown` is that of an input where passing behaviours give these outcomes. */
export function raisingAt(outcomes: readonly string[]): keyof AskingModel['unknown'] {
  const raising = outcomes.filter((text) => !text.startsWith('returned')).length;
  if (raising === 0) return 'none';
  return raising * 2 < outcomes.length ? 'some' : 'most';
}

/**
 * Chance that the next question, on an input with these outcomes, comes back unanswered: the mean of
 * a Beta belief after the questions that were put (Beta-binomial). Pure.
 */
export function chanceOfUnknown(
  outcomes: readonly string[],
  { asked, answered }: RunState['questions'],
  { unknown, strength }: AskingModel,
): number {
  const before = unknown[raisingAt(outcomes)];
  return (before * strength + asked - answered) / (strength + asked);
}

/**
 * The input whose answer is worth most: candidates that give another answer there are ruled out.
 * The candidates' chances of being right are taken as of behaviours of which at most one is right,
 * scaled down where they add up to more than 1; after an answer they follow by Bayes' rule. Null
 * where no two candidates differ. Pure. (Value of information: Howard, 1966.)
 */
export function bestQuestion(
  state: RunState,
  candidates: readonly Assessment[],
  wrongCosts: number,
  asking: AskingModel = askingModel,
): Question | null {
  const behaviours = distinctBehaviours(state, candidates);
  if (behaviours.length < 2) return null;
  const now = valueOf(Math.max(...behaviours.map(({ right }) => right)), wrongCosts);
  const questions = (state.behaviour?.askable ?? []).flatMap((input) => {
    const groups = groupBy(behaviours, input);
    if (groups.length < 2) return [];
    const known = expectedAfter(groups, wrongCosts, asking);
    const outcomes = behaviours.map((each) => each.outcomes[input] ?? '');
    const unknown = chanceOfUnknown(outcomes, state.questions, asking);
    const value = (1 - unknown) * known + unknown * now;
    const answers = groups.map(({ value: text, members }) => ({
      value: text,
      samples: members.map(({ sample }) => sample),
    }));
    return [{ input, answers, value }];
  });
  return questions.reduce<Question | null>(
    (best, question) => (best && best.value >= question.value ? best : question),
    null,
  );
}

interface Behaviour {
  readonly sample: number;
  readonly outcomes: readonly string[];
  /** Chance of being right; over all behaviours at most 1 in sum. */
  readonly right: number;
}

function distinctBehaviours(state: RunState, candidates: readonly Assessment[]): Behaviour[] {
  const found = new Map<string, Behaviour>();
  for (const { sample, pWrong } of candidates) {
    const outcomes = state.behaviour?.outcomes.get(sample);
    if (!outcomes) continue;
    const key = outcomes.join('\n');
    if (!found.has(key)) found.set(key, { sample, outcomes, right: 1 - pWrong });
  }
  const all = [...found.values()];
  const sum = Math.max(
    1,
    all.reduce((total, { right }) => total + right, 0),
  );
  return all.map((behaviour) => ({ ...behaviour, right: behaviour.right / sum }));
}

interface Group {
  readonly value: string;
  readonly members: readonly Behaviour[];
  readonly right: number;
}

function groupBy(behaviours: readonly Behaviour[], input: number): Group[] {
  const groups = new Map<string, Behaviour[]>();
  for (const behaviour of behaviours) {
    const text = behaviour.outcomes[input] ?? '';
    groups.set(text, [...(groups.get(text) ?? []), behaviour]);
  }
  return [...groups]
    .map(([value, members]) => ({
      value,
      members,
      right: members.reduce((sum, { right }) => sum + right, 0),
    }))
    .sort((a, b) => b.right - a.right);
}

function expectedAfter(
  groups: readonly Group[],
  wrongCosts: number,
  { luck }: AskingModel,
): number {
  const none = Math.max(0, 1 - groups.reduce((sum, { right }) => sum + right, 0));
  return groups.reduce((total, { members, right }) => {
    // Where none is right, the answer may still be one of these: each as likely as another.
    const chance = right + (none * luck) / groups.length;
    if (chance === 0) return total;
    const best = Math.max(...members.map((member) => member.right)) / chance;
    return total + chance * valueOf(best, wrongCosts);
  }, 0);
}

/** Value of the better of accepting a candidate that is right with this chance, and abstaining. */
export function valueOf(right: number, wrongCosts: number): number {
  return Math.max(0, right - (1 - right) * wrongCosts);
}
