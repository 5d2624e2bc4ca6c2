import { askingModel, type AskingModel, raisingAt } from '../../../src/verify/question.ts';
import { mixed, type RecordedRun } from './runs.ts';
import { average } from './statistics.ts';

type Raising = keyof AskingModel['unknown'];

/** How often the reference cannot answer on a task's inputs of one kind: those that could be asked. */
export interface Unknowns {
  /** HumanEval number. */
  readonly number: number;
  readonly raising: Raising;
  readonly share: number;
}

/** What can be learnt of one run: its inputs on which passing behaviours differ. */
export function unknownsOf(run: RecordedRun): Unknowns[] {
  const { passing, behaviour } = run.state(run.size);
  if (run.sampler !== mixed || !behaviour) return [];
  const all = passing.flatMap(({ sample }) => {
    const outcomes = behaviour.outcomes.get(sample);
    return outcomes ? [[outcomes.join('\n'), outcomes] as const] : [];
  });
  const behaviours = [...new Map(all).values()];
  const asked = behaviour.askable.map((input) => ({
    outcomes: behaviours.map((each) => each[input] ?? ''),
    isUnknown: run.rightAnswer(input) === null,
  }));
  const differing = asked.filter(({ outcomes }) => new Set(outcomes).size > 1);
  return (['none', 'some', 'most'] as const).flatMap((raising) => {
    const own = differing.filter(({ outcomes }) => raisingAt(outcomes) === raising);
    const share = average(own.map(({ isUnknown }) => (isUnknown ? 1 : 0)));
    return own.length === 0 ? [] : [{ number: run.number, raising, share }];
  });
}

/** One task more, like the mean of all, keeps few tasks from saying all. */
const usual = 0.35;

/** The asking model by these tasks: a task counts once, however many inputs it has. */
export function fitAsking(unknowns: readonly Unknowns[]): AskingModel {
  const shareOf = (raising: Raising) =>
    average([usual, ...unknowns.filter((each) => each.raising === raising).map((u) => u.share)]);
  const unknown = { none: shareOf('none'), some: shareOf('some'), most: shareOf('most') };
  return { ...askingModel, unknown };
}
