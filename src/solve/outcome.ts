import type { FileEdit, Patch } from '../base/edit.ts';
import type { Failure } from '../base/failure.ts';
import type { Emit } from '../trace/events.ts';
import type { Assessment, Evidence } from '../verify/assess.ts';
import type { Piece, Suggestion } from '../verify/evidence/kinds.ts';
import { oddsText, weakestPoint } from '../verify/words.ts';
import type { Board, Sample } from './board.ts';
import type { Judge } from './judge.ts';
import type { LoopEnd } from './loop.ts';
import type { Answered, Question } from './question.ts';

/** How a run ended, and what it gives. */
export interface Outcome {
  readonly outcome: 'solved' | 'ask' | 'abstained' | 'failed' | 'cancelled';
  readonly code: string;
  readonly why: string;
  /** The accepted patch, or the best that passes. */
  readonly patch: Patch | null;
  /** The sample it came from. */
  readonly sample: Sample | null;
  readonly samples: readonly JudgedSample[];
  /** Calibrated chance that the patch is wrong; null where nothing measures it. */
  readonly pWrong: number | null;
  /** Upper end of its one-sided 95% interval. */
  readonly bound: number | null;
  /** Chance that the tests reject a wrong patch: its mean, and the middle nine tenths. */
  readonly soundness: { readonly mean: number; readonly low: number; readonly high: number } | null;
  /** What speaks for and against the patch; what weighs 0 enters no number. */
  readonly evidence: readonly (Evidence | Piece)[];
  /** Tests that would tell more, the most telling first; never a confidence. */
  readonly suggestions: readonly Suggestion[];
  /** What would decide, where the outcome is `ask`. */
  readonly question: Question | null;
  readonly tokens: number;
  readonly ms: number;
}

/** A sample with the group of passing ones that behave alike: "A", "B", … */
export interface JudgedSample extends Sample {
  readonly cluster: string | null;
}

/** What a run leaves when it ends. */
export interface Leftovers {
  readonly end: LoopEnd;
  readonly board: Board;
  readonly judge: Judge;
  /** Answers that the run goes on from: their tests belong to what it solves. */
  readonly answered: readonly Answered[];
  readonly ms: number;
}

/** The sample to hand over, or to show: a person may look at a pass that cannot be vouched for. */
export function bestSample(end: LoopEnd, board: Board): Sample | null {
  const named = 'sample' in end ? end.sample : null;
  const passing = board.samples.find(({ verdict }) => verdict === 'pass');
  return named ?? passing ?? board.unvouched() ?? null;
}

/** What a run has come to, and the last events of its trace. */
export function conclude(left: Leftovers, emit: Emit): Outcome {
  const { end, board, judge, ms } = left;
  const gathered = 'gathered' in end ? end.gathered : undefined;
  const { code, why } = end.kind === 'failed' ? end.failure : end;
  const sample = bestSample(end, board);
  const { evidence: signals, ...stated } = statedOf(sample, judge);
  const evidence = [...signals, ...(gathered?.pieces ?? [])];
  if (sample && evidence.length > 0) {
    emit({ kind: 'evidence', sample: sample.id, items: evidence.map(itemOf) });
  }
  const { soundness, ...odds } = stated;
  const tokens = board.samples.reduce((sum, each) => sum + each.tokens, 0);
  const reason = { outcome: outcomes[end.kind], code, why, ...odds, tokens, ms };
  emit({ kind: 'run.end', ...reason, sample: sample?.id ?? null });
  const samples = board.samples
    .toSorted((a, b) => a.id - b.id)
    .map((each) => ({ ...each, cluster: judge.clusterOf(each) }));
  return {
    ...{ ...reason, sample, samples, evidence, soundness },
    patch: sample?.patch ? withTests(sample.patch, left.answered) : null,
    suggestions: gathered?.suggestions ?? [],
    question: end.kind === 'asked' ? end.question : null,
  };
}

/** The patch with the tests that answers became. */
function withTests(patch: Patch, answered: readonly Answered[]): Patch {
  const tests = new Map<string, FileEdit>();
  for (const { edit } of answered) {
    if (!edit) continue;
    // A later answer goes on from the text that an earlier one left.
    const before = tests.get(edit.path)?.before ?? edit.before;
    tests.set(edit.path, { ...edit, before });
  }
  return [...patch, ...tests.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** What can be said of a sample's odds; nulls where nothing measures them. */
function statedOf(sample: Sample | null, judge: Judge) {
  const assessed = sample && judge.assessmentOf(sample.id);
  if (!assessed) return { pWrong: null, bound: null, soundness: null, evidence: [] };
  const { pWrong, bound, evidence } = assessed;
  return { pWrong, bound, soundness: judge.soundness, evidence };
}

function itemOf(piece: Evidence | Piece) {
  const { kind, value, weight } = piece;
  return { kind, value, weight, ...('why' in piece ? { say: piece.why } : {}) };
}

const outcomes = {
  accepted: 'solved',
  asked: 'ask',
  abstained: 'abstained',
  cancelled: 'cancelled',
  failed: 'failed',
} as const satisfies Record<LoopEnd['kind'], Outcome['outcome']>;

export const cancelledEnd: LoopEnd = {
  kind: 'cancelled',
  code: 'cancelled',
  why: 'The run was cancelled.',
};

/**
 * The time is over: a pass can no more be confirmed, and so not be vouched for. What is known of the
 * one that is trusted most is said; `best`: null where nothing passes.
 */
export function outOfTime(timeoutMs: number, board: Board, best: Assessment | null): LoopEnd {
  const over = `The ${Math.round(timeoutMs / 1000)} s of this run are over: give --timeout for more.`;
  const sample = board.samples.find(({ id, verdict }) => id === best?.sample && verdict === 'pass');
  const known =
    sample && best ? ` Sample ${sample.id} passes. ${oddsText(best)} ${weakestPoint(best)}` : '';
  return { kind: 'abstained', code: 'out-of-time', why: over + known, sample: sample ?? null };
}

/** Failures of the work end a run as failed; that the tests cannot be judged here is no failure. */
export function endOf(failure: Failure): LoopEnd {
  return failure.code === 'copy-differs'
    ? { kind: 'abstained', ...failure, sample: null }
    : { kind: 'failed', failure };
}
