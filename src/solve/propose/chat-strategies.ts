/** How one sample is asked for: its name is what the sample states. */
export interface Strategy {
  readonly name: string;
  /** What the model is told beside the task; null where nothing. */
  readonly advice: string | null;
  /** Does it go on from the best sample so far, and what its tests said? */
  readonly continues: boolean;
  readonly temperature: number;
}

const greedy: Strategy = { name: 'greedy', advice: null, continues: false, temperature: 0 };
const temperature = 0.8;

/**
 * Ways to look at a fault. Named actions give more different answers than temperature alone
 * (STATe: actions in text, chosen from outside), and a reader of the run sees which one helped.
 */
const views: Readonly<Record<string, string>> = {
  'trace failing case':
    'Follow one failing test by hand, statement by statement, with its actual values. Mend the first statement whose value is wrong.',
  'minimal change':
    'Suppose that one expression is wrong and everything else is right. Change as little as possible.',
  'check bounds':
    'Look at bounds: off by one, the first and the last element, empty input, `<` where `<=` belongs, where loops begin and end.',
  rewrite:
    'Write the faulty function anew from its name, its documentation and the tests, without keeping how it goes about it now.',
  'check conditions':
    'Look at conditions: one that is negated or too weak, `and` for `or`, branches in the wrong order.',
  'missing case':
    'Look for what is not there: a guard, a base case, a branch, an update, a value that is returned.',
  'check names':
    'Look at names: a variable that looks like the right one, arguments in the wrong order, a function called in place of its neighbour.',
  'check state':
    'Look at values over time: what is changed while it is still needed, kept between calls, shared by reference, or of another type than expected.',
  'another place':
    'Suppose that the code named by the failure is right, and the fault lies in what it calls or is given.',
};

/** The order in which a model's samples are asked for. */
export class Strategies {
  #last: Strategy | null = null;
  #viewed = 0;

  /**
   * The next one: greedy first, then one view after the other. Once there is a best sample to go on
   * from (`best`: its number), every second one does, beside a view that is not led by it.
   */
  next(best: number | undefined): Strategy {
    this.#last = this.#after(this.#last, best);
    return this.#last;
  }

  #after(last: Strategy | null, best: number | undefined): Strategy {
    if (!last) return greedy;
    if (best !== undefined && !last.continues) {
      return { name: `from ${best}'s error`, advice: null, continues: true, temperature };
    }
    const names = Object.keys(views);
    const name = names[this.#viewed++ % names.length] ?? '';
    return { name, advice: views[name] ?? null, continues: false, temperature };
  }
}
