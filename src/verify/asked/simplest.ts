import type { Patch } from '../../base/edit.ts';
import { isStable } from '../behaviour/clusters.ts';
import type { Observer } from '../behaviour/observe.ts';
import { canonicalOutcome, type Outcome } from '../behaviour/outcome.ts';
import type { Call } from '../behaviour/replay.ts';
import { minimise } from '../behaviour/shrink.ts';
import { isAskable } from './say.ts';

/** An input on which groups of passing candidates differ, and what a member of each does there. */
export interface Difference {
  readonly call: Call;
  readonly groups: readonly {
    readonly label: string;
    readonly patch: Patch;
    readonly outcome: Outcome;
  }[];
}

/** The same as it is shown: by label, what each group does there. */
export interface Shown {
  readonly call: Call;
  readonly outcomes: ReadonlyMap<string, Outcome>;
}

/** A person waits for the question: rounds of as many calls, each group run twice, and their time. */
const bounds = { rounds: 8, perRound: 40, ms: 10_000 };

/**
 * The smallest input come to on which the same groups still give the same answers as one another,
 * and differ from the same others, in the same way: what returned returns, what raised raises the
 * same. What two runs do not give alike is passed over, as is what nobody could be asked.
 */
export async function simplestCall(
  observer: Pick<Observer, 'replay'>,
  { call, groups }: Difference,
  clock: () => number,
  signal: AbortSignal,
): Promise<Shown> {
  const wanted = shapeOf(groups.map(({ outcome }) => outcome));
  const patches = groups.map(({ patch }) => patch);
  const found = new Map([[call, groups.map(({ outcome }) => outcome)]]);
  const end = clock() + bounds.ms;
  const holds = async (calls: readonly Call[]) => {
    const left = end - clock();
    const behaviours = left > 0 ? await observer.replay(patches, calls, left, signal) : [];
    return calls.map((each, at) => {
      if (behaviours.length === 0 || !behaviours.every((one) => isStable(one, at))) return false;
      const outcomes = behaviours.flatMap(({ first }) => first[at] ?? []);
      if (shapeOf(outcomes) !== wanted || !isAskable(each, outcomes)) return false;
      found.set(each, outcomes);
      return true;
    });
  };
  const least = await minimise(call, holds, bounds);
  const outcomes = found.get(least) ?? [];
  const labelled = groups.flatMap(({ label }, at): [string, Outcome][] => {
    const outcome = outcomes[at];
    return outcome ? [[label, outcome]] : [];
  });
  return { call: least, outcomes: new Map(labelled) };
}

/** Which of the outcomes are equal, and of what kind each is. */
function shapeOf(outcomes: readonly Outcome[]): string {
  const texts = outcomes.map(canonicalOutcome);
  const kinds = outcomes.map((each) => (each.kind === 'raised' ? each.error : each.kind));
  return JSON.stringify([texts.map((text) => texts.indexOf(text)), kinds]);
}
