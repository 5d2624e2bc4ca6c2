import { canaryInside } from './canary-javascript.ts';
import { reportedBy, type Run } from './invoke.ts';
import { javascriptCanary, javascriptFiles } from './javascript.ts';
import { fullNamePattern } from './javascript-ids.ts';
import { rawWords, readOptions, type Argument } from './options.ts';
import { nodeValued } from './programs.ts';
import { readReport } from './report.ts';
import type { Canary, Runner } from './runner.ts';
import { quote } from './words.ts';

const testSource = { module: /^mocha$/, names: ['it', 'test'], expects: false };
const reporterName = 'reckon-mocha-reporter.cjs';

/** Options whose value may be the next word, besides node's own. */
const valued =
  /^(-[AfgjnOprRstu]|--(config|extension|fgrep|file|global|globals|grep|ignore|exclude|jobs|node-option|package|reporter|reporter-options?|require|retries|slow|spec|timeout|ui|watch-files|watch-ignore))$/;
const replaced = /^(-[bRpOw]|--(no-)?(bail|parallel|watch|reporter|reporter-options?))$/;
const isFile = ({ option }: Argument) => option === null || option === '--spec';
const isPattern = ({ option }: Argument) => option === '-g' || option === '--grep';
/** What leaves tests out in a way that a canary cannot be let through by. */
const hides = /^(-[fi]|--(fgrep|invert))$/;

/**
 * Mocha, reported on by a reporter of ours (its text: `reporter`). In one process it also takes what
 * is not selected out of the tree; in several (`--parallel` in the command) there is no tree to see,
 * and only files are chosen.
 */
export function mochaRunner(reporter: string): Runner {
  return {
    name: 'mocha',
    invocation: reportedBy({ name: reporterName, text: reporter }, javascriptFiles.fileOf, words),
    report: readReport,
    canary: javascriptCanary({
      // As a module of either kind, by the interface that the command chose.
      start: ['// @ts-nocheck', 'const test = globalThis.it ?? globalThis.test;'],
      check: (text, length) => `{ if (${text}.length !== ${length}) throw new Error(${text}); }`,
      file: 'a.test.js',
    }),
    canaryInside: (command, file, random) => canaryInside(command, file, random, testSource),
    ...javascriptFiles,
  };
}

function words({ command, selection, canary, plan, kept }: Run): string[] {
  const args = readOptions(command.args, (option) =>
    valued.test(option) || nodeValued.has(option) ? 1 : 0,
  );
  const isParallel =
    args.some(({ option }) => option === '-p' || option === '--parallel') &&
    !args.some(({ option }) => hides.test(option ?? ''));
  const options = args.filter(
    (each) =>
      !isFile(each) && !replaced.test(each.option ?? '') && !(isParallel && isPattern(each)),
  );
  const files = selection === 'all' ? rawWords(args.filter(isFile)) : plan.files.map(quote);
  const own = plan.canary && !canary?.inside ? [quote(plan.canary.path)] : [];
  return [
    ...command.program,
    // Every test is wanted, also past the first failure. An old mocha, which knows none of these,
    // would take a file after them for their value.
    ...['--no-bail', isParallel ? '--parallel' : '--no-parallel', '--no-watch'],
    `--reporter=${kept(reporterName)}`,
    ...rawWords(options),
    ...(isParallel
      ? // Named where others are; else it is found where they are.
        [...namePattern(args, canary), ...files, ...(files.length > 0 ? own : [])]
      : // Loaded before the others, and found again among them without harm.
        [...own.map((file) => `--file=${file}`), ...files]),
  ];
}

/** The command's own pattern, with the canary let through. */
function namePattern(args: readonly Argument[], canary: Canary | undefined): string[] {
  const given = args.findLast(isPattern)?.value ?? null;
  const canaries = canary ? fullNamePattern([canary.passing, canary.failing]) : null;
  if (given === null) return [];
  return [`--grep=${quote(canaries === null ? given : `(${given})|${canaries}`)}`];
}
