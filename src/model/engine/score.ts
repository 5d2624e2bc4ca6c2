import { FailureError } from '../../base/failure.ts';
import type { LoadedModel } from './loaded-model.ts';
import { commonPrefix } from './pool.ts';
import { type Errand, inTurn, mayGoOn, prefill } from './prefill.ts';
import type { EnginePrompt, Reach } from './protocol.ts';
import type { RightOfWay } from './right-of-way.ts';
import type { Groups } from './sequence.ts';

/**
 * Log-probability of each text as the answer to the prompt, one line long. The prompt is evaluated
 * once. With `whole`, a beginning that one text shares with the next in the order of their tokens is
 * evaluated once too; with `fork`, only the first text is, and each other one counts as far as the
 * first token in which it leaves the first: a bound from above. Throws a FailureError: `cancelled`,
 * `prompt-too-long`.
 */
export async function score(
  model: LoadedModel,
  prompt: EnginePrompt,
  texts: readonly string[],
  reach: Reach,
  rightOfWay: RightOfWay,
  signal: AbortSignal,
): Promise<number[]> {
  const encoded = model.encode(prompt);
  const answers = texts.map((text) => model.encodeAnswer(text));
  const longest = Math.max(0, ...answers.map(({ length }) => length));
  requireRoom(encoded.tokens.length, longest, model.loaded.contextTokens);
  const priority = 'solve';
  const sequence = await model.pool.acquire(encoded.tokens, priority, signal);
  if (!sequence) throw cancelled();
  try {
    const { pace } = model;
    const errand = { sequence, priority, pace, rightOfWay, signal } as const;
    await prefill(errand, encoded.tokens, await sequence.keepOnly(encoded.tokens));
    const scoreThem = reach === 'whole' ? scoreAll : scoreForks;
    return await scoreThem(errand, encoded.tokens, answers, model.endsOfLine(encoded));
  } finally {
    model.pool.release(sequence);
  }
}

function requireRoom(prompt: number, answer: number, room: number): void {
  if (prompt > 0 && prompt + answer <= room) return;
  const why = `The prompt and its answers have up to ${prompt + answer} tokens and the model's context ${room}: shorten them.`;
  throw new FailureError(prompt === 0 ? 'empty-prompt' : 'prompt-too-long', why);
}

const cancelled = () => new FailureError('cancelled', 'The request was cancelled.');

async function scoreAll(
  errand: Errand,
  prompt: readonly number[],
  answers: readonly (readonly number[])[],
  ends: readonly number[],
): Promise<number[]> {
  const scores = answers.map(() => 0);
  let before = prompt;
  /** Of the tokens of `before` that follow the prompt. */
  let logprobs: number[] = [];
  for (const index of inTokenOrder(answers)) {
    const whole = [...prompt, ...(answers[index] ?? [])];
    // The last of the tokens that both have says what the first other one is worth.
    const shared = commonPrefix(before, whole);
    const wanted = whole.slice(shared).map((token) => [[token]]);
    const found = (await evaluate(errand, whole, shared - 1, [...wanted, [ends]])).flat();
    const known = logprobs.slice(0, shared - prompt.length);
    const ended = found.pop() ?? 0;
    before = whole;
    logprobs = [...known, ...found];
    scores[index] = logprobs.reduce((sum, logprob) => sum + logprob, ended);
  }
  return scores;
}

async function scoreForks(
  errand: Errand,
  prompt: readonly number[],
  answers: readonly (readonly number[])[],
  ends: readonly number[],
): Promise<number[]> {
  const [first = []] = answers;
  const nextOf = (answer: readonly number[], at: number) => {
    const token = answer[at];
    return token === undefined ? ends : [token];
  };
  const forks = answers.map((answer) => commonPrefix(first, answer));
  const whole = [...prompt, ...first];
  // At each place what the first text has there, then what each text that leaves it there has.
  const wanted = [...first, null].map((_, at) => {
    const leaving = answers.filter((_answer, index) => forks[index] === at);
    return [nextOf(first, at), ...leaving.map((answer) => nextOf(answer, at))];
  });
  const found = await evaluate(errand, whole, prompt.length - 1, wanted);
  let shared = 0;
  const scores = answers.map(() => 0);
  for (const [at, [own = 0, ...others]] of found.entries()) {
    const leaving = answers.flatMap((_, index) => (forks[index] === at ? [index] : []));
    for (const [rank, index] of leaving.entries()) scores[index] = shared + (others[rank] ?? 0);
    shared += own;
  }
  return scores;
}

/** Evaluates `tokens` from `from` on; `wanted[i]` is asked for after the token `from + i`. */
async function evaluate(
  errand: Errand,
  tokens: readonly number[],
  from: number,
  wanted: readonly Groups[],
): Promise<number[][]> {
  const { sequence, priority, pace } = errand;
  if (!(await mayGoOn(errand))) throw cancelled();
  const cached = await sequence.keepOnly(tokens.slice(0, from + 1));
  await prefill(errand, tokens.slice(0, from + 1), cached);
  const found: number[][] = [];
  while (found.length < wanted.length) {
    const at = from + found.length;
    const piece = tokens.slice(at, at + pace.piece(tokens.length - at));
    const asked = wanted.slice(found.length, found.length + piece.length);
    const probe = () => sequence.probe(piece, asked, priority);
    const probed = await inTurn(errand, piece.length, probe);
    if (!probed) throw cancelled();
    found.push(...probed);
  }
  return found;
}

/** Texts with the same beginning one after the other. */
function inTokenOrder(answers: readonly (readonly number[])[]): number[] {
  const key = answers.map((tokens) => String.fromCodePoint(...tokens));
  return answers
    .map((_, index) => index)
    .sort((a, b) => ((key[a] ?? '') < (key[b] ?? '') ? -1 : 1));
}
