import { z } from 'zod';
import { probability } from '../../../src/complete/logistic.ts';
import { headFeatures, type StopHead } from '../../../src/complete/stop/head.ts';
import { stopRules } from '../../../src/complete/stop/rules.ts';
import type { Piece } from '../../../src/complete/stream.ts';
import type { Syntax } from '../../../src/base/syntax.ts';
import { readRows } from '../recorded-answers.ts';

const answerRow = z.object({
  name: z.string(),
  token_texts: z.array(z.string()),
  token_logprobs: z.array(z.number()),
  token_entropies: z.array(z.number()),
});

const sets = {
  plain: 'code_entropy_traces_20260211_200415',
  styles: 'experiment_H_coding_styles_20260211_220854',
} as const;
export type TokenSet = keyof typeof sets;

/** A line of code as a model wrote it, and the code above it. */
export interface TokenLine {
  readonly above: string;
  readonly pieces: readonly Piece[];
}

/** The lines of code of recorded answers: those between fences that do more than close one. */
export async function readTokenLines(set: TokenSet): Promise<TokenLine[]> {
  const rows = await readRows(`token_logprobs/qwen3_4b/${sets[set]}.jsonl.gz`, answerRow);
  return rows.flatMap(linesOf);
}

function linesOf(row: z.infer<typeof answerRow>): TokenLine[] {
  const lines: TokenLine[] = [];
  let above = '';
  let fenced = false;
  let pieces: Piece[] = [];
  row.token_texts.forEach((whole, at) => {
    const [text = '', ...further] = whole.split('\n');
    const told = { logprob: row.token_logprobs[at] ?? 0, entropy: row.token_entropies[at] ?? 0 };
    if (text !== '') pieces.push({ kind: 'piece', by: 'full', text, ...told });
    if (further.length === 0) return;
    const line = pieces.map((piece) => piece.text).join('');
    const fence = line.trimStart().startsWith('```');
    if (fence) fenced = !fenced;
    else if (fenced && /\w/.test(line)) lines.push({ above, pieces });
    above = fence ? '' : `${above}${line}\n${'\n'.repeat(further.length - 1)}`;
    const rest = further.at(-1) ?? '';
    pieces = rest === '' ? [] : [{ kind: 'piece', by: 'full', text: rest, ...told }];
  });
  return lines;
}

/** The stop head's probability of a good end after each token that leaves something to come. */
export function goodAlong({ pieces }: TokenLine, { model }: StopHead): number[] {
  return pieces.slice(0, -1).map((_, at) => {
    const soFar = pieces.slice(0, at + 1);
    const text = soFar.map((piece) => piece.text).join('');
    const features = headFeatures({ text, pieces: soFar }, '', 'python');
    return features ? probability(model, features) : 1;
  });
}

/** What the rules of syntax and repetition make of a line: how many of its tokens they keep. */
export async function ruleEnd(
  line: TokenLine,
  syntax: Syntax,
): Promise<{ code: string; kept: number }> {
  const place = { file: 'a.py', text: line.above, offset: line.above.length };
  const rules = stopRules(place, 'line', { syntax, head: null, prefix: line.above });
  let text = '';
  for (const [at, piece] of line.pieces.entries()) {
    text += piece.text;
    for (const rule of rules) {
      const stop = await rule({ text, pieces: line.pieces.slice(0, at + 1) });
      if (stop) return { code: stop.code, kept: at + 1 };
    }
  }
  return { code: 'recorded-end', kept: line.pieces.length };
}
