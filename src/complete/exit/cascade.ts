import { deriveAbort } from '../../base/abort.ts';
import type {
  DoneEvent,
  GenerateOptions,
  InfillPrompt,
  Model,
  TokenEvent,
} from '../../model/model.ts';
import { reason } from '../decision.ts';
import type { Flow, Piece } from '../stream.ts';

/** A model of fewer layers that answers first. */
export interface Shallow {
  readonly model: Model;
  /** Layers of the whole model that come before its exit. */
  readonly layers: number;
  /** Smallest probability at which its tokens stand. */
  readonly threshold: number;
}

export interface Team {
  readonly full: Model;
  /** Null where no exit pays, or none is there. */
  readonly shallow: Shallow | null;
}

export interface Writing {
  readonly prompt: InfillPrompt;
  readonly maxTokens: number;
  /** Likeliest tokens that are told with each one. */
  readonly alternatives: number;
  /** How tokens are drawn; greedily where absent. */
  readonly draw?: Draw;
}

export type Draw = Required<Pick<GenerateOptions, 'temperature' | 'seed'>>;

/**
 * The answer's tokens: the shallow model's while it is sure, then the whole model's. It
 * ends with the positions that both have evaluated. Aborting `signal` ends the work at the engine.
 */
export async function* writeTokens(
  { full, shallow }: Team,
  writing: Writing,
  signal: AbortSignal,
): Flow {
  let begin = writing.prompt.begin ?? '';
  let tokens = 0;
  let positions = 0;
  if (shallow) {
    let unsure = false;
    for await (const heard of sureTokens(shallow, writing, signal)) {
      if (heard.kind === 'unsure') {
        unsure = true;
        positions = heard.positions;
        yield handOver(shallow, tokens, heard.p);
      } else if (heard.kind === 'done') {
        yield ended(heard, { full: 0, shallow: heard.usage.evaluated ?? 0 });
      } else {
        begin += heard.text;
        tokens++;
        yield pieceOf(heard, 'shallow');
      }
    }
    if (!unsure) return;
  }
  const options = optionsOf(writing, writing.maxTokens - tokens);
  for await (const event of full.generate({ ...writing.prompt, begin }, options, signal)) {
    if (event.kind === 'token') yield pieceOf(event, 'full');
    else yield ended(event, { full: positionsOf(event), shallow: positions });
  }
}

interface Unsure {
  readonly kind: 'unsure';
  readonly p: number;
  readonly positions: number;
}

/** The shallow model's tokens until it is unsure; the unsure one is not among them. */
async function* sureTokens(
  { model, threshold }: Shallow,
  writing: Writing,
  signal: AbortSignal,
): AsyncGenerator<TokenEvent | DoneEvent | Unsure> {
  const { ctrl, dispose } = deriveAbort(signal);
  let p = 1;
  try {
    const options = optionsOf(writing, writing.maxTokens);
    for await (const event of model.generate(writing.prompt, options, ctrl.signal)) {
      if (event.kind === 'done') {
        if (p >= threshold) p = Math.exp(event.endLogprob ?? 0);
        const failed = event.finish === 'error';
        if (!signal.aborted && (p < threshold || failed)) {
          yield { kind: 'unsure', p: failed ? 0 : p, positions: positionsOf(event) };
        } else yield event;
      } else if (p >= threshold) {
        p = Math.exp(event.logprob ?? -Infinity);
        if (p >= threshold) yield event;
        // It still says what it evaluated.
        else ctrl.abort();
      }
    }
  } finally {
    dispose();
  }
}

function optionsOf({ alternatives, draw }: Writing, maxTokens: number) {
  return {
    maxTokens,
    ...(draw ?? { temperature: 0 }),
    alternatives,
    priority: 'complete',
    lockstep: true,
  } as const;
}

function handOver({ layers, threshold }: Shallow, tokens: number, p: number) {
  const why =
    tokens === 0
      ? `The exit after ${layers} layers is unsure of the first token: the whole model answers.`
      : `The exit after ${layers} layers wrote ${tokens} tokens, then was unsure.`;
  return {
    kind: 'exit',
    ...reason('handed-over', why, { layers, threshold, tokens, p }),
  } as const;
}

function pieceOf({ text, logprob, entropy, alternatives }: TokenEvent, by: Piece['by']): Piece {
  return {
    kind: 'piece',
    text,
    by,
    ...(logprob === undefined ? {} : { logprob }),
    ...(entropy === undefined ? {} : { entropy }),
    ...(alternatives === undefined ? {} : { alternatives }),
  };
}

function positionsOf({ usage }: DoneEvent): number {
  return usage.evaluated ?? usage.promptTokens + usage.tokens;
}

function ended({ finish, failure }: DoneEvent, evaluated: { full: number; shallow: number }) {
  return { kind: 'ended', finish, evaluated, ...(failure ? { failure } : {}) } as const;
}
