import type { Translate } from './translate.ts';

/** A test that Solve can be pointed at. */
export interface NamedTest {
  /** What `--target` takes. */
  readonly target: string;
  /** As people call it. */
  readonly name: string;
}

/** Where the user stood when Solve was called from the palette. */
export interface Standpoint {
  /** The failing test at the cursor, as far as syntax tells. */
  readonly test: NamedTest | null;
  /** The selected text; '' where nothing is selected. */
  readonly selection: string;
}

/** What Solve is to bring about. No target: all tests that fail. */
export interface Aim {
  readonly goal: string | null;
  readonly targets: readonly string[];
}

const longest = 300;

/** The goal that is offered: the selection's words, else the test at the cursor. */
export function prefilledGoal({ test, selection }: Standpoint, t: Translate): string {
  const words = selection
    .split('\n')
    .map((line) =>
      line.replace(/^\s*(#+|\/\/+|\/\*+|\*+\/?|<!--)?\s*/, '').replace(/\s*(\*\/|-->)$/, ''),
    )
    .join(' ')
    .trim();
  if (words !== '') return words.slice(0, longest);
  return test ? t('Make {0} pass', test.name) : '';
}

/**
 * What the user's answer asks for. A goal that was left as offered says no more than its target, so
 * it is none; one that no longer names the test at the cursor is about all that fails.
 */
export function aimOf(answer: string, standpoint: Standpoint, t: Translate): Aim {
  const { test } = standpoint;
  const goal = answer.trim();
  if (goal === '') return { goal: null, targets: [] };
  const targets = test && goal.includes(test.name) ? [test.target] : [];
  const asOffered = targets.length > 0 && goal === prefilledGoal({ test, selection: '' }, t);
  return { goal: asOffered ? null : goal, targets };
}

/** How many samples an answer asks for; null: as many as suit the model; undefined: it is no number. */
export function samplesOf(answer: string): number | null | undefined {
  const text = answer.trim();
  if (text === '') return null;
  const samples = Number(text);
  return Number.isInteger(samples) && samples >= 1 && samples <= 10_000 ? samples : undefined;
}
