import { z } from 'zod';
import { clip, unfinished } from './report.ts';
import type { RawResult, TestCase, TestReport } from './runner.ts';

/** The file in the exchange folder that takes what `go test -json` prints. */
export const goReportName = 'report.json';

const eventSchema = z.looseObject({
  Action: z.string(),
  Package: z.string().optional(),
  Test: z.string().optional(),
  Output: z.string().optional(),
  Elapsed: z.number().optional(),
  ImportPath: z.string().optional(),
  FailedBuild: z.string().optional(),
});
type GoEvent = z.infer<typeof eventSchema>;

/** What is known of a test, or of a package by itself. */
interface Seen {
  readonly output: string[];
  /** Its end was printed: go also calls passed what was running when the process ended well. */
  said: boolean;
  end: 'pass' | 'fail' | 'skip' | null;
  /** The build whose failure ended it, by its name among the builds' outputs. */
  build: string;
  ms: number;
}

const outcomeOf = { pass: 'passed', fail: 'failed', skip: 'skipped' } as const;
/** What the framework prints around a test's own output, and at its end. */
const frame = /^=== |^\s*--- (PASS|FAIL|SKIP)/;
const passFrame = /^\s*--- PASS: /;
/** What go before 1.24 prints, in plain words, for a package that does not build. */
const unbuiltFrame = /^FAIL\t(\S+) \[(?:build|setup) failed\]$/;

/**
 * Reads the events of `go test -json`. The report is complete if every line can be read and every
 * package that was started has ended. A test that was started and did not end has failed; a package
 * that failed without a failed test (it does not build, its TestMain failed) is an error.
 */
export function readGoReport(result: RawResult): TestReport {
  const lines = (result.files.get(goReportName) ?? '').split('\n');
  const read = lines.slice(0, -1).map(readEvent);
  const builds = new Map<string, string[]>();
  const packages = new Map<string, Map<string, Seen>>();
  for (const event of read) if (event) note(event, packages, builds);
  const cases: TestCase[] = [];
  const errors: string[] = [];
  for (const [name, { own, whole }] of byPackage(packages)) {
    cases.push(...own);
    if (whole?.end !== 'fail' || own.some(({ outcome }) => outcome === 'failed')) continue;
    const said = [...(builds.get(whole.build) ?? []), ...whole.output].join('');
    errors.push(clip(`${name}\n${said || result.output}`.trim()));
  }
  const complete =
    result.exitCode !== null &&
    packages.size > 0 &&
    lines.at(-1) === '' &&
    !read.includes(null) &&
    [...packages.values()].every((tests) => (tests.get('')?.end ?? null) !== null);
  if (!complete) errors.push(unfinished(result));
  return { cases, complete, errors };
}

/** The tests of each package, and what is known of the package itself. */
function* byPackage(packages: ReadonlyMap<string, ReadonlyMap<string, Seen>>) {
  for (const [name, tests] of packages) {
    const named = [...tests].filter(([test]) => test !== '');
    const own = named.map(([test, seen]) => caseOf(name, test, seen));
    yield [name, { own, whole: tests.get('') }] as const;
  }
}

function readEvent(line: string): GoEvent | null {
  const unbuilt = unbuiltFrame.exec(line)?.[1];
  if (unbuilt !== undefined) return { Action: 'fail', Package: unbuilt };
  try {
    return eventSchema.parse(JSON.parse(line));
  } catch {
    return null;
  }
}

function note(
  event: GoEvent,
  packages: Map<string, Map<string, Seen>>,
  builds: Map<string, string[]>,
): void {
  const {
    Action,
    Package,
    Test = '',
    Output = '',
    Elapsed = 0,
    ImportPath = '',
    FailedBuild = '',
  } = event;
  if (Action === 'build-output') {
    builds.set(ImportPath, [...(builds.get(ImportPath) ?? []), Output]);
    return;
  }
  if (Package === undefined) return;
  const tests = packages.get(Package) ?? new Map<string, Seen>();
  packages.set(Package, tests);
  const seen = tests.get(Test) ?? { output: [], said: false, end: null, build: '', ms: 0 };
  tests.set(Test, seen);
  if (Action === 'output' && passFrame.test(Output)) seen.said = true;
  if (Action === 'output' && !frame.test(Output)) seen.output.push(Output);
  if (Action === 'pass' || Action === 'fail' || Action === 'skip') {
    seen.end = Action;
    seen.build = FailedBuild;
    seen.ms = Elapsed * 1000;
  }
}

function caseOf(name: string, test: string, { output, said, end, ms }: Seen): TestCase {
  const unsaid = end === null || (end === 'pass' && !said);
  const outcome = unsaid ? 'failed' : outcomeOf[end];
  const message = outcome === 'passed' ? {} : { message: clip(output.join('').trim()) };
  return { id: `${name}.${test}`, outcome, ms, ...message };
}
