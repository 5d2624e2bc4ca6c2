import { createHash } from 'node:crypto';
import { stripVTControlCharacters } from 'node:util';
import { z } from 'zod';
import type { RawResult, TestCase, TestReport } from './runner.ts';

/** The file that each of our reporters writes in the exchange folder. */
export const reportName = 'report.jsonl';

/** The file in which a reporter of ours finds the key of its seal, and which it takes away. */
export const keyName = 'key';

const line = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('case'),
    id: z.string(),
    outcome: z.enum(['passed', 'failed', 'skipped']),
    ms: z.number(),
    message: z.string().optional(),
  }),
  z.object({ kind: z.literal('error'), message: z.string() }),
  z.object({
    kind: z.literal('finished'),
    cases: z.number(),
    errors: z.number(),
    seal: z.string().optional(),
  }),
]);
type Line = z.infer<typeof line>;
type CaseLine = Extract<Line, { kind: 'case' }>;

/** Longer messages are cut in the middle (code units). */
const longestMessage = 20_000;
const severity = { passed: 0, skipped: 1, failed: 2 } as const;

/**
 * Reads the lines that a reporter of ours left. The report is complete if every line can be read
 * and the last one, and it alone, says that all is there, under the seal of what stands before it.
 * A test reported more than once under one id counts by its worst outcome.
 */
export function readReport(result: RawResult): TestReport {
  const text = result.files.get(reportName) ?? '';
  const lines = text.split('\n').map(readLine);
  const read = lines.filter((one) => one !== null);
  const cases = read.filter((one) => one.kind === 'case');
  const errors = read.filter((one) => one.kind === 'error').map((one) => clip(one.message));
  const last = read.at(-1);
  const complete =
    result.exitCode !== null &&
    // What follows the last line break is the one text that is no line.
    read.length === lines.length - 1 &&
    lines.at(-1) === null &&
    read.filter((one) => one.kind === 'finished').length === 1 &&
    last?.kind === 'finished' &&
    last.cases === cases.length &&
    last.errors === errors.length &&
    (result.key === undefined || last.seal === sealOf(result.key, withoutLastLine(text)));
  if (!complete) errors.push(unfinished(result));
  return { cases: fold(cases), complete, errors };
}

/** Does the exit status say something else than the report? */
export function disagrees(report: TestReport, exitCode: number | null): boolean {
  const failing =
    report.errors.length > 0 || report.cases.some(({ outcome }) => outcome === 'failed');
  return (exitCode === 0) === failing;
}

/** Without the colours of a terminal; of more than `most` code units both ends are kept. */
export function clip(coloured: string, most = longestMessage): string {
  const text = stripVTControlCharacters(coloured);
  if (text.length <= most) return text;
  const half = Math.floor(most / 2);
  return `${text.slice(0, half)}\n[…]\n${text.slice(-half)}`;
}

/**
 * What only the reporter can say of the lines that it wrote, as it alone has read the key: SHA-256
 * of both, in hex. What runs beside it can write to the report, and changes it in vain.
 */
export function sealOf(key: string, lines: string): string {
  return createHash('sha256').update(key).update(lines).digest('hex');
}

function withoutLastLine(text: string): string {
  return text.slice(0, text.lastIndexOf('\n', text.length - 2) + 1);
}

function readLine(text: string): Line | null {
  try {
    return line.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** A test reported more than once under one id counts by its worst outcome. */
export function fold(lines: readonly Omit<CaseLine, 'kind'>[]): TestCase[] {
  const byId = new Map<string, TestCase>();
  for (const { id, outcome, ms, message } of lines) {
    const before = byId.get(id);
    if (before && severity[before.outcome] >= severity[outcome]) continue;
    byId.set(id, { id, outcome, ms, ...(message === undefined ? {} : { message: clip(message) }) });
  }
  return [...byId.values()];
}

/** What to say of a run whose report is not whole. */
export function unfinished({ exitCode, output }: RawResult): string {
  const end = exitCode === null ? 'by a signal' : `with status ${exitCode}`;
  return `The test runner ended ${end} before it finished its report.\n${clip(output)}`.trim();
}
