import type { Decision, Policy } from '../../../src/verify/policy.ts';
import type { Answered, RecordedRun } from './runs.ts';

/** What a policy made of a run. */
export interface Played {
  readonly outcome: 'right' | 'wrong' | 'abstained';
  readonly questions: number;
  /** Samples judged until the end. */
  readonly samples: number;
  /** The sample handed over; null for none. */
  readonly sample: number | null;
}

/**
 * Lets a policy play a run: samples come one by one; a question is answered by the reference, with
 * `unknown` where the contract of its inputs refuses this one.
 */
export function play(run: RecordedRun, policy: Policy): Played {
  const answered: Answered[] = [];
  let judged = 0;
  for (;;) {
    const decision = decide(run, policy, judged, answered);
    if (decision.kind === 'sample') judged++;
    else if (decision.kind === 'ask') {
      answered.push({ input: decision.input, right: run.rightAnswer(decision.input) });
    } else {
      const sample = decision.kind === 'accept' ? decision.sample : null;
      const verdict = sample !== null && run.isRight(sample) ? 'right' : 'wrong';
      const outcome = sample === null ? 'abstained' : verdict;
      return { outcome, questions: answered.length, samples: judged, sample };
    }
  }
}

function decide(
  run: RecordedRun,
  policy: Policy,
  judged: number,
  answered: readonly Answered[],
): Decision {
  const decision = policy.decide(run.state(judged, answered));
  const wantsMore = decision.kind === 'sample' && judged >= run.size;
  if (wantsMore) throw new Error(`${policy.name} wants more samples than ${run.id} has`);
  return decision;
}
