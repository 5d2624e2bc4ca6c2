import { FailureError } from '../base/failure.ts';
import type { TraceEvent } from '../trace/events.ts';
import { emptyView, fold, type EventOf, type RunView, type SampleRow } from '../trace/rows.ts';
import type { Judgement } from '../verify/pass.ts';
import type { Draft } from './propose/proposer.ts';
import type { Given } from './propose/given.ts';
import type { Answered } from './question.ts';

/** A run that ended with a question, as its trace tells it. */
export interface PastRun {
  readonly start: EventOf<'run.start'>;
  readonly options: NonNullable<EventOf<'run.start'>['options']>;
  readonly question: EventOf<'question'>;
  /** Answers given before this question, oldest first. */
  readonly answered: readonly Answered[];
  /** Samples by the cluster that they were in when the question came up. */
  readonly clusters: Readonly<Record<string, readonly number[]>>;
  readonly samples: readonly SampleRow[];
}

/**
 * Reads the run that a person's answer goes on from.
 *
 * @throws FailureError `nothing-asked` where the run did not end with a question, or was recorded
 * before questions could be answered.
 */
export async function readPastRun(events: AsyncIterable<TraceEvent>): Promise<PastRun> {
  let view: RunView = emptyView;
  const answered: Answered[] = [];
  for await (const event of events) {
    view = fold(view, event);
    if (event.kind === 'answered') answered.push(answerOf(event));
  }
  const { start, question, end, behaviour, samples } = view;
  if (!start?.options || !question?.tree || end?.outcome !== 'ask') {
    const why = 'That run did not end with a question: there is nothing to answer.';
    throw new FailureError('nothing-asked', why);
  }
  const clusters = behaviour?.clusters ?? {};
  return { start, options: start.options, question, answered, clusters, samples };
}

/** The answer alone, without what every event of a trace has. */
function answerOf({ answer, expect, edit }: EventOf<'answered'>): Answered {
  return {
    answer,
    ...(expect === undefined ? {} : { expect }),
    ...(edit === undefined ? {} : { edit }),
  };
}

/**
 * What the run that goes on starts from: every sample of the past one, in its order. What failed
 * keeps its verdict, since the tests have only become stronger; what passed is tried again. Samples
 * in `wrong` (numbers) were called wrong by the answer.
 */
export function keptSamples(past: PastRun, wrong: ReadonlySet<number>): Given[] {
  return past.samples.map((row) => {
    const { strategy, round, model, listed } = row;
    return { strategy, round, model, listed, draft: draftOf(row, wrong.has(row.id)) };
  });
}

function draftOf(row: SampleRow, isWrong: boolean): Draft {
  const spent = { tokens: 0, thinkingTokens: 0, logprob: row.logprob };
  const { verdict, code, why } = row;
  if (row.edits.length === 0) {
    return { patch: null, failure: { code, why }, unreadable: verdict === 'refused', ...spent };
  }
  const draft = { patch: row.edits, ...spent };
  if (isWrong) return { ...draft, known: calledWrong(row) };
  const known = judgementOf(row);
  return known ? { ...draft, known } : draft;
}

/** The verdict that stands; null for what must be tried, or is found out without a test. */
function judgementOf(row: SampleRow): Judgement | null {
  const { verdict, code, why, passed, failed, skipped, unconfirmed } = row;
  if (unconfirmed !== null) {
    const reason = { verdict: 'tampered', code: 'unconfirmed', why: unconfirmed } as const;
    return { ...reason, passed, failed, skipped, failures: [] };
  }
  if (verdict !== 'fail' && verdict !== 'error' && verdict !== 'timeout' && verdict !== 'tampered')
    return null;
  const failures = row.tests.at(-1)?.failures ?? [];
  return { verdict, code, why, passed, failed, skipped, failures };
}

function calledWrong({ passed, failed, skipped }: SampleRow): Judgement {
  const why = 'You said that its answer is wrong.';
  return { verdict: 'fail', code: 'called-wrong', why, passed, failed, skipped, failures: [] };
}
