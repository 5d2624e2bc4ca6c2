import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { Syntax } from '../../src/base/syntax.ts';
import { logisticSchema } from '../../src/complete/logistic.ts';
import { stopFile } from '../../src/complete/weights.ts';
import { bundledPath } from '../../src/model/local.ts';
import type { Benchmark, Row } from './benchmark.ts';
import { rivals } from './infilling/replays.ts';
import {
  compare,
  type Continuation,
  type Ended,
  readPolyglot,
  readPython,
  replay,
} from './recorded/continuations.ts';
import { readCurves } from './recorded/green-code.ts';
import { goodAlong, readTokenLines, ruleEnd, type TokenSet } from './recorded/token-lines.ts';

const repository = path.resolve(import.meta.dirname, '../..');
const syntax = new Syntax(path.join(repository, 'dist', 'grammars'));

/** What the rules for a block keep of continuations that tests have judged. */
async function continuations(all: readonly Continuation[]): Promise<Row['result']> {
  const ends: (Continuation & Ended)[] = [];
  for (const each of all) ends.push({ ...each, ...(await replay(each, syntax)) });
  const count = (passed: boolean, how: string) =>
    ends.filter((end) => end.passed === passed && compare(end.kept, end.judged) === how).length;
  const lies = (passed: boolean) =>
    Object.fromEntries(['whole', 'short', 'long'].map((how) => [how, count(passed, how)]));
  const characters = (of: 'raw' | 'judged' | 'kept') =>
    ends.reduce((sum, end) => sum + end[of].length, 0);
  const codes = [...new Set(ends.map(({ code }) => code))].sort();
  const short = ends.filter((end) => end.passed && compare(end.kept, end.judged) === 'short');
  return {
    continuations: ends.length,
    passed: lies(true),
    failed: lies(false),
    codes: Object.fromEntries(
      codes.map((code) => [code, ends.filter((e) => e.code === code).length]),
    ),
    passedCutShortBy: [...new Set(short.map(({ code }) => code))],
    characters: { raw: characters('raw'), judged: characters('judged'), kept: characters('kept') },
  };
}

const headSchema = z.object({
  model: logisticSchema,
  thresholds: z.array(z.object({ risk: z.number(), threshold: z.number() })),
});

/** What the rules for a line would cut of lines that a stronger model wrote. */
async function tokenLines(set: TokenSet): Promise<Row['result']> {
  const lines = await readTokenLines(set);
  const text = await readFile(stopFile(bundledPath(repository)), 'utf8');
  const { model, thresholds } = headSchema.parse(JSON.parse(text));
  const tokens = lines.reduce((sum, { pieces }) => sum + pieces.length, 0);
  const cutAt = (cuts: readonly number[]) => ({
    lines: cuts.filter((at) => at >= 0).length,
    tokensSaved: lines.reduce((sum, { pieces }, line) => {
      const at = cuts[line] ?? -1;
      return at < 0 ? sum : sum + pieces.length - at - 1;
    }, 0),
  });
  const scores = lines.map((line) => goodAlong(line, { model, threshold: 0 }));
  const ends: { readonly code: string; readonly kept: number; readonly of: number }[] = [];
  for (const line of lines) ends.push({ ...(await ruleEnd(line, syntax)), of: line.pieces.length });
  const early = ends.filter(({ kept, of }) => kept < of);
  const floor = rivals['mean log-probability'];
  return {
    lines: lines.length,
    tokens,
    syntax: {
      endedEarly: early.length,
      tokensCut: early.reduce((sum, { kept, of }) => sum + of - kept, 0),
      codes: [...new Set(early.map(({ code }) => code))],
      atTheEnd: ends.filter(({ kept, of, code }) => kept === of && code !== 'recorded-end').length,
    },
    head: thresholds.map(({ risk, threshold }) => ({
      risk,
      threshold,
      ...cutAt(scores.map((each) => each.findIndex((score) => score < threshold))),
    })),
    floor: cutAt(
      lines.map(({ pieces }) => {
        const events = pieces.map(({ text: written, logprob = 0 }) => ({
          kind: 'token' as const,
          channel: 'answer' as const,
          text: written,
          logprob,
        }));
        return events.findIndex((_, at) => floor?.(events.slice(0, at + 1)) ?? false);
      }),
    ),
  };
}

type Measured = () => Promise<Row['result']>;

const qwen = ['1.5b', '7b'].flatMap((size): [string, Measured][] => [
  ...(['js', 'ts'] as const).map((language): [string, Measured] => [
    `Qwen2.5-Coder ${size} ${language}`,
    async () => continuations(await readPolyglot(size, language)),
  ]),
  ...(['humaneval', 'mbpp'] as const).map((set): [string, Measured] => [
    `Qwen2.5-Coder ${size} python ${set}`,
    async () => continuations(await readPython(size, set)),
  ]),
]);

const runs: Readonly<Record<string, Measured>> = {
  ...Object.fromEntries(qwen),
  'Qwen3-4B code': () => tokenLines('plain'),
  'Qwen3-4B styles': () => tokenLines('styles'),
  'GREEN-CODE': async () => ({ curves: await readCurves() }),
};

const notes = [
  'Qwen2.5-Coder: whole = just what the tests judged; short = less of it; long = more. No tokens',
  '  are recorded: the text is fed in words. JavaScript and TypeScript are raw; Python was cut to',
  '  the function before it was recorded, so that only what the rules lose can be told.',
  'Qwen3-4B: nothing says whether a line was right. What a rule ends is counted, not judged. Only',
  '  the written token is told, not the others: the margin is taken as 1.',
  'GREEN-CODE: other models (3B), Java and Python, 15 tokens after a fifth of the file, exits',
  '  learnt by reinforcement on a GPU, quality by CodeBLEU and ROUGE-L. Ours (see exits): 135M on a',
  '  processor, the rest of a line between prefix and suffix, judged by exact match.',
];

/** The rules that end a completion, on what stronger models wrote; published exits beside. */
export const benchmark: Benchmark = {
  seeds: {},
  rows: () => Promise.resolve(Object.keys(runs)),
  run: async (id) => ({ id, result: (await runs[id]?.()) ?? {}, measured: {} }),
  summarise: (rows) => [
    ...notes,
    ...rows.map(({ id, result }) => `${id}: ${JSON.stringify(result)}`),
  ],
};
