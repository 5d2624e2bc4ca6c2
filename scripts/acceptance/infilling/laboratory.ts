import { access } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Descriptor } from '../../../src/model/descriptor.ts';
import { describeModel } from '../../../src/model/descriptor.ts';
import type { Candidate } from '../../../src/model/engine/distribution.ts';
import { loadLibrary } from '../../../src/model/engine/library.ts';
import { LoadedModel } from '../../../src/model/engine/loaded-model.ts';
import type { CachedSequence } from '../../../src/model/engine/sequence.ts';
import { readDescriptor } from '../../../src/model/gguf-file.ts';
import { infillEnds, infillSegments } from '../../../src/model/infill.ts';
import type { InfillPrompt } from '../../../src/model/model.ts';
import { composeShallow } from '../../../src/model/shallow.ts';

/** Tokens evaluated at once in a prompt: always the same cuts, so that numbers repeat. */
const chunk = 128;

/** A model in this process, with one sequence: what is measured token by token. */
export interface Bench {
  readonly model: LoadedModel;
  readonly sequence: CachedSequence;
}

/** A model with its exits, shallowest first. */
export interface Laboratory {
  readonly full: Bench;
  readonly exits: readonly (Bench & { readonly layers: number })[];
  /** Tokens of a prompt, and those that end its answer. */
  encode(prompt: Omit<InfillPrompt, 'kind'>): {
    tokens: readonly number[];
    isEnd: (token: number) => boolean;
  };
  dispose(): Promise<void>;
}

/** Loads a GGUF and those exits of its descriptor that are there; `exitsOf` it, where given. */
export async function openLaboratory(
  file: string,
  exitsOf?: Descriptor['exits'],
): Promise<Laboratory> {
  const descriptor = await readDescriptor(file);
  const library = await loadLibrary();
  const openBench = async (each: string): Promise<Bench> => {
    const spec = { file: each, descriptor, sequences: 1, contextTokens: null };
    const model = await LoadedModel.load(library, spec);
    const sequence = await model.pool.acquire([], 'complete', new AbortController().signal);
    if (!sequence) throw new Error('no sequence');
    return { model, sequence };
  };
  const full = await openBench(file);
  const exits: (Bench & { layers: number })[] = [];
  for (const { layers, file: exit } of await exitFiles(file, exitsOf ?? descriptor?.exits ?? [])) {
    exits.push({ ...(await openBench(exit)), layers });
  }
  const { fim } = describeModel(descriptor, full.model.loaded.facts);
  if (!fim) throw new Error(`${file} does not fill in the middle`);
  return {
    full,
    exits,
    encode: (prompt) => {
      const segments = infillSegments({ kind: 'infill', ...prompt }, fim);
      const encoded = full.model.encode({ kind: 'segments', segments, ends: infillEnds(fim) });
      const isEnd = (token: number) => full.model.isEnd(token) || encoded.endTokens.has(token);
      return { tokens: encoded.tokens, isEnd };
    },
    dispose: async () => {
      await Promise.all([full, ...exits].map(({ model }) => model.dispose()));
    },
  };
}

async function exitFiles(
  file: string,
  named: Descriptor['exits'],
): Promise<{ layers: number; file: string }[]> {
  const found: { layers: number; file: string }[] = [];
  for (const { layers, file: name, kind } of named) {
    const exit = path.join(path.dirname(file), name);
    const there = await access(exit).then(
      () => true,
      () => false,
    );
    if (!there) continue;
    const folder = path.join(os.tmpdir(), 'reckon-shallow');
    const whole = kind === 'model' ? exit : await composeShallow(file, exit, layers, folder);
    found.push({ layers, file: whole });
  }
  return found.sort((a, b) => a.layers - b.layers);
}

/** Evaluates a prompt but for its last token; gives the milliseconds and the positions evaluated. */
export async function prefill(
  { sequence }: Bench,
  prompt: readonly number[],
): Promise<{ ms: number; positions: number }> {
  const cached = await sequence.keepOnly(prompt);
  const start = performance.now();
  for (let at = cached; at < prompt.length - 1; at += chunk) {
    await sequence.feed(prompt.slice(at, Math.min(prompt.length - 1, at + chunk)), 'complete');
  }
  return { ms: performance.now() - start, positions: prompt.length - 1 - cached };
}

/** A greedy token with the likeliest ones at its place, and what it took. */
export interface Step {
  readonly candidates: readonly Candidate[];
  readonly ms: number;
}

/** Greedy tokens after an evaluated prompt, the one that ends the answer included, as a last step. */
export async function decode(
  { sequence }: Bench,
  prompt: readonly number[],
  top: number,
  ends: (token: number, written: number) => boolean,
): Promise<Step[]> {
  const steps: Step[] = [];
  let token = prompt.at(-1) ?? 0;
  for (;;) {
    const start = performance.now();
    const candidates = await sequence.next([token], top, 'complete');
    steps.push({ candidates, ms: performance.now() - start });
    token = candidates[0]?.token ?? 0;
    if (ends(token, steps.length)) return steps;
  }
}
