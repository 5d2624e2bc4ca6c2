/** Batches that are timed: tokens that one evaluation holds. */
export const sizes: readonly number[] = [1, 2, 4, 8, 16];
/** Prompt tokens that a keystroke leaves to evaluate. */
const warmTokens = 8;
const confidences = [0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995];
/** An exit is used where it takes at most this share of the time without it. */
const worthwhile = 0.98;
/** The share of right answers that an exit may spoil. */
const spoilt = 0.01;

/** One exit on one hole. */
export interface ExitRow {
  readonly layers: number;
  /** Along the whole model's answer: does the exit say the same, and its probability. */
  readonly agrees: readonly (readonly [boolean, number])[];
  readonly promptMs: number;
  readonly batchMs: readonly number[];
}

/** One hole: milliseconds a prompt token (cold), and of each batch of `sizes`. */
export interface HoleRow {
  readonly promptTokens: number;
  /** Tokens that had to be predicted, the one that ends the answer included. */
  readonly answerTokens: number;
  readonly right: boolean;
  readonly promptMs: number;
  readonly batchMs: readonly number[];
  readonly exits: readonly ExitRow[];
  /** At each place of the answer: tokens drafted from the prompt, and how many of them were right. */
  readonly drafts: readonly (readonly [number, number])[];
}

/** What is measured of one exit, and the threshold that follows. */
export interface ExitFinding {
  readonly layers: number;
  /** Smallest probability at which its token stands; null: not used, it does not pay. */
  readonly threshold: number | null;
  /** Share of the tokens on which it agrees with the whole model. */
  readonly agreement: number;
  /** Predicted time of a suggestion, warm, to that of the whole model alone. */
  readonly time: number;
}

/** What evaluations cost, in milliseconds. */
interface Costs {
  readonly prompt: number;
  batch(tokens: number): number;
}

interface Outcome {
  readonly ms: number;
  readonly lost: boolean;
}

/** A way of answering: what it takes on a hole, where `start` prompt tokens are to evaluate. */
type Way = (hole: HoleRow, start: number) => Outcome;

/** Figures of a model and its exits, as lines, and the thresholds that follow. */
export function predict(
  name: string,
  holes: readonly HoleRow[],
): { lines: string[]; exits: ExitFinding[] } {
  const full = costsOf(holes.map(({ promptMs, batchMs }) => ({ promptMs, batchMs })));
  const lines = [
    `${name}: ${holes.length} holes, ${holes.filter(({ right }) => right).length} right; ${costText(full)}`,
    wayText('  (d) n-gram drafting', ngram(full), full, holes),
  ];
  const exits = (holes[0]?.exits ?? []).map(({ layers }) => {
    const rowOf = (hole: HoleRow) => hole.exits.find((exit) => exit.layers === layers);
    const own = holes.map(rowOf).filter((row) => row !== undefined);
    const shallow = costsOf(own);
    lines.push(...exitLines(layers, own, shallow), breakEven(full, shallow, holes));
    const best = (ways: readonly Way[]) => bestOf(ways, full, holes);
    const drafting = best([1, 2, 3, 4].map((d) => lossless(full, shallow, rowOf, d)));
    lines.push(wayText('    (a) lossless drafting', drafting, full, holes));
    const kept = best(confidences.map((p) => eager(full, shallow, rowOf, p)));
    lines.push(wayText('    (b) eager, cache kept up', kept, full, holes));
    const first = confidences.map((p) => ({ p, way: shallowFirst(full, shallow, rowOf, p) }));
    for (const { p, way } of first) {
      lines.push(wayText(`    (c) shallow first, p ≥ ${p}`, way, full, holes));
    }
    return finding(layers, own, first, full, holes);
  });
  return { lines, exits };
}

function finding(
  layers: number,
  own: readonly ExitRow[],
  ways: readonly { readonly p: number; readonly way: Way }[],
  full: Costs,
  holes: readonly HoleRow[],
): ExitFinding {
  const tokens = own.flatMap(({ agrees }) => agrees);
  const agreement = share(tokens, ([agree]) => agree);
  const right = holes.filter((hole) => hole.right);
  const sound = ways.filter(({ way }) => {
    const lost = right.filter((hole) => way(hole, warmTokens).lost).length;
    // Conformal risk control: the bound holds for the next hole, too.
    return (lost + 1) / (right.length + 1) <= spoilt;
  });
  const timed = sound.map(({ p, way }) => ({ p, time: timeOf(way, full, holes, true) }));
  const best = timed.sort((a, b) => a.time - b.time)[0];
  const used = best !== undefined && best.time <= worthwhile;
  const time = best?.time ?? Math.min(...ways.map(({ way }) => timeOf(way, full, holes, true)));
  return { layers, threshold: used ? best.p : null, agreement, time };
}

function exitLines(layers: number, own: readonly ExitRow[], shallow: Costs): string[] {
  const tokens = own.flatMap(({ agrees }) => agrees);
  const curve = confidences.map((p) => {
    const covered = tokens.filter(([, confidence]) => confidence >= p);
    return `${p}: ${percent(covered.length / tokens.length)} ${percent(share(covered, ([agree]) => agree))}`;
  });
  return [
    `  exit after ${layers}: agrees on ${percent(share(tokens, ([agree]) => agree))} of ${tokens.length} tokens; ${costText(shallow)}`,
    `    covered and agreeing at p ≥ ${curve.join(', ')}`,
  ];
}

/**
 * How many answers an exit would have to finish alone for (c) to take no longer than the whole model:
 * those it gives up cost its prompt on top.
 */
function breakEven(full: Costs, shallow: Costs, holes: readonly HoleRow[]): string {
  const tokens = holes.reduce((sum, { answerTokens }) => sum + answerTokens, 0) / holes.length;
  const deep = full.batch(warmTokens) + (tokens - 1) * full.batch(1);
  const alone = shallow.batch(warmTokens) + (tokens - 1) * shallow.batch(1);
  const finished = shallow.batch(warmTokens) / (deep - alone + shallow.batch(warmTokens));
  const sure = finished ** (1 / tokens);
  return `    pays where it finishes ${percent(finished)} of the answers alone and right (${tokens.toFixed(1)} tokens each: ${percent(sure)} of the tokens sure and agreeing)`;
}

/** (a) The shallow model drafts `count` tokens, the whole model verifies all in one batch. */
function lossless(full: Costs, shallow: Costs, rowOf: RowOf, count: number): Way {
  return (hole, start) => {
    const agrees = rowOf(hole)?.agrees ?? [];
    let ms = evaluate(shallow, start);
    for (let at = 0; at < agrees.length;) {
      const draft = agrees.slice(at, at + count);
      const wrong = draft.findIndex(([agree]) => !agree);
      const verified = at === 0 ? start + draft.length : 1 + draft.length;
      ms += draft.length * shallow.batch(1) + evaluate(full, verified);
      at += (wrong < 0 ? draft.length : wrong) + 1;
    }
    return { ms, lost: false };
  };
}

/** (b) Sure tokens of the shallow model stand; the whole model catches up where it is not sure. */
function eager(full: Costs, shallow: Costs, rowOf: RowOf, sure: number): Way {
  return (hole, start) => {
    const agrees = rowOf(hole)?.agrees ?? [];
    let ms = evaluate(shallow, start) + (agrees.length - 1) * shallow.batch(1);
    let pending = start;
    let lost = false;
    for (const [agree, p] of agrees) {
      if (p >= sure) lost ||= !agree;
      else {
        ms += evaluate(full, pending);
        pending = 0;
      }
      pending++;
    }
    return { ms, lost };
  };
}

/** (c) The shallow model alone until it is unsure, then the whole model alone. */
function shallowFirst(full: Costs, shallow: Costs, rowOf: RowOf, sure: number): Way {
  return (hole, start) => {
    const agrees = rowOf(hole)?.agrees ?? [];
    const unsure = agrees.findIndex(([, p]) => p < sure);
    const own = unsure < 0 ? agrees.length : unsure;
    const lost = agrees.slice(0, own).some(([agree]) => !agree);
    const first = evaluate(shallow, start);
    if (unsure < 0) return { ms: first + (own - 1) * shallow.batch(1), lost };
    const rest = evaluate(full, start + own) + (agrees.length - own - 1) * full.batch(1);
    return { ms: first + own * shallow.batch(1) + rest, lost };
  };
}

/** (d) Drafts come from the prompt and cost nothing; the whole model verifies them. */
function ngram(full: Costs): Way {
  return (hole, start) => {
    let ms = 0;
    for (let at = 0; at < hole.answerTokens;) {
      const [drafted = 0, right = 0] = hole.drafts[at] ?? [];
      ms += evaluate(full, (at === 0 ? start : 1) + drafted);
      at += right + 1;
    }
    return { ms, lost: false };
  };
}

const alone =
  (full: Costs): Way =>
  (hole, start) => ({
    ms: evaluate(full, start) + (hole.answerTokens - 1) * full.batch(1),
    lost: false,
  });

type RowOf = (hole: HoleRow) => ExitRow | undefined;

/** A few tokens are one batch; a whole prompt costs by the token. */
function evaluate(costs: Costs, tokens: number): number {
  const most = sizes.at(-1) ?? 1;
  return tokens <= most ? costs.batch(tokens) : costs.batch(most) + (tokens - most) * costs.prompt;
}

function bestOf(ways: readonly Way[], full: Costs, holes: readonly HoleRow[]): Way {
  const timed = ways.map((way) => ({ way, time: timeOf(way, full, holes, true) }));
  return timed.sort((a, b) => a.time - b.time)[0]?.way ?? alone(full);
}

/** Time of a way to that of the whole model alone. */
function timeOf(way: Way, full: Costs, holes: readonly HoleRow[], warm: boolean): number {
  const total = (each: Way) =>
    holes.reduce((sum, hole) => sum + each(hole, warm ? warmTokens : hole.promptTokens).ms, 0);
  return total(way) / total(alone(full));
}

function wayText(name: string, way: Way, full: Costs, holes: readonly HoleRow[]): string {
  const right = holes.filter((hole) => hole.right);
  const lost = right.filter((hole) => way(hole, warmTokens).lost).length;
  const [warm, cold] = [true, false].map((each) => timeOf(way, full, holes, each).toFixed(2));
  return `${name}: ${warm} of the time warm, ${cold} cold; ${lost} of ${right.length} right ones lost`;
}

function costText(costs: Costs): string {
  const batches = sizes.map((size) => `${size}: ${costs.batch(size).toFixed(1)}`);
  return `${costs.prompt.toFixed(2)} ms a prompt token, batches of ${batches.join(', ')} ms`;
}

function costsOf(rows: readonly { promptMs: number; batchMs: readonly number[] }[]): Costs {
  const batches = sizes.map((_, at) => median(rows.map(({ batchMs }) => batchMs[at] ?? 0)));
  return {
    prompt: median(rows.map(({ promptMs }) => promptMs)),
    batch: (tokens) => {
      const above = Math.max(
        1,
        sizes.findIndex((size) => size >= tokens),
      );
      const [low = 1, high = 1] = [sizes[above - 1], sizes[above]];
      const [from = 0, to = 0] = [batches[above - 1], batches[above]];
      return from + ((to - from) * (tokens - low)) / (high - low);
    },
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

function share<T>(items: readonly T[], holds: (item: T) => boolean): number {
  return items.length === 0 ? 0 : items.filter(holds).length / items.length;
}

const percent = (value: number) => `${(value * 100).toFixed(1)}%`;
