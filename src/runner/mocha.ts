import { canaryInside } from './canary-javascript.ts';
import { fromFolder, fromRoot, inExchange, invoke, planOf, shellText } from './invoke.ts';
import { javascriptCanary, javascriptFiles } from './javascript.ts';
import { rawWords, readOptions, type Argument } from './options.ts';
import { nodeValued } from './programs.ts';
import { readReport } from './report.ts';
import type { Runner } from './runner.ts';
import { siblingOf } from './sibling.ts';
import { quote } from './words.ts';

const testSource = { module: /^mocha$/, names: ['it', 'test'], expects: false };
const reporterName = 'reckon-mocha-reporter.cjs';

/** Options whose value may be the next word, besides node's own. */
const valued =
  /^(-[AfgjnOprRstu]|--(config|extension|fgrep|file|global|globals|grep|ignore|exclude|jobs|node-option|package|reporter|reporter-options?|require|retries|slow|spec|timeout|ui|watch-files|watch-ignore))$/;
const replaced = /^(-[bRpOw]|--(no-)?(bail|parallel|watch|reporter|reporter-options?))$/;

/**
 * Mocha, reported on by a reporter of ours (its text: `reporter`), which also takes what is not
 * selected out of the tree. It runs in one process: in several there is no tree to see.
 */
export function mochaRunner(reporter: string): Runner {
  return {
    name: 'mocha',
    invocation(command, selection, exchange, canary) {
      const plan = planOf(command, selection, canary, (id) => javascriptFiles.fileOf(id, command));
      const args = readOptions(command.args, (option) =>
        valued.test(option) || nodeValued.has(option) ? 1 : 0,
      );
      const isFile = ({ option }: Argument) => option === null || option === '--spec';
      const options = args.filter((each) => !isFile(each) && !replaced.test(each.option ?? ''));
      const words = [
        ...command.program,
        // Every test is wanted, also past the first failure. An old mocha, which knows none of
        // these, would take a file after them for their value.
        ...['--no-bail', '--no-parallel', '--no-watch'],
        `--reporter=${inExchange(exchange, reporterName)}`,
        ...rawWords(options),
        // Loaded before the others, and found again among them without harm.
        ...(canary && !canary.inside ? [`--file=${quote(fromFolder(command, canary.path))}`] : []),
        ...(selection === 'all' ? rawWords(args.filter(isFile)) : plan.files.map(quote)),
      ];
      return invoke(shellText(command, words), plan, { name: reporterName, text: reporter });
    },
    report: readReport,
    canary(command, testFiles, random) {
      const path = siblingOf(testFiles[0] ?? fromRoot(command, 'a.test.cjs'), random, '.cjs');
      const head = [
        "const assert = require('node:assert/strict');",
        // By the interface that the command chose.
        'const test = globalThis.it ?? globalThis.test;',
      ];
      return javascriptCanary(
        command,
        { path, random },
        head,
        (length) => `assert.equal('${random}'.length, ${length})`,
      );
    },
    canaryInside: (command, file, random) => canaryInside(command, file, random, testSource),
    ...javascriptFiles,
  };
}
