import { deriveAbort } from '../base/abort.ts';
import type { Random } from '../base/random.ts';
import type { Syntax } from '../base/syntax.ts';
import type { Failure } from '../base/failure.ts';
import type { InfillPrompt } from '../model/model.ts';
import type { Emit } from '../trace/events.ts';
import { type Reason, reason } from './decision.ts';
import type { Eagerness } from './eagerness.ts';
import { type Draw, type Team, writeTokens } from './exit/cascade.ts';
import { type Place, shapeOf } from './place.ts';
import { secondLook } from './second-look.ts';
import { type AcceptPrior, isClose, logprobsOf, pAccept, showGate, showThreshold } from './show.ts';
import type { StopHead } from './stop/head.ts';
import { stopRules } from './stop/rules.ts';
import { stopWhere } from './stop/stage.ts';
import type { Evaluated, Piece } from './stream.ts';
import { tidy } from './tidy/tidy.ts';
import type { Window } from './window.ts';

/** What completing needs of the world, made once. */
export interface Parts {
  readonly team: Team;
  readonly head: StopHead | null;
  readonly prior: AcceptPrior;
  readonly syntax: Syntax | null;
  /** Null: every suggestion is shown. */
  readonly eagerness: Eagerness | null;
  /** Decides which suggestions below the threshold are shown to learn from them; null: none is. */
  readonly explore: Random | null;
  readonly emit: Emit;
  /** Milliseconds, from any start. */
  readonly clock: () => number;
}

/** One completion that is asked for. */
export interface Ask {
  readonly place: Place;
  /** The part of the document that the model sees. */
  readonly window: Window;
  readonly byHand: boolean;
  /** How tokens are drawn; greedily where absent. */
  readonly draw?: Draw;
  /** Code units that the document has gained since a suggestion was shown last. */
  readonly grown?: number;
  /** Hears the text as it is written, before anything is tidied. */
  readonly onText?: (soFar: string) => void;
}

/** What became of it. `text` is there also where it is hidden. */
export interface Completion {
  readonly text: string;
  /** Code units after the cursor that `text` replaces. */
  readonly replace: number;
  readonly decision: 'show' | 'hide' | 'none';
  readonly code: string;
  readonly why: string;
  /** Calibrated probability that it is accepted; 0 where there is nothing. */
  readonly accept: number;
  /** It came to an end of its own, or of the syntax. */
  readonly whole: boolean;
  readonly evaluated: Evaluated;
  /** To the first token, and to the end; milliseconds. */
  readonly msFirst: number;
  readonly msTotal: number;
  /** Set where the model failed. */
  readonly failure?: Failure;
}

const nothing: Evaluated = { full: 0, shallow: 0 };
const longest = { line: 48, block: 160 } as const;
/** Likeliest tokens that are told with each one: the margin needs two. */
const alternatives = 2;

/** Completes at one place: prompt, tokens, stop, tidy, show. Never throws; an abort is `cancelled`. */
export async function complete(ask: Ask, parts: Parts, signal: AbortSignal): Promise<Completion> {
  const start = parts.clock();
  const written = await write(ask, parts, signal);
  const msFirst = Math.round((written.firstAt ?? parts.clock()) - start);
  const judged = await judge(ask, written, parts, signal);
  const { emit } = parts;
  const { decision, code, why, numbers } = judged;
  const evaluated = { ...judged.evaluated };
  emit({ kind: 'complete.decision', decision, code, why, numbers: { ...numbers }, evaluated });
  return {
    text: judged.text,
    replace: judged.replace,
    decision,
    code,
    why,
    accept: judged.accept,
    whole: written.whole,
    evaluated,
    msFirst,
    msTotal: Math.round(parts.clock() - start),
    ...(written.failure ? { failure: written.failure } : {}),
  };
}

/** A completion that was not asked of a model, and why. */
export function unasked(why: Reason, emit: Emit): Completion {
  const { code, numbers } = why;
  emit({
    kind: 'complete.decision',
    decision: 'none',
    code,
    why: why.why,
    numbers: { ...numbers },
  });
  const none = { text: '', replace: 0, accept: 0, evaluated: nothing, msFirst: 0, msTotal: 0 };
  return { ...none, whole: false, decision: 'none', code, why: why.why };
}

/** What the model wrote, as far as it is kept. */
interface Written {
  readonly text: string;
  readonly pieces: readonly Piece[];
  /** It came to an end of its own, or of the syntax. */
  readonly whole: boolean;
  readonly evaluated: Evaluated;
  readonly firstAt: number | null;
  readonly cancelled: boolean;
  readonly failure: Failure | null;
}

async function write(ask: Ask, parts: Parts, signal: AbortSignal): Promise<Written> {
  const { place, window, draw } = ask;
  const shape = shapeOf(place);
  const { team, head, syntax, emit, clock } = parts;
  const prompt: InfillPrompt = { kind: 'infill', ...window };
  const rules = stopRules(place, shape, { syntax, head, prefix: window.prefix });
  const { ctrl, dispose } = deriveAbort(signal);
  const pieces: Piece[] = [];
  let text = '';
  let firstAt: number | null = null;
  let whole = true;
  const shows = { before: window.prefix.length, after: window.suffix.length };
  emit({ kind: 'complete.request', file: place.file, offset: place.offset, window: shows });
  try {
    const flow = writeTokens(
      team,
      { prompt, maxTokens: longest[shape], alternatives, ...(draw ? { draw } : {}) },
      ctrl.signal,
    );
    for await (const event of stopWhere(flow, rules, () => {
      ctrl.abort();
    })) {
      if (event.kind === 'piece') {
        firstAt ??= clock();
        pieces.push(event);
        text += event.text;
        ask.onText?.(text);
      } else if (event.kind === 'ended') {
        emit({ kind: 'complete.tokens', tokens: pieces.map(tokenOf) });
        return {
          text: text.slice(0, event.keep),
          pieces: kept(pieces, event.keep),
          whole,
          evaluated: event.evaluated,
          firstAt,
          cancelled: signal.aborted || event.finish === 'cancelled',
          failure: event.failure ?? null,
        };
      } else {
        if (event.kind === 'stop') whole = !unfinished.has(event.code);
        const { code, why, numbers } = event;
        emit({ kind: `complete.${event.kind}`, code, why, numbers: { ...numbers } });
      }
    }
  } finally {
    dispose();
  }
  throw new Error('a stream of tokens ended without saying so');
}

/** Stops in the middle of something. */
const unfinished = new Set(['length', 'given-up', 'too-long']);

/** The pieces that the kept text is made of. */
function kept(pieces: readonly Piece[], keep: number | undefined): Piece[] {
  let end = 0;
  return pieces.filter(({ text }) => {
    const start = end;
    end += text.length;
    return keep === undefined || start < keep;
  });
}

function tokenOf({ text, logprob, entropy }: Piece) {
  return {
    text,
    ...(logprob === undefined ? {} : { logprob }),
    ...(entropy === undefined ? {} : { entropy }),
  };
}

interface Judged extends Reason {
  readonly decision: Completion['decision'];
  readonly text: string;
  readonly replace: number;
  readonly accept: number;
  readonly evaluated: Evaluated;
}

async function judge(
  { place, window, byHand, grown = 0 }: Ask,
  written: Written,
  { team, prior, eagerness, explore }: Parts,
  signal: AbortSignal,
): Promise<Judged> {
  const { evaluated, failure, cancelled } = written;
  const none = { decision: 'none', text: '', replace: 0, accept: 0, evaluated } as const;
  if (failure) return { ...none, ...failure, numbers: {} };
  if (cancelled) return { ...none, ...reason('cancelled', 'The request was cancelled.') };
  const tidied = tidy(written.text, place, shapeOf(place), written.whole);
  if ('code' in tidied) return { ...none, ...tidied };
  const { text, replace } = tidied;
  const threshold = eagerness === null ? 0 : showThreshold(eagerness, 1);
  const logprobs = logprobsOf(written.pieces);
  const left = place.text.length - place.offset;
  let p = pAccept({ text, logprobs, before: window.prefix, left, grown }, prior);
  let full = evaluated.full;
  if (!byHand && eagerness !== null && isClose(p, threshold)) {
    const look = await secondLook(team.full, { ...window, kind: 'infill' }, written.text, signal);
    full += look.evaluated;
    p = look.weigh(p, prior);
  }
  const shown = showGate(p, threshold, byHand, explore?.() ?? null);
  const numbers = {
    ...shown.numbers,
    ...(logprobs ? { meanLogprob: logprobs.mean, sumLogprob: logprobs.sum } : {}),
  };
  return { ...shown, numbers, text, replace, accept: p, evaluated: { ...evaluated, full } };
}
