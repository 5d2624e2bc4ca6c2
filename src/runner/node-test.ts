import { canaryInside } from './canary-javascript.ts';
import { reportedBy, type Run } from './invoke.ts';
import { javascriptCanary, javascriptFiles } from './javascript.ts';
import { namePattern } from './javascript-ids.ts';
import { nodeValued, skipOptions } from './programs.ts';
import { readReport } from './report.ts';
import type { Canary, Runner, Selection, TestCommand } from './runner.ts';
import { quote, splitSteps } from './words.ts';

const testSource = { module: /^node:test$/, names: ['test'], expects: false };
const reporterName = 'reckon-node-reporter.mjs';

/** Node's own runner, reported on by a reporter of ours (its text: `reporter`). */
export function nodeTestRunner(reporter: string): Runner {
  return {
    name: 'node:test',
    invocation: reportedBy({ name: reporterName, text: reporter }, javascriptFiles.fileOf, words),
    report: readReport,
    canary: javascriptCanary({
      start: ["import assert from 'node:assert/strict';", "import { test } from 'node:test';"],
      check: (text, length) => `assert.equal(${text}.length, ${length})`,
      file: 'a.test.mjs',
      extension: '.mjs',
    }),
    canaryInside: (command, file, random) => canaryInside(command, file, random, testSource),
    ...javascriptFiles,
  };
}

function words({ command, selection, canary, plan, kept }: Run): string[] {
  const { options, files } = splitArgs(command);
  return [
    ...command.program,
    `--test-reporter=${kept(reporterName)}`,
    `--test-reporter-destination=${kept('report.jsonl')}`,
    ...options,
    ...namePatterns(options, selection, canary),
    ...chosenFiles(
      files,
      plan.files,
      canary?.inside ? undefined : plan.canary?.path,
      plan.ids !== null,
    ),
  ];
}

/** Options and test files as written, without the user's reporters and watching. */
function splitArgs(command: TestCommand): { options: string[]; files: string[] } {
  const words = command.args.map(
    (raw) => splitSteps(raw)?.[0]?.[0] ?? { raw, text: raw, fixed: false },
  );
  const end = skipOptions(words, 0, nodeValued);
  const options: string[] = [];
  for (let at = 0; at < end; at++) {
    const { raw, text } = words[at] ?? { raw: '', text: '' };
    const hasValue = nodeValued.has(text);
    if (!/^--(test-reporter|watch)/.test(text)) {
      options.push(raw);
      if (hasValue) options.push(words[at + 1]?.raw ?? '');
    }
    if (hasValue) at++;
  }
  return { options, files: words.slice(end).map((word) => word.raw) };
}

/**
 * By a test's own name, which every version of node matches wherever the test stands. Names shared
 * with other tests run those too; the report tells them apart.
 */
function namePatterns(options: readonly string[], selection: Selection, canary?: Canary): string[] {
  const own = canary ? [canary.passing, canary.failing] : [];
  const narrowed = options.some((option) => option.startsWith('--test-name-pattern'));
  const ids = selection === 'all' ? [] : selection;
  // Patterns of the command's own and ours would be added up: then only the canary needs one.
  const pattern = narrowed
    ? namePattern(own)
    : ids.length > 0
      ? namePattern([...ids, ...own])
      : null;
  return pattern === null ? [] : [`--test-name-pattern=${quote(pattern)}`];
}

/** Without files of the command's own node finds them itself: naming one would end that. */
function chosenFiles(
  given: readonly string[],
  selected: readonly string[],
  canary: string | undefined,
  isSelection: boolean,
): string[] {
  const added = canary === undefined ? [] : [quote(canary)];
  if (isSelection) return [...new Set([...selected.map(quote), ...added])];
  return given.length === 0 ? [] : [...given, ...added];
}
