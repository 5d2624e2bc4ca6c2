// A reporter of jest that gives each test as a line of JSON, and a last line with the counts and
// a seal: SHA-256 of the key in `key`, which is removed before any test runs, and of all lines before.
//
// It lies in a folder of its own beside `plan.json`: {"ids": [ids] or null for all}. An id is
// `file > suite > test`, the file relative to the folder that jest was started in.
'use strict';
const { createHash } = require('node:crypto');
const { readFileSync, rmSync, writeFileSync } = require('node:fs');
const path = require('node:path');

const plan = JSON.parse(readFileSync(path.join(__dirname, 'plan.json'), 'utf8'));
const wanted = plan.ids && new Set(plan.ids);
const keyFile = path.join(__dirname, 'key');
const seal = createHash('sha256').update(readFileSync(keyFile));
rmSync(keyFile);
// Taken now: tests may run in this process, and replace what writes.
const hash = seal.update.bind(seal);
const digest = seal.digest.bind(seal);
const start = process.cwd();
// Lines of a trace that lie in jest or in node itself.
const ownFrames = /^ +at .*(\bnode:|\/node_modules\/(jest-\w+|@jest|expect)\/).*\n?/gm;

module.exports = class Reporter {
  onRunComplete(_contexts, results) {
    const lines = results.testResults.flatMap(fileLines);
    if (results.runExecError) lines.push({ kind: 'error', message: text(results.runExecError) });
    if (results.wasInterrupted) lines.push({ kind: 'error', message: 'The run was interrupted.' });
    const cases = lines.filter(({ kind }) => kind === 'case').length;
    const report = lines.map(lineOf).join('');
    hash(report);
    const errors = lines.length - cases;
    const last = lineOf({ kind: 'finished', cases, errors, seal: digest('hex') });
    writeFileSync(path.join(__dirname, 'report.jsonl'), report + last);
  }
};

function lineOf(value) {
  return JSON.stringify({ __proto__: null, ...value }) + '\n';
}

function fileLines({ testFilePath, testResults, testExecError, failureMessage }) {
  const file = path.relative(start, testFilePath).split(path.sep).join('/');
  const lines = testResults.map((test) => caseLine(file, test)).filter((line) => line !== null);
  const failed = lines.some(({ outcome }) => outcome === 'failed');
  // A file that does not load, or whose last tear-down fails: no test tells of it.
  if (testExecError || (failureMessage && !failed))
    lines.push({
      kind: 'error',
      message: `${file}\n${clean(failureMessage ?? text(testExecError))}`,
    });
  return lines;
}

/** Null for a test that was left out because it was not wanted. */
function caseLine(file, { ancestorTitles, title, status, duration, failureMessages }) {
  const id = [file, ...ancestorTitles, title].join(' > ');
  const outcome = status === 'passed' || status === 'failed' ? status : 'skipped';
  if (outcome === 'skipped' && wanted && !wanted.has(id)) return null;
  const message = failureMessages?.length ? failureMessages.map(clean).join('\n') : undefined;
  return { kind: 'case', id, outcome, ms: duration ?? 0, message };
}

function text(error) {
  return clean(String(error?.stack || error?.message || error));
}

function clean(message) {
  // eslint-disable-next-line no-control-regex -- jest colours its messages
  return message.replace(/\u001b\[[\d;]*m/g, '').replace(ownFrames, '');
}
