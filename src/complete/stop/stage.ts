import { reason } from '../decision.ts';
import type { Flow, Piece } from '../stream.ts';
import type { Stop, StopRule } from './rule.ts';

/**
 * Passes tokens on until a rule ends the completion; then `halt` is called, which ends the work
 * upstream, and what still comes is dropped. The last event says how much of the text is kept.
 */
export async function* stopWhere(flow: Flow, rules: readonly StopRule[], halt: () => void): Flow {
  const pieces: Piece[] = [];
  let text = '';
  let stop: Stop | null = null;
  for await (const event of flow) {
    if (event.kind === 'ended') {
      if (!stop && event.finish !== 'error' && event.finish !== 'cancelled')
        yield ownEnd(event.finish);
      yield stop ? { ...event, finish: 'stop', keep: stop.keep } : event;
    } else if (event.kind !== 'piece') yield event;
    else if (!stop) {
      yield event;
      pieces.push(event);
      text += event.text;
      stop = await firstOf(rules, { text, pieces });
      if (stop) {
        const { code, why, numbers } = stop;
        yield { kind: 'stop', code, why, numbers };
        halt();
      }
    }
  }
}

async function firstOf(
  rules: readonly StopRule[],
  written: { readonly text: string; readonly pieces: readonly Piece[] },
): Promise<Stop | null> {
  for (const rule of rules) {
    const stop = await rule(written);
    if (stop) return stop;
  }
  return null;
}

function ownEnd(finish: string) {
  return finish === 'length'
    ? ({ kind: 'stop', ...reason('length', 'The completion is as long as it may be.') } as const)
    : ({ kind: 'stop', ...reason('model-end', 'The model ended the completion.') } as const);
}
