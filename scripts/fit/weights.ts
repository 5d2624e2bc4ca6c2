import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Logistic, probability } from '../../src/complete/logistic.ts';
import { quantilesOf } from '../../src/complete/accept-log.ts';
import { logprobsOf } from '../../src/complete/show.ts';
import { headFeatureNames, headFeatures } from '../../src/complete/stop/head.ts';
import type { Piece } from '../../src/complete/stream.ts';
import { stopFile } from '../../src/complete/weights.ts';
import { languageOf } from '../../src/base/syntax.ts';
import { lineSets, readHoles } from '../acceptance/infilling/holes.ts';
import { areaUnderCurve, type Example, fitFolds, fitLogistic, foldOf } from './logistic.ts';
import { writePrior } from './prior.ts';
import { firstLine, model, readTraces, type Trace } from './traces.ts';

/** Shares of good completions that a user may let be cut short. */
const risks = [0.005, 0.01, 0.02, 0.05] as const;

/** A completion, step by step, as the stop head sees it. */
interface Course {
  readonly trace: Trace;
  /** Features after each token that leaves something to come. */
  readonly steps: readonly (readonly number[])[];
}

/** Fits the stop head and the prior of acceptance to the recorded traces, and writes both. */
export async function fitWeights(): Promise<void> {
  const traces = await readTraces();
  const holes = new Map((await Promise.all(lineSets.map(readHoles))).flat().map((h) => [h.id, h]));
  const courses = traces.map((trace) => {
    const prefix = holes.get(trace.id)?.prefix ?? '';
    return courseOf(trace, prefix.slice(prefix.lastIndexOf('\n') + 1));
  });
  console.log(`${traces.length} traces, ${traces.filter(({ exact }) => exact).length} exact`);
  fitHead(courses);
  await fitPrior(traces);
}

function courseOf(trace: Trace, before: string): Course {
  const pieces = piecesOf(trace);
  const steps = pieces.slice(0, -1).flatMap((_, at) => {
    const soFar = pieces.slice(0, at + 1);
    const text = soFar.map((piece) => piece.text).join('');
    const features = headFeatures({ text, pieces: soFar }, before, languageOf(trace.file));
    return features ? [features] : [];
  });
  return { trace, steps };
}

/** The tokens of the line; the one that breaks it is left out, and so is the model's end. */
function piecesOf({ steps }: Trace): Piece[] {
  return steps
    .filter(({ text }) => text !== '' && !text.startsWith('\n'))
    .map(({ text, logprob, entropy, top }) => ({
      kind: 'piece',
      by: 'full',
      text,
      logprob,
      entropy,
      alternatives: top.slice(0, 2).map(([name, value]) => ({ text: name, logprob: value })),
    }));
}

function fitHead(courses: readonly Course[]): void {
  const examples = courses.flatMap(({ trace, steps }) =>
    steps.map((features): Example => ({
      features,
      good: trace.exact,
      group: trace.problem,
      weight: 1 / steps.length,
    })),
  );
  const folds = fitFolds(headFeatureNames, examples);
  const head = fitLogistic(headFeatureNames, examples);
  const least = courses.map(({ trace, steps }) => ({
    good: trace.exact,
    scores: steps.map((each) => probability(modelFor(folds, trace), each)),
  }));
  const scored = least.flatMap(({ good, scores }) => scores.map((score) => ({ score, good })));
  console.log(`stop head: AUC ${areaUnderCurve(scored).toFixed(3)} by token, left out by problem`);
  const thresholds = risks.map((risk) => ({ risk, threshold: conformal(least, risk) }));
  for (const { risk, threshold } of thresholds) {
    console.log(`  risk ${risk}: stop below ${threshold}; ${savedText(least, threshold)}`);
  }
  const shipped = { traces: courses.length, thresholds, model: head, folds };
  write(stopFile(model), shipped);
}

interface Scored {
  readonly good: boolean;
  readonly scores: readonly number[];
}

/**
 * The largest threshold with (lost + 1) / (n + 1) ≤ risk among the n good completions: conformal
 * risk control (Angelopoulos et al., 2022) for a loss of 0 or 1. 0 where there are too few.
 */
function conformal(courses: readonly Scored[], risk: number): number {
  const good = courses.filter((course) => course.good);
  const lowest = good.map(({ scores }) => Math.min(1, ...scores)).sort((a, b) => a - b);
  const lost = Math.floor(risk * (good.length + 1)) - 1;
  if (lost < 0) return 0;
  return Math.floor((lowest[lost] ?? 0) * 1e4) / 1e4;
}

function savedText(courses: readonly Scored[], threshold: number): string {
  let all = 0;
  let saved = 0;
  let cut = 0;
  for (const { scores } of courses) {
    const at = scores.findIndex((score) => score < threshold);
    all += scores.length + 1;
    if (at >= 0) saved += scores.length - at;
    if (at >= 0) cut++;
  }
  return `${cut} of ${courses.length} given up, ${((100 * saved) / all).toFixed(1)}% of the tokens saved`;
}

const modelFor = (folds: readonly Logistic[], { problem }: Trace): Logistic => {
  const fold = folds[foldOf(problem)];
  if (!fold) throw new Error('no such fold');
  return fold;
};

/** How sure the bundled model mostly is, and what a second draw says of its acceptance. */
async function fitPrior(traces: readonly Trace[]): Promise<void> {
  const rows = traces.flatMap((trace) => {
    const pieces = piecesOf(trace);
    const text = firstLine(pieces.map((piece) => piece.text).join(''));
    const logprobs = logprobsOf(pieces);
    return text === '' || !logprobs ? [] : [{ trace, text, logprobs }];
  });
  const examples = rows.map(({ trace, logprobs, text }): Example => ({
    features: [logprobs.mean, Math.log1p(text.length)],
    good: trace.exact,
    group: trace.problem,
    weight: 1,
  }));
  const folds = fitFolds(['meanLogprob', 'logCharacters'], examples);
  const judged = rows.flatMap(({ trace, text }, at) =>
    trace.again === null
      ? []
      : [
          {
            score: probability(modelFor(folds, trace), examples[at]?.features ?? []),
            good: trace.exact,
            same: trace.again === text,
          },
        ],
  );
  console.log(
    `second look: ${judged.length} draws; exact by confidence, AUC ${areaUnderCurve(judged).toFixed(3)}`,
  );
  await writePrior({
    own: {
      mean: quantilesOf(rows.map(({ logprobs }) => logprobs.mean)).map(round),
      sum: quantilesOf(rows.map(({ logprobs }) => logprobs.sum)).map(round),
    },
    secondLook: { same: evidence(judged, true), other: evidence(judged, false) },
  });
}

const round = (value: number) => Math.round(value * 1e4) / 1e4;

/** What a second draw adds to the log-odds: the log of its likelihood ratio, one example smoothed in. */
function evidence(
  judged: readonly { score: number; good: boolean; same: boolean }[],
  same: boolean,
): number {
  const near = judged.filter(({ score }) => score > 0.1 && score < 0.6);
  const share = (good: boolean) => {
    const of = near.filter((one) => one.good === good);
    return (of.filter((one) => one.same === same).length + 1) / (of.length + 2);
  };
  return Math.round(Math.log(share(true) / share(false)) * 1e3) / 1e3;
}

function write(file: string, value: unknown): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(value, null, 1)}\n`);
}
