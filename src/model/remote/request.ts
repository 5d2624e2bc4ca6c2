import type { GenerateOptions, Message, Prompt } from '../model.ts';
import type { HttpTrouble, Trouble } from './failures.ts';

/** The two ways to ask: by messages, or by plain text. */
export type Endpoint = 'chat' | 'completions';
export type Body = Readonly<Record<string, unknown>>;

/** How a server wants to be asked, as far as its refusals have taught. */
export interface Dialect {
  readonly limit: 'max_tokens' | 'max_completion_tokens';
  /** How many alternatives it gives at most. */
  readonly alternatives: number;
  /** Parameters that it refuses. */
  readonly without: readonly string[];
}

/** What is tried first. */
export const widestDialect: Dialect = { limit: 'max_tokens', alternatives: 20, without: [] };

/** Parameters that a request can do without. */
const optional = [
  'stream_options',
  'temperature',
  'top_p',
  'seed',
  'stop',
  'logprobs',
  'top_logprobs',
];

/** More stop texts than this are refused by some servers, and are watched for here in any case. */
const mostStops = 4;

/** One question to a server, whatever its dialect. */
export interface Ask {
  readonly endpoint: Endpoint;
  readonly model: string;
  readonly prompt: Prompt;
  readonly options: GenerateOptions;
}

export function endpointOf(prompt: Prompt): Endpoint {
  return prompt.kind === 'chat' ? 'chat' : 'completions';
}

/** The characters of a prompt, for an estimate of its tokens. */
export function promptCharacters(prompt: Prompt): number {
  if (prompt.kind === 'text') return prompt.text.length;
  if (prompt.kind === 'infill') return textBefore(prompt).length + prompt.suffix.length;
  return prompt.messages.reduce((sum, message: Message) => sum + message.content.length, 0);
}

/** The body of a request, as its dialect writes it. */
export function requestBody(ask: Ask, dialect: Dialect): Body {
  const { options, endpoint } = ask;
  const alternatives = Math.min(options.alternatives ?? 0, dialect.alternatives);
  const body: Record<string, unknown> = {
    model: ask.model,
    ...promptFields(ask.prompt),
    stream: true,
    stream_options: { include_usage: true },
    [endpoint === 'chat' ? dialect.limit : 'max_tokens']: options.maxTokens,
    temperature: options.temperature,
    top_p: options.topP,
    seed: options.seed,
    stop: options.stop?.length ? options.stop.slice(0, mostStops) : undefined,
    ...(endpoint === 'chat'
      ? { logprobs: true, top_logprobs: alternatives || undefined }
      : { logprobs: alternatives }),
  };
  for (const name of dialect.without) body[name] = undefined;
  if (body['logprobs'] === undefined) body['top_logprobs'] = undefined;
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
}

function promptFields(prompt: Prompt): Body {
  if (prompt.kind === 'chat') return { messages: prompt.messages };
  if (prompt.kind === 'text') return { prompt: prompt.text };
  return { prompt: textBefore(prompt), suffix: prompt.suffix };
}

function textBefore(prompt: Extract<Prompt, { kind: 'infill' }>): string {
  return (prompt.context ?? '') + prompt.prefix + (prompt.begin ?? '');
}

/**
 * The dialect to try after a refusal of `body`; null where the refusal is about something else.
 * With `blind`, a refusal that names no parameter drops all that can be done without: right for a
 * probe, whose content cannot be at fault. Each step gives something up, so that steps end.
 */
export function learn(
  dialect: Dialect,
  trouble: Trouble,
  body: Body,
  blind: boolean,
): Dialect | null {
  if (trouble.kind !== 'http' || ![400, 403, 422, 501].includes(trouble.status)) return null;
  const name = refused(trouble, body);
  if (name === 'max_tokens' && dialect.limit === 'max_tokens' && 'messages' in body) {
    return { ...dialect, limit: 'max_completion_tokens' };
  }
  const many = name === 'top_logprobs' || name === 'logprobs' ? Number(body[name]) : 0;
  if (typeof body[name ?? ''] === 'number' && many > 0) {
    return { ...dialect, alternatives: many > 5 ? 5 : 0 };
  }
  if (name !== null && optional.includes(name)) {
    return { ...dialect, without: [...dialect.without, name] };
  }
  const extras = optional.filter((extra) => extra in body);
  const guess = name === null && blind && trouble.status !== 403 && extras.length > 0;
  return guess ? { ...dialect, without: [...dialect.without, ...extras] } : null;
}

/** The parameter of the body that a refusal blames, the longest name first; null where none. */
function refused(trouble: HttpTrouble, body: Body): string | null {
  const sent = Object.keys(body).sort((a, b) => b.length - a.length);
  if (trouble.param !== null && sent.includes(trouble.param)) return trouble.param;
  const named = sent.filter((name) => {
    if (!optional.includes(name) && !name.startsWith('max_')) return false;
    return new RegExp(`(?<![a-z_])${name}(?![a-z_])`).test(trouble.message);
  });
  return named[0] ?? null;
}
