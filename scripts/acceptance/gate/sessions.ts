import { z } from 'zod';
import type { Logprobs, Shown } from '../../../src/complete/show.ts';
import { readRows } from '../recorded-answers.ts';

/*
 * Recorded Copilot sessions (microsoft/coderec_programming_states). What is read of them, and from
 * when it is known:
 *
 *   of the display itself   CurrentSuggestion (the text, from its first display on), compCharLen,
 *                           meanLogProb, numTokens, documentLength, promptEndPos; upper alone:
 *                           confidence, quantile
 *   of displays before      CurrentPrompt, documentLength, Accepted or Rejected
 *
 * Two fields look as if they were known at the display, and are not. `compCharLen` in the row of a
 * decision differs from that of the display (178 of 224 accepted here: what it then counts is no
 * longer the suggestion). `CurrentPrompt` is the code at the decision: it holds what was typed
 * after the display. The first is read from the display's row alone, the second from earlier
 * displays alone. TimeSpentInState, HiddenState, LabeledState, EditPercentage,
 * timeSinceDisplayedMs and timeSinceIssuedMs are read nowhere.
 */

const text = z.string().transform((value): string => {
  // Texts were quoted as JSON when the set was converted.
  return value.startsWith('"') ? z.string().parse(JSON.parse(value)) : value;
});
const rowSchema = z.object({
  UserId: z.number(),
  TimeGenerated: z.string(),
  StateName: z.enum(['Shown', 'Replay', 'Accepted', 'Rejected', 'Browsing']),
  CurrentSuggestion: text,
  CurrentPrompt: text,
  Measurements: z.object({
    compCharLen: z.number(),
    numTokens: z.number(),
    meanLogProb: z.number().exactOptional(),
    documentLength: z.number(),
    promptEndPos: z.number(),
    confidence: z.number().exactOptional(),
    quantile: z.number().exactOptional(),
  }),
});
export type SessionRow = z.infer<typeof rowSchema>;

/** A suggestion at its first display, and what became of it. */
export interface Suggestion {
  /** The user's, the same in any part of the set. */
  readonly user: string;
  /** Place among the set's suggestions, in time within a user. */
  readonly index: number;
  readonly shown: Shown;
  /** Copilot's own; null where it told none. */
  readonly copilot: { readonly confidence: number; readonly quantile: number } | null;
  readonly accepted: boolean;
  /** By how much compCharLen in the decision's row differs: known afterwards alone. */
  readonly lengthLater: number;
}

/** The suggestions that were decided on, and the log-probabilities of all displays. */
export async function readSuggestions() {
  const rows = await readRows('copilot_accept_reject/events.jsonl.gz', rowSchema);
  const users = [...new Set(rows.map(({ UserId }) => UserId))];
  const suggestions = users.flatMap((user) =>
    suggestionsOf(rows.filter(({ UserId }) => UserId === user)),
  );
  const displays = rows.flatMap((row) =>
    row.StateName === 'Shown' ? (logprobsOf(row) ?? []) : [],
  );
  return {
    suggestions: suggestions.map((each, index): Suggestion => ({ ...each, index })),
    displays,
  };
}

/** The suggestions of one user, from rows in their order. */
export function suggestionsOf(rows: readonly SessionRow[]): Omit<Suggestion, 'index'>[] {
  const user = `${rows[0]?.UserId ?? ''}@${rows[0]?.TimeGenerated ?? ''}`;
  const found: Omit<Suggestion, 'index'>[] = [];
  let display: SessionRow | null = null;
  let last: SessionRow | null = null;
  let before = '';
  let grown = 0;
  let earlier = '';
  for (const row of rows) {
    if (row.StateName === 'Shown') {
      // The code at the end of the display before this one.
      before = earlier;
      earlier = row.CurrentPrompt || earlier;
      const { documentLength } = row.Measurements;
      grown = documentLength - (last ?? row).Measurements.documentLength;
      display = row;
      last = row;
    } else if (display && (row.StateName === 'Accepted' || row.StateName === 'Rejected')) {
      found.push({ user, ...decided(display, row, { before, grown }) });
      display = null;
    }
  }
  return found;
}

function decided(
  display: SessionRow,
  decision: SessionRow,
  context: Pick<Shown, 'before' | 'grown'>,
) {
  const { compCharLen, documentLength, promptEndPos, confidence, quantile } = display.Measurements;
  const whole = display.CurrentSuggestion;
  const shown: Shown = {
    // Where its start was typed before it came, the rest was shown.
    text: compCharLen > 0 ? whole.slice(-compCharLen) : whole,
    logprobs: logprobsOf(display),
    ...context,
    left: Math.max(0, documentLength - promptEndPos),
  };
  const isTold = confidence !== undefined && quantile !== undefined;
  return {
    shown,
    copilot: isTold ? { confidence, quantile } : null,
    accepted: decision.StateName === 'Accepted',
    lengthLater: decision.Measurements.compCharLen - compCharLen,
  };
}

function logprobsOf({ Measurements: { meanLogProb, numTokens } }: SessionRow): Logprobs | null {
  return meanLogProb === undefined ? null : { mean: meanLogProb, sum: meanLogProb * numTokens };
}
