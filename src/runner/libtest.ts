import type { TestCase } from './runner.ts';

/** What one test program printed; tests by their path inside it. */
export interface LibtestReport {
  readonly tests: readonly Pick<TestCase, 'id' | 'outcome' | 'message'>[];
  /** Every section that was begun has ended, and its counts are those of its tests. */
  readonly complete: boolean;
}

type Counts = Record<TestCase['outcome'], number>;

const outcomeOf = { ok: 'passed', FAILED: 'failed', ignored: 'skipped' } as const;
type Word = keyof typeof outcomeOf;

const begin = /^running (\d+) tests?$/;
// What a test wrote past the framework's capture may stand before the line, or before its end.
const named = /test (\S+(?: - .*?)??)(?: - should panic)? \.\.\. (.*)$/;
const ended = /(ok|FAILED|ignored(?:, .*)?)(?: <[\d.]+s>)?$/;
const summary = /^test result: \w+\. (\d+) passed; (\d+) failed; (\d+) ignored; /;
const heading = /^---- (.+?) (?:stdout|stderr) ----$/;

/**
 * Reads what programs of Rust's test framework print: `running 2 tests`, a line for each test, the
 * output of those that failed, and a last line with the counts. Null where nothing of it is there:
 * a program with a main function of its own.
 */
export function readLibtest(text: string): LibtestReport | null {
  const sections = text.replaceAll('\r\n', '\n').split(/^(?=running \d+ tests?$)/m);
  const begun = sections.filter((section) => begin.test(section.split('\n', 1)[0] ?? ''));
  if (begun.length === 0) return null;
  const read = begun.map(readSection);
  return {
    tests: read.flatMap(({ tests }) => tests),
    complete: read.every(({ complete }) => complete),
  };
}

function readSection(section: string): LibtestReport {
  const lines = section.split('\n');
  const outcomes: [string, TestCase['outcome']][] = [];
  let open: string | null = null;
  const end = (rest: string) => {
    const word = ended.exec(rest)?.[1]?.split(',', 1)[0];
    if (open === null || word === undefined) return;
    outcomes.push([open, outcomeOf[word as Word]]);
    open = null;
  };
  for (const line of lines) {
    if (/^failures:$/.test(line)) break;
    const [, name, rest = line] = named.exec(line) ?? [];
    open = name ?? open;
    end(rest);
  }
  const messages = failureMessages(lines);
  const expected = Number(begin.exec(lines[0] ?? '')?.[1]);
  const said = lines.map((line) => summary.exec(line)).findLast((found) => found !== null);
  const [passed, failed, skipped] = (said ?? []).slice(1).map(Number);
  const counts: Counts = { passed: 0, failed: 0, skipped: 0 };
  for (const [, outcome] of outcomes) counts[outcome]++;
  return {
    tests: outcomes.map(([id, outcome]) => ({
      id,
      outcome,
      ...(outcome === 'failed' ? { message: messages.get(id) ?? '' } : {}),
    })),
    complete:
      outcomes.length === expected &&
      counts.passed === passed &&
      counts.failed === failed &&
      counts.skipped === skipped,
  };
}

/** The output of failed tests stands below `failures:`, each under its heading. */
function failureMessages(lines: readonly string[]): Map<string, string> {
  const messages = new Map<string, string[]>();
  let current: string[] | null = null;
  for (const line of lines.slice(lines.indexOf('failures:') + 1)) {
    const name = heading.exec(line)?.[1];
    if (name !== undefined) {
      current = messages.get(name) ?? [];
      messages.set(name, current);
    } else if (line === 'failures:') current = null;
    else current?.push(line);
  }
  return new Map([...messages].map(([name, text]) => [name, text.join('\n').trim()]));
}
