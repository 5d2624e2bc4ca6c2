import path from 'node:path';
import { z } from 'zod';
import { readLibtest, type LibtestReport } from './libtest.ts';
import { clip, fold, unfinished } from './report.ts';
import type { RawResult, TestCase, TestReport } from './runner.ts';

/** The file in the exchange folder that takes what cargo and rustdoc print. */
export const cargoOutputName = 'cargo.out';

const messageSchema = z.discriminatedUnion('reason', [
  z.object({
    reason: z.literal('compiler-artifact'),
    profile: z.object({ test: z.boolean() }),
    executable: z.string().nullable(),
  }),
  z.object({ reason: z.literal('build-finished'), success: z.boolean() }),
]);

/** A test program that cargo built, and what its run left; null where it left nothing. */
interface Program {
  /** Its crate's name: that of the file without cargo's hash. */
  readonly crate: string;
  readonly output: string;
  readonly status: number | null;
}

/**
 * Reads what our wrapper kept of each test program, and what rustdoc printed of the examples. Ids
 * are `crate::module::test`, and `file - item` for examples, whose lines move with every edit. A
 * program that is none of the test framework's is one test, its crate. The report is complete if
 * the build failed, or every program that was built ran to its end and its counts are right.
 */
export function readCargoReport(result: RawResult): TestReport {
  const { programs, built, examples } = readBuild(result);
  if (built === false) return { cases: [], complete: true, errors: [clip(result.output.trim())] };
  const reports = programs.map(readProgram);
  const documented = readLibtest(examples);
  const cases = reports.flatMap((report) => report.cases).concat(examplesOf(documented));
  const complete =
    result.exitCode !== null &&
    built === true &&
    reports.every((report) => report.complete) &&
    documented?.complete !== false;
  const errors = reports.flatMap((report) => report.errors);
  if (!complete) errors.push(unfinished(result));
  else if (result.exitCode !== 0 && errors.length === 0 && !cases.some(isFailed))
    errors.push(clip(result.output.trim()));
  return { cases: fold(cases), complete, errors };
}

function isFailed({ outcome }: TestCase): boolean {
  return outcome === 'failed';
}

/** Cargo's messages are lines of JSON; what rustdoc prints stands between and after them. */
function readBuild({ files }: RawResult) {
  const programs: Program[] = [];
  const examples: string[] = [];
  let built: boolean | null = null;
  for (const line of (files.get(cargoOutputName) ?? '').split('\n')) {
    if (!line.startsWith('{"reason":')) examples.push(line);
    const message = readMessage(line);
    if (message?.reason === 'build-finished') built = message.success;
    if (message?.reason !== 'compiler-artifact' || !message.profile.test) continue;
    const name = path.basename(message.executable ?? '').replace(/\.exe$/, '');
    if (name === '') continue;
    const ended = files.get(`${name}.end`);
    programs.push({
      crate: name.replace(/-[\da-f]{16}$/, '').replaceAll('-', '_'),
      output: files.get(`${name}.out`) ?? '',
      status: ended === undefined ? null : Number(ended),
    });
  }
  return { programs, built, examples: examples.join('\n') };
}

function readMessage(line: string) {
  try {
    return messageSchema.parse(JSON.parse(line));
  } catch {
    return null;
  }
}

function readProgram({ crate, output, status }: Program): TestReport {
  const report = readLibtest(output);
  if (!report) {
    const outcome = status === 0 ? 'passed' : 'failed';
    const message = outcome === 'failed' ? { message: clip(output.trim()) } : {};
    const own = { id: crate, outcome, ms: 0, ...message } as const;
    return { cases: status === null ? [] : [own], complete: status !== null, errors: [] };
  }
  const cases = casesOf(report, (name) => `${crate}::${name}`);
  const failed = cases.some(isFailed);
  const complete = status !== null && report.complete;
  const errors = complete && status !== 0 && !failed ? [clip(`${crate}\n${output}`.trim())] : [];
  return { cases, complete, errors };
}

function examplesOf(report: LibtestReport | null): TestCase[] {
  return report ? casesOf(report, (name) => name.replace(/ \(line \d+\).*$/, '')) : [];
}

function casesOf({ tests }: LibtestReport, idOf: (name: string) => string): TestCase[] {
  return tests.map(({ id, message, ...test }) => ({
    ...test,
    id: idOf(id),
    ms: 0,
    ...(message === undefined ? {} : { message: clip(message) }),
  }));
}
