import { languageOf, type Syntax } from '../../base/syntax.ts';
import type { TestBench, TestRun } from '../../verify/execution.ts';
import { probeSources, runProbed } from '../../verify/probing.ts';
import type { WorkspaceFiles } from '../files.ts';
import type { Baseline } from '../baseline.ts';
import { mentionsIn } from './mentions.ts';
import type { Statement } from '../../runner/probes.ts';
import { ochiai, type Spectrum } from './spectrum.ts';
import { planRuns } from './plan.ts';
import type { FileEdit } from '../../base/edit.ts';

/** A statement and how much the tests point at it, in (0, 1]. */
export interface Suspect {
  readonly statement: Statement;
  readonly suspicion: number;
}

export interface Evidence {
  readonly bench: TestBench;
  readonly files: WorkspaceFiles;
  /** Sources that may be at fault, likeliest first. */
  readonly sources: readonly string[];
  readonly baseline: Baseline;
  readonly syntax: Syntax;
  readonly jobs: number;
  readonly timeoutMs: number;
}

/** More is not probed: parsing alone would take longer than a round of samples. */
const mostProbedFiles = 300;

/** A statement that the failing tests' output names is looked at before its equals. */
const mentionBonus = 0.1;

/**
 * Ranks the statements of the workspace by suspicion: spectrum-based, from runs of the tests over
 * probed sources. Where these tell nothing (a build that refuses the probes, a plain command), the
 * statements named by the failing tests come first, then all others of the likeliest files.
 */
export async function localise(evidence: Evidence, signal: AbortSignal): Promise<Suspect[]> {
  const { edits, statements } = await probeSources(await readSources(evidence), evidence.syntax);
  const spectra = edits.length > 0 ? await collectSpectra(evidence, edits, signal) : [];
  const suspicion = ochiai(spectra);
  const mentioned = mentionsIn(
    evidence.baseline.failures.map(({ message }) => message).join('\n'),
    evidence.files.paths,
  );
  const isMentioned = ({ path, startLine, endLine }: Statement) =>
    mentioned.some((m) => m.path === path && m.line > startLine && m.line <= endLine + 1);
  const suspects = statements.flatMap((statement, probe) => {
    const bonus = isMentioned(statement) ? mentionBonus : 0;
    const score = suspicion.size > 0 ? suspicion.get(probe) : 0.01;
    return score === undefined ? [] : [{ statement, suspicion: Math.min(1, score + bonus) }];
  });
  return suspects.sort((a, b) => b.suspicion - a.suspicion);
}

async function readSources({ sources, files }: Evidence) {
  const texts: { path: string; text: string }[] = [];
  for (const path of sources.slice(0, mostProbedFiles)) {
    const text = languageOf(path) ? await files.read(path) : null;
    if (text !== null) texts.push({ path, text });
  }
  return texts;
}

/** Runs the planned selections over the probed sources, `jobs` at a time. */
async function collectSpectra(
  evidence: Evidence,
  edits: readonly FileEdit[],
  signal: AbortSignal,
): Promise<Spectrum[]> {
  const { bench, baseline, jobs, timeoutMs } = evidence;
  const plan = planRuns(baseline, bench.runner.name === 'plain', jobs);
  const spectra: Spectrum[] = [];
  const work = async () => {
    const copy = await bench.executor.acquire({ kind: 'sample' }, signal);
    try {
      await copy.apply(edits);
      for (let next = plan.shift(); next && !signal.aborted; next = plan.shift()) {
        const { selection, failed } = next;
        const run = await runProbed(bench, copy, { selection, timeoutMs }, signal);
        const { probes } = run;
        if (probes.size > 0 && cameOutAs(run, failed)) spectra.push({ failed, probes });
      }
    } finally {
      await copy.release();
    }
  };
  await Promise.all(Array.from({ length: Math.min(jobs, plan.length) }, work));
  return spectra;
}

/** Probes must not have changed how the tests end. */
function cameOutAs(run: TestRun, failed: boolean): boolean {
  const failing = run.exitCode !== 0;
  return failing === failed;
}
