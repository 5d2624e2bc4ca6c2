import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { neverAborted } from '../../../src/base/abort.ts';
import type { Patch } from '../../../src/base/edit.ts';
import { FailureError } from '../../../src/base/failure.ts';
import { Syntax, languageOf } from '../../../src/base/syntax.ts';
import { formatUnified } from '../../../src/solve/answer/unified.ts';
import { loadHarness } from '../../../src/verify/behaviour/harness.ts';
import { Observer } from '../../../src/verify/behaviour/observe.ts';
import {
  changedLines,
  hunksOf,
  withoutHunk,
  withText,
} from '../../../src/verify/evidence/changes.ts';
import { mutantsOf } from '../../../src/verify/evidence/mutants.ts';
import { type ExpressBug, expressBugs, openExpressBug } from '../../../test/support/express.ts';
import { measure } from '../../../test/support/measured.ts';
import type { Benchmark, Row } from '../benchmark.ts';
import { bootstrapMean } from '../bootstrap.ts';
import { runJson } from '../command-line.ts';

const repository = path.resolve(import.meta.dirname, '../../..');
const prefix = 'express ';
const bootstrapSeed = 0;
/** A bug's forms: as many are sought, and as many are tried until they are found. */
const most = { pairs: 2, tried: 5 };
const longestSuiteMs = 300_000;
const lookMs = 60_000;

/** A fix that is not the developers' any more. */
interface Bent {
  readonly how: string;
  readonly patch: Patch;
}

/** The fix without one of its hunks, and with one small change to a line of its own, in turns. */
async function bentForms(fix: Patch, syntax: Syntax): Promise<Bent[]> {
  const sources = fix.filter(({ path: file }) => languageOf(file) !== null);
  const lacking = sources.flatMap(hunksOf).map((hunk) => ({
    how: `without the lines from ${hunk.start + 1} on`,
    patch: withoutHunk(fix, hunk),
  }));
  const bent: Bent[] = [];
  for (const edit of sources) {
    const source = { path: edit.path, text: edit.after ?? '' };
    for (const mutant of await mutantsOf(source, changedLines(edit), syntax, most.tried)) {
      const { line, before, after, text } = mutant;
      const how = `line ${line + 1}: ${before} becomes ${after === '' ? 'nothing' : after}`;
      bent.push({ how, patch: withText(fix, edit.path, text) });
    }
  }
  const partly = lacking.filter(({ patch }) => patch.length > 0).slice(0, most.pairs - 1);
  return [...partly, ...bent].slice(0, most.tried);
}

/**
 * What `reckon verify` says of a patch over the code with the bug. What failed before is the machine's
 * doing, which no fix mends: a test that passes is named as the target.
 */
async function verified({ root, test }: ExpressBug, target: string, patch: Patch, folder: string) {
  const file = path.join(folder, 'change.diff');
  await writeFile(file, formatUnified(patch));
  const limits = ['--timeout', '100000', '--trace', path.join(folder, 'trace.jsonl')];
  const args = [
    '--workspace',
    root,
    '--patch',
    file,
    '--test',
    test,
    '--target',
    target,
    ...limits,
  ];
  return await runJson(['verify', ...args], { RECKON_HOME: folder });
}

/** The first test that passes with the bug, or why there is none. */
async function passingTest({ root, test }: ExpressBug): Promise<{ id: string } | { why: string }> {
  try {
    const measured = await measure(root, test, longestSuiteMs);
    const [id] = measured.baseline.guards;
    await measured.dispose();
    return id === undefined ? { why: 'no test passes' } : { id };
  } catch (thrown) {
    if (thrown instanceof FailureError) return { why: thrown.message };
    throw thrown;
  }
}

/** Can what the patches do be compared, and do they differ on generated inputs? */
async function behaviourOf({ root, test }: ExpressBug, patches: readonly Patch[]) {
  const measured = await measure(root, test, longestSuiteMs);
  try {
    const { bench, syntax, files } = measured;
    const isTest = (file: string) => bench.runner.isTestFile(file);
    const observer = new Observer({
      ...{ bench, syntax, harness: loadHarness(repository), suiteMs: longestSuiteMs, seed: 0 },
      testFiles: files.paths.map((file) => bench.toRoot(file)).filter(isTest),
      clock: () => performance.now(),
    });
    const candidates = patches.map((patch, sample) => ({ sample, patch, passes: true, draws: 1 }));
    const seen = await observer.observe(candidates, lookMs, neverAborted);
    return seen.available
      ? { behaviour: 'available', inputs: seen.calls.length, groups: seen.clusters.length }
      : { behaviour: seen.code, inputs: 0, groups: null };
  } finally {
    await measured.dispose();
  }
}

/** The real fix against the bent ones that pass the tests that were there with the bug. */
async function run(id: string): Promise<Row> {
  const express = await openExpressBug(Number(id.slice(prefix.length)));
  if (!express) return unmeasured(id, 'npm cannot install');
  const folder = await mkdtemp(path.join(os.tmpdir(), 'reckon-live-'));
  try {
    const target = await passingTest(express);
    if ('why' in target) return unmeasured(id, target.why);
    const real = await verified(express, target.id, express.fix, folder);
    const stated = real.pWrong ?? null;
    if (stated === null) return unmeasured(id, `${real.code}: ${real.why}`);
    const passing: (Bent & { readonly pWrong: number })[] = [];
    const syntax = new Syntax(path.join(repository, 'dist', 'grammars'));
    for (const form of await bentForms(express.fix, syntax)) {
      if (passing.length === most.pairs) break;
      const { pWrong } = await verified(express, target.id, form.patch, folder);
      // Tests that notice what was bent leave nothing to be told apart.
      if (typeof pWrong === 'number') passing.push({ ...form, pWrong });
    }
    const lower = passing.filter(({ pWrong }) => stated < pWrong).length;
    const same = passing.filter(({ pWrong }) => stated === pWrong).length;
    const seen = await behaviourOf(express, [express.fix, ...passing.map(({ patch }) => patch)]);
    return {
      id,
      result: { pairs: passing.length, lower, same },
      measured: { real: stated, bent: passing.map(({ how, pWrong }) => [how, pWrong]), ...seen },
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
    await express.dispose();
  }
}

function unmeasured(id: string, why: string): Row {
  return { id, result: { pairs: null, lower: null, same: null }, measured: { why } };
}

function summarise(done: readonly Row[]): string[] {
  const ran = done.filter(({ result }) => result['pairs'] !== null);
  const paired = ran.filter(({ result }) => Number(result['pairs']) > 0);
  const sum = (what: string) => paired.reduce((total, row) => total + Number(row.result[what]), 0);
  const shares = paired.map(({ result }) => Number(result['lower']) / Number(result['pairs']));
  const { mean, low, high } = bootstrapMean(shares, bootstrapSeed);
  const percent = (share: number) => `${Math.round(100 * share)}%`;
  const available = ran.filter(({ measured }) => measured['behaviour'] === 'available');
  const told = available.filter(({ measured }) => Number(measured['groups']) > 1);
  return [
    `Express, each real fix against bent forms that pass the tests of its bug: ${sum('pairs')} pairs of ${paired.length} bugs, ${ran.length} measured`,
    `the real one gets the lower P(wrong) in ${sum('lower')}, the same in ${sum('same')}; mean share over bugs ${percent(mean)} (95% interval by bug: ${percent(low)} to ${percent(high)})`,
    `behaviour available for ${available.length} of ${ran.length} bugs; there the forms differ on generated inputs in ${told.length}`,
    ...done.flatMap(({ id, result, measured }) =>
      result['pairs'] === null ? [`not measured: ${id}: ${String(measured['why'])}`] : [],
    ),
  ];
}

/** Real fixes of Express, and forms of them that are bent and pass the same tests. */
export const bentFixes: Benchmark = {
  seeds: { bootstrapSeed },
  rows: async () => (await expressBugs()).map((bug) => `${prefix}${bug}`),
  run,
  summarise,
};
