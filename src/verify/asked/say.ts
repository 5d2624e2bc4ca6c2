import { literal, type Tongue } from './literals.ts';
import type { Outcome } from '../behaviour/outcome.ts';
import type { Observation } from '../behaviour/observe.ts';
import type { Arguments } from '../behaviour/value.ts';

type Available = Extract<Observation, { available: true }>;
type SayableCall = Arguments & { readonly module: string; readonly name: string };

/** Longer inputs and answers are no question that a person can take in (code units). */
const longestText = 200;

/**
 * The calls of which a person can be asked what is right there, as positions in `calls`: the input
 * and the answer of every passing candidate can be written down, and are short.
 */
export function askableInputs({ calls, outcomes, clusters }: Available): number[] {
  const passing = clusters.flatMap(({ samples }) => samples);
  return calls.flatMap((call, at) => {
    const answers = passing.map((sample) => outcomes.get(sample)?.[at]);
    return isAskable(call, answers) ? [at] : [];
  });
}

/** Can a person take in the call and these answers? */
export function isAskable(call: SayableCall, answers: readonly (Outcome | undefined)[]): boolean {
  const texts = [sayCall(call), ...answers.map((answer) => answer && sayOutcome(answer, call))];
  return texts.every((text) => text && text.length <= longestText);
}

/** What a call of recorded code is written in: only Python's functions are known by their module. */
export function tongueOf({ module }: { readonly module: string }): Tongue {
  return module === '' ? 'javascript' : 'python';
}

/** `paginate([1, 2, 3], 2, page=2)`; null where an argument cannot be written down. */
export function sayCall(call: SayableCall): string | null {
  const tongue = tongueOf(call);
  const args = call.args.map((value) => literal(value, tongue));
  const named = call.named.map(([name, value]) => {
    const text = literal(value, tongue);
    return text === null ? null : `${name}=${text}`;
  });
  const all = [...args, ...named];
  const name = call.name.replace(/^(?:module\.)?exports\./, '');
  return all.includes(null) ? null : `${name}(${all.join(', ')})`;
}

/** `[3]`, `raises ValueError`; null where it cannot be written down. */
export function sayOutcome(outcome: Outcome, call: { readonly module: string }): string | null {
  const tongue = tongueOf(call);
  switch (outcome.kind) {
    case 'raised':
      return `${tongue === 'python' ? 'raises' : 'throws'} ${outcome.error}`;
    case 'returned': {
      if (outcome.printed !== '') return `prints ${JSON.stringify(outcome.printed)}`;
      if (!outcome.left) return literal(outcome.value, tongue);
      const left = outcome.left.map((value) => literal(value, tongue));
      return left.includes(null) ? null : `leaves ${left.join(', ')}`;
    }
    case 'timeout':
    case 'lost':
      return null;
  }
}
