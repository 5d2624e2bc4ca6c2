import { type Failure, FailureError } from '../base/failure.ts';
import type { ModelDescription } from './descriptor.ts';
import { poolSize } from './engine/distribution.ts';
import type { EngineDone, EngineOptions, EnginePrompt } from './engine/protocol.ts';
import { infillEnds, infillSegments } from './infill.ts';
import type { DoneEvent, GenerateOptions, Prompt } from './model.ts';

/** A prompt as the engine takes it. Throws a FailureError where the model does not take such ones. */
export function layOut(prompt: Prompt, { fim, chat }: ModelDescription): EnginePrompt {
  switch (prompt.kind) {
    case 'text':
      return { kind: 'segments', segments: [{ text: prompt.text }], ends: [] };
    case 'chat':
      if (chat) return { kind: 'chat', messages: [...prompt.messages] };
      throw new FailureError('no-chat', 'This model completes text: it cannot be asked by chat.');
    case 'infill': {
      const why = 'This model cannot fill in the middle: use a code completion model.';
      if (!fim) throw new FailureError('no-infill', why);
      return { kind: 'segments', segments: infillSegments(prompt, fim), ends: infillEnds(fim) };
    }
  }
}

/** Options as the engine takes them. */
export function engineOptions(
  options: GenerateOptions,
  priority: EngineOptions['priority'] = options.priority ?? 'solve',
): EngineOptions {
  return {
    maxTokens: options.maxTokens,
    temperature: options.temperature,
    topP: options.topP ?? 1,
    seed: options.seed ?? Math.floor(Math.random() * 2 ** 32),
    stop: [...(options.stop ?? [])],
    alternatives: Math.min(options.alternatives ?? 0, poolSize),
    priority,
    lockstep: options.lockstep ?? false,
  };
}

/** The counts of what did no work. */
export const nothing = { promptTokens: 0, cachedTokens: 0, tokens: 0, evaluated: 0 };

/** The end of a generation, from what the engine says of it. */
export function doneEvent({ finish, failure, endLogprob, ...counts }: EngineDone): DoneEvent {
  const usage = { ...counts, thinkingTokens: 0, estimated: false };
  return {
    kind: 'done',
    finish,
    usage,
    ...(endLogprob === undefined ? {} : { endLogprob }),
    ...(failure ? { failure } : {}),
  };
}

/** The end of one that came to nothing. */
export function failed(failure: Failure): DoneEvent {
  return doneEvent({ finish: 'error', failure, ...nothing });
}
