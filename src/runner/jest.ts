import { canaryInside } from './canary-javascript.ts';
import { reportedBy, type Plan, type Run } from './invoke.ts';
import { javascriptCanary, javascriptFiles } from './javascript.ts';
import { fullNamePattern } from './javascript-ids.ts';
import { rawWords, readOptions, type Argument } from './options.ts';
import { readReport } from './report.ts';
import type { Canary, Runner, Selection } from './runner.ts';
import { quote } from './words.ts';

const testSource = { module: /^@jest\/globals$/, names: ['test'], expects: true };
const reporterName = 'reckon-jest-reporter.cjs';

/** Options whose value may be the next word. */
const valued =
  /^(-[ctw]|--(cacheDirectory|changedSince|config|coverageDirectory|coverageProvider|env|filter|globals|globalSetup|globalTeardown|maxConcurrency|maxWorkers|moduleNameMapper|outputFile|preset|resolver|rootDir|runner|seed|shard|testEnvironment|testEnvironmentOptions|testNamePattern|testResultsProcessor|testRunner|testSequencer|testTimeout|transform|workerIdleMemoryLimit))$/;
/** Options whose values are all words up to the next option. */
const valuedByMany =
  /^--(collectCoverageFrom|coveragePathIgnorePatterns|coverageReporters|ignoreProjects|moduleDirectories|moduleFileExtensions|modulePathIgnorePatterns|modulePaths|projects|reporters|roots|selectProjects|setupFiles|setupFilesAfterEnv|snapshotSerializers|testMatch|testPathIgnorePatterns|testPathPatterns?|testRegex|transformIgnorePatterns|unmockedModulePathPatterns|watchPathIgnorePatterns)$/;
/** What asks git or the last run which tests to choose, watches, or ends the run early. */
const replaced =
  /^(-[boft]|--(bail|watch|watchAll|(no-)?watchman|reporters|json|outputFile|onlyChanged|onlyFailures|lastCommit|changedSince|cacheDirectory|testNamePattern|ci))$/;
const isPattern = ({ option }: Argument) => /^(-t|--testNamePattern)$/.test(option ?? '');
const isFilter = ({ option }: Argument) =>
  option === null || /^--(testPathPatterns?|runTestsByPath)$/.test(option);

/** Jest, run once and reported on by a reporter of ours (its text: `reporter`). */
export function jestRunner(reporter: string): Runner {
  return {
    name: 'jest',
    invocation: reportedBy({ name: reporterName, text: reporter }, javascriptFiles.fileOf, words),
    report: readReport,
    canary: javascriptCanary({
      start: [
        '// @ts-nocheck',
        // Where jest's configuration keeps its names out of the global scope.
        "const { expect, test } = globalThis.test ? globalThis : require('@jest/globals');",
      ],
      check: (text, length) => `expect(${text}.length).toBe(${length})`,
      file: 'a.test.js',
    }),
    canaryInside: (command, file, random) => canaryInside(command, file, random, testSource),
    ...javascriptFiles,
  };
}

function words({ command, selection, canary, plan, kept }: Run): string[] {
  const args = readOptions(command.args, valuesOf);
  const options = args.filter((each) => !isFilter(each) && !replaced.test(each.option ?? ''));
  return [
    ...command.program,
    `--reporters=${kept(reporterName)}`,
    ...rawWords(options),
    ...namePattern(args, selection, canary),
    // Outside the copy: what earlier runs remember must not lead this one.
    `--cacheDirectory=${kept('cache')}`,
    // A snapshot that is not there yet is written for nobody to have seen it.
    ...['--ci', '--bail=0', '--watch=false', '--watchAll=false', '--watchman=false'],
    // A threshold for the whole suite says nothing about a part of it.
    ...(selection === 'all' ? [] : ['--coverage=false']),
    ...filters(args, plan, selection),
  ];
}

function valuesOf(option: string, following: readonly string[]): number {
  if (valuedByMany.test(option)) return following.length;
  const isNumber = /^\d+$/.test(following[0] ?? '');
  return valued.test(option) || (/^(-b|--bail)$/.test(option) && isNumber) ? 1 : 0;
}

/** Jest takes one pattern: the command's own stays, with the canary let through. */
function namePattern(args: readonly Argument[], selection: Selection, canary?: Canary): string[] {
  const own = canary ? [canary.passing, canary.failing] : [];
  const given = args.findLast(isPattern)?.value ?? null;
  if (given !== null) {
    const canaries = fullNamePattern(own);
    const pattern = canaries === null ? given : `(${given})|${canaries}`;
    return [`--testNamePattern=${quote(pattern)}`];
  }
  const pattern = selection === 'all' ? null : fullNamePattern([...selection, ...own]);
  return pattern === null ? [] : [`--testNamePattern=${quote(pattern)}`];
}

/** The command's own patterns of paths, with the canary's beside them; of a selection, its files. */
function filters(args: readonly Argument[], plan: Plan, selection: Selection): string[] {
  const canary = plan.canary === null ? [] : [plan.canary.path];
  if (selection !== 'all') return ['--runTestsByPath', ...[...plan.files, ...canary].map(quote)];
  const given = args.filter(isFilter);
  const byPath = given.some(({ option }) => option === '--runTestsByPath');
  const patterns = given.flatMap(patternsOf);
  if (patterns.length === 0) return [];
  const added = byPath ? canary : canary.map((path) => path.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return [...(byPath ? ['--runTestsByPath'] : []), ...patterns, ...added.map(quote)];
}

/** The patterns of an argument, as words. */
function patternsOf({ option, raw, value }: Argument): readonly string[] {
  if (option === null) return raw;
  return raw.length === 1 && value !== null ? [quote(value)] : raw.slice(1);
}
