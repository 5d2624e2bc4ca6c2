import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { unpack } from '../../../test/support/programs/archive.ts';

const quality = z.object({
  codebleu: z.number(),
  rougeL: z.number(),
  exact_match: z.number(),
  mean_time: z.number(),
});
/** Files hold a list of figures, or one table of them. */
const file = z.union([
  z.array(z.record(z.string(), z.unknown())),
  z.record(z.string(), z.unknown()),
]);
const layersSchema = z.array(z.number());

/** One point of a published curve: what exiting early at a threshold costs and saves. */
export interface Point {
  readonly threshold: number;
  readonly tokens: number;
  /** Mean layer of the exit, counted from 0. */
  readonly meanLayer: number;
  /** Share of the tokens that ran through every layer. */
  readonly full: number;
  readonly codebleu: number;
  readonly rougeL: number;
  readonly exact: number;
  /** Seconds a completion, and of the whole model's where that is published beside it. */
  readonly time: number;
  readonly timeShare: number | null;
}

export interface Curve {
  readonly name: string;
  readonly layers: number;
  readonly whole: z.infer<typeof quality> | null;
  readonly points: readonly Point[];
}

/** Layers of the models, as GREEN-CODE states them. */
const layersOf = { llama: 28, opt: 32 } as const;

/** The published curves of GREEN-CODE: a learnt exit in Llama-3.2-3B and OPT-2.7B. */
export async function readCurves(): Promise<Curve[]> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'reckon-green-code-'));
  try {
    await unpack('greencode_early_exit/results.tar.gz', folder);
    const files = (await readdir(folder, { recursive: true })).sort();
    const curves = (['llama', 'opt'] as const).flatMap((model) =>
      (['java', 'python'] as const).map((language) =>
        readCurve(folder, files, { model, language }),
      ),
    );
    return await Promise.all(curves);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Which {
  readonly model: keyof typeof layersOf;
  readonly language: 'java' | 'python';
}

async function readCurve(folder: string, files: readonly string[], which: Which): Promise<Curve> {
  const { model, language } = which;
  const within = `results/${language}/${model}/res`;
  const own = files.filter((name) => name.startsWith(within) && name.endsWith(`_${language}.json`));
  const read = async (name: string): Promise<unknown> =>
    JSON.parse(await readFile(path.join(folder, name), 'utf8'));
  const base = own.find((name) => name.includes('eval_base_model'));
  const whole = base === undefined ? null : qualityOf(await read(base));
  const points: Point[] = [];
  for (const name of own) {
    const threshold = Number(/_thresh_([\d.]+)_/.exec(name)?.[1] ?? NaN);
    const layersFile = name.replace(/\.json$/, '_exit_layers.json');
    if (Number.isNaN(threshold) || !files.includes(layersFile)) continue;
    const exits = layersSchema.parse(await read(layersFile));
    const { codebleu, rougeL, exact_match, mean_time } = qualityOf(await read(name));
    const deepest = exits.reduce((most, each) => Math.max(most, each), 0);
    points.push({
      threshold,
      tokens: exits.length,
      meanLayer: round(exits.reduce((sum, each) => sum + each, 0) / exits.length),
      full: round(exits.filter((each) => each === deepest).length / exits.length),
      codebleu: round(codebleu),
      rougeL: round(rougeL),
      exact: round(exact_match),
      time: round(mean_time),
      timeShare: whole ? round(mean_time / whole.mean_time) : null,
    });
  }
  points.sort((a, b) => a.threshold - b.threshold);
  return { name: `${model} ${language}`, layers: layersOf[model], whole, points };
}

function qualityOf(content: unknown): z.infer<typeof quality> {
  const parsed = file.parse(content);
  return quality.parse(Array.isArray(parsed) ? Object.assign({}, ...parsed) : parsed);
}

const round = (value: number) => Math.round(value * 1e4) / 1e4;
