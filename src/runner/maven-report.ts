import { XMLParser } from 'fast-xml-parser';
import { z } from 'zod';
import { clip, fold, unfinished } from './report.ts';
import type { RawResult, TestCase, TestReport } from './runner.ts';

/** What of a test that did not pass is written: once, or each time it was run again. */
const told = z
  .array(z.object({ message: z.string().optional(), text: z.string().optional() }))
  .optional();
const caseSchema = z.object({
  name: z.string(),
  classname: z.string(),
  time: z.string().optional(),
  failure: told,
  error: told,
  skipped: told,
});
const suiteSchema = z.object({
  testsuite: z.object({ testcase: z.array(caseSchema).default([]) }),
});

const repeated = new Set(['testcase', 'failure', 'error', 'skipped']);
const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  textNodeName: 'text',
  alwaysCreateTextNode: true,
  parseAttributeValue: false,
  parseTagValue: false,
  isArray: (name) => repeated.has(name),
});

/**
 * Reads the XML files of surefire and failsafe. Ids are `package.Class#method`, a nested class
 * after `$`, the number of a parametrized form in brackets. What failed besides tests (a build, a
 * process that ended itself) is an error. The report is complete if Maven ended by itself and every
 * file can be read.
 */
export function readMavenReport(result: RawResult): TestReport {
  const files = [...result.files].filter(([name]) => /^TEST-\d+\.xml$/.test(name));
  const suites = files.map(([, text]) => readSuite(text));
  const cases = fold(suites.flatMap((suite) => (suite ?? []).map(caseOf)));
  const errors = buildErrors(result.output);
  const complete = (result.exitCode === 0 || result.exitCode === 1) && !suites.includes(null);
  const failed = errors.length > 0 || cases.some(({ outcome }) => outcome === 'failed');
  if (!complete) errors.push(unfinished(result));
  else if (result.exitCode !== 0 && !failed) errors.push(clip(result.output.trim()));
  return { cases, complete, errors };
}

/** The tests of a suite; null where the file is cut, or no suite. */
function readSuite(text: string) {
  if (!text.trimEnd().endsWith('</testsuite>')) return null;
  try {
    return suiteSchema.parse(parser.parse(text)).testsuite.testcase;
  } catch {
    return null;
  }
}

function caseOf({ name, classname, time, failure, error, skipped }: z.infer<typeof caseSchema>) {
  const [bad] = [...(failure ?? []), ...(error ?? [])];
  const outcome: TestCase['outcome'] = bad ? 'failed' : skipped ? 'skipped' : 'passed';
  return {
    // The types of a method's parameters are no part of its id.
    id: `${classname}#${name.replace(/\([^()]*\)(?=\[|$)/, '')}`,
    outcome,
    ms: 1000 * Number(time?.replaceAll(',', '') ?? 0) || 0,
    ...(bad ? { message: (bad.text || bad.message || '').trim() } : {}),
  };
}

/** What Maven could not do, tests that failed aside: `project: reason`, and what explains it. */
function buildErrors(output: string): string[] {
  const said = output.replace(/\r?\n\[ERROR\] ?/g, '\n[ERROR] ');
  const goals = said.matchAll(
    /^\[ERROR\] Failed to execute goal .*? on project ([^:\n]+): ([^]*?)(?=^\[ERROR\] *(?:-> \[Help|$(?![^]))|^\[INFO\]|$(?![^]))/gm,
  );
  return [...goals].flatMap(([, project = '', reason = '']) =>
    /^There (are|were) test failures/.test(reason)
      ? []
      : [
          clip(
            `${project}: ${reason.replace(/^\[ERROR\] ?/gm, '').replace(/ -> \[Help.*/, '')}`.trim(),
          ),
        ],
  );
}
