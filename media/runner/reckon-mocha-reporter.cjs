// A reporter of mocha that gives each test as a line of JSON, and a last line with the counts and
// a seal: SHA-256 of the key in `key`, which is removed before any test is loaded, and of all lines
// before.
//
// It lies in a folder of its own beside `plan.json`: {"ids": [ids] or null for all, "canary":
// {"path", "passing", "failing"} or null}. An id is `file > suite > test`, the file relative to the
// folder that mocha was started in. What is not wanted is taken out of the tree before it runs; where
// mocha runs files in several processes, there is no tree, and what they tell is passed on.
'use strict';
const { createHash } = require('node:crypto');
const { openSync, readFileSync, rmSync, writeSync } = require('node:fs');
const path = require('node:path');

const plan = JSON.parse(readFileSync(path.join(__dirname, 'plan.json'), 'utf8'));
const wanted = plan.ids && new Set(plan.ids);
const canary = plan.canary && new Set([plan.canary.passing, plan.canary.failing].map(titleOf));
const keyFile = path.join(__dirname, 'key');
const seal = createHash('sha256').update(readFileSync(keyFile));
rmSync(keyFile);
// Taken now: tests run in this process, and may replace what writes.
const hash = seal.update.bind(seal);
const digest = seal.digest.bind(seal);
const json = JSON.stringify;
const write = writeSync;
/** Ids of tests that have been moved. */
const ids = new Map();
const start = process.cwd();
// Lines of a trace that lie in mocha or in node itself.
const ownFrames = /^ +at .*(\bnode:|\/node_modules\/mocha\/).*\n?/gm;

module.exports = class Reporter {
  // What an old mocha that sends a message to the desktop at the end looks for.
  stats = {};

  constructor(runner) {
    // Opened now and kept: a test may change the folder.
    const file = openSync(path.join(__dirname, 'report.jsonl'), 'w');
    const counts = { case: 0, error: 0 };
    const put = (line) => write(file, lineOf(line));
    const report = (line) => {
      counts[line.kind]++;
      hash(lineOf(line));
      put(line);
    };
    const ended = new Set();
    const end = (test, outcome, error) => {
      const id = idOf(test);
      ended.add(id);
      const message = error === undefined ? undefined : text(error);
      report({ kind: 'case', id, outcome, ms: test.duration ?? 0, message });
    };

    // Mocha leaves all but `only` tests out before it starts; the canary is none of them.
    const canaries = takeCanary(runner.suite);
    const isParallel = runner.isParallelMode?.() ?? false;
    let expected = [];
    runner.once('start', () => {
      if (isParallel) return;
      const { _grep: pattern, _invert: inverted } = runner;
      const isWanted = (test) =>
        pattern.test(test.fullTitle()) !== Boolean(inverted) && (!wanted || wanted.has(idOf(test)));
      prune(runner.suite, isWanted);
      // In a suite of their own, for a suite's tests run before the suites in it: what the other
      // tests have changed is changed for these.
      const last = runner.suite.constructor.create(runner.suite, '');
      for (const test of canaries) last.addTest(test);
      runner.grep(/^/, false);
      expected = [...testsIn(runner.suite)];
    });
    runner.on('pass', (test) => end(test, 'passed'));
    runner.on('pending', (test) => end(test, 'skipped'));
    runner.on('fail', (failed, error) => {
      if (failed.type === 'test') end(failed, 'failed', error);
      else report({ kind: 'error', message: `${idOf(failed)}\n${text(error)}` });
    });
    runner.once('end', () => {
      // The set-up of these, or of one before them, has failed.
      for (const test of expected) if (!ended.has(idOf(test))) end(test, 'failed');
      put({ kind: 'finished', cases: counts.case, errors: counts.error, seal: digest('hex') });
    });
  }
};

/** Takes the canary's tests, those of every file, out of the root suite. */
function takeCanary(root) {
  const isOurs = (test) => canary?.has(test.title);
  const ours = root.tests.filter(isOurs);
  for (const test of ours) ids.set(test, idOf(test));
  root.tests = root.tests.filter((test) => !isOurs(test));
  return ours;
}

/** Leaves the wanted tests of a suite, and of those in it. */
function prune(suite, isWanted) {
  suite.tests = suite.tests.filter(isWanted);
  for (const inner of suite.suites) prune(inner, isWanted);
}

function* testsIn(suite) {
  yield* suite.tests;
  for (const inner of suite.suites) yield* testsIn(inner);
}

function lineOf(value) {
  return json({ __proto__: null, ...value }) + '\n';
}

function titleOf(id) {
  return id.split(' > ').at(-1);
}

function idOf(runnable) {
  const known = ids.get(runnable);
  if (known) return known;
  const file = runnable.file ?? runnable.parent?.file;
  const home = file ? path.relative(start, file).split(path.sep).join('/') : '';
  return [home, ...titlesOf(runnable)].join(' > ');
}

/** Titles from the outermost suite inwards; by hand where mocha is older than its fourth version. */
function titlesOf(runnable) {
  if (runnable.titlePath) return runnable.titlePath();
  const titles = [];
  for (let at = runnable; at && !at.root; at = at.parent) titles.unshift(at.title);
  return titles;
}

function text(error) {
  return String(error?.stack || error?.message || error).replace(ownFrames, '');
}
