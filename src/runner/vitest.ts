import { canaryInside } from './canary-javascript.ts';
import { reportedBy, type Run } from './invoke.ts';
import { javascriptCanary, javascriptFiles } from './javascript.ts';
import { fullNamePattern } from './javascript-ids.ts';
import { readReport } from './report.ts';
import type { Canary, Runner, Selection } from './runner.ts';
import { readVitestArgs, type VitestArgs } from './vitest-args.ts';
import { quote } from './words.ts';

const testSource = { module: /^vitest$/, names: ['test'], expects: true };
const reporterName = 'reckon-vitest-reporter.mjs';

/** Vitest, run once and reported on by a reporter of ours (its text: `reporter`). */
export function vitestRunner(reporter: string): Runner {
  return {
    name: 'vitest',
    invocation: reportedBy({ name: reporterName, text: reporter }, javascriptFiles.fileOf, words),
    report: readReport,
    canary: javascriptCanary({
      start: ["import { expect, test } from 'vitest';"],
      check: (text, length) => `expect(${text}.length).toBe(${length})`,
      file: 'a.test.js',
    }),
    canaryInside: (command, file, random) => canaryInside(command, file, random, testSource),
    ...javascriptFiles,
  };
}

function words({ command, selection, canary, plan, kept }: Run): string[] {
  const args = readVitestArgs(command.args);
  return [
    ...command.program,
    ...['run', `--reporter=${kept(reporterName)}`],
    // Every test is wanted, also past the first failure.
    '--bail=0',
    // A threshold for the whole suite says nothing about a part of it.
    ...(selection === 'all' ? [] : ['--coverage.enabled=false']),
    ...args.options,
    ...namePattern(args, selection, canary),
    ...filters(args, plan.files, plan.canary?.path),
  ];
}

/** Vitest takes one pattern: the command's own stays, with the canary let through. */
function namePattern(args: VitestArgs, selection: Selection, canary?: Canary): string[] {
  const own = canary ? [canary.passing, canary.failing] : [];
  if (args.namePattern !== null) {
    const canaries = fullNamePattern(own);
    const pattern = canaries === null ? args.namePattern : `(${args.namePattern})|${canaries}`;
    return ['-t', quote(pattern)];
  }
  const pattern = selection === 'all' ? null : fullNamePattern([...selection, ...own]);
  return pattern === null ? [] : ['-t', quote(pattern)];
}

/** Filters add up: the command's own stay beside ours, and the canary joins them where there are any. */
function filters(args: VitestArgs, files: readonly string[], canary?: string): string[] {
  const chosen = args.filters.length > 0 ? args.filters : files.map(quote);
  return chosen.length > 0 && canary !== undefined ? [...chosen, quote(canary)] : [...chosen];
}
