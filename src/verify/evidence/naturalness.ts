import type { Patch } from '../../base/edit.ts';
import { languageOf } from '../../base/syntax.ts';
import type { Model } from '../../model/model.ts';
import { type Hunk, hunksOf } from './changes.ts';

/** What a model is shown around a hunk, and of the hunk itself (code units); whole lines. */
const window = { before: 800, own: 800, after: 300 };
/** Hunks that are read; more of a change add little. */
const mostHunks = 8;

/**
 * How natural a model finds what a change writes: the mean log-probability, in nats, of a token of
 * its new lines in their places. Defective lines are less natural than their repairs (Ray et al., On
 * the "Naturalness" of Buggy Code, ICSE 2016). Null where the model does not tell, or where the
 * change writes no code. Throws a FailureError where the model fails.
 */
export async function naturalness(
  patch: Patch,
  model: Model,
  signal: AbortSignal,
): Promise<number | null> {
  const hunks = patch
    .filter(({ path }) => languageOf(path) !== null)
    .flatMap((edit) => hunksOf(edit).map((hunk) => placed(hunk, edit.after ?? '')))
    .filter(({ written }) => written.trim() !== '');
  let [sum, tokens] = [0, 0];
  for (const { written, prompt } of hunks.slice(0, mostHunks)) {
    const [logprob] = (await model.score?.(prompt, [written], signal)) ?? [];
    const count = await model.countTokens?.(written);
    if (logprob === undefined || count === undefined) return null;
    sum += logprob;
    // What ends it is a token too.
    tokens += count + 1;
  }
  return tokens === 0 ? null : sum / tokens;
}

/** A hunk's text and what stands around it. */
function placed({ start, after: own }: Hunk, text: string) {
  const lines = text.split('\n');
  const written = fitting(own, window.own);
  const [before, after] = [lines.slice(0, start), lines.slice(start + written.length)];
  const prefix = fitting(before.reverse(), window.before)
    .reverse()
    .map((line) => `${line}\n`);
  const suffix = fitting(after, window.after).map((line) => `\n${line}`);
  return {
    written: written.join('\n'),
    prompt: { kind: 'infill', prefix: prefix.join(''), suffix: suffix.join('') } as const,
  };
}

/** The first lines that have room. */
function fitting(lines: readonly string[], room: number): string[] {
  let left = room;
  const end = lines.findIndex((line) => (left -= line.length + 1) < 0);
  return lines.slice(0, end < 0 ? undefined : end);
}
