// A reporter of vitest that gives each test as a line of JSON, and a last line with the counts
// and a seal: SHA-256 of the key in `key`, which is removed before any test runs, and of all lines
// before.
//
// It lies in a folder of its own beside `plan.json`: {"ids": [ids] or null for all}. An id is
// `file > suite > test`, the file relative to the folder that vitest was started in.
import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const plan = JSON.parse(readFileSync(new URL('plan.json', import.meta.url), 'utf8'));
const wanted = plan.ids && new Set(plan.ids);
const keyFile = new URL('key', import.meta.url);
const seal = createHash('sha256').update(readFileSync(keyFile));
rmSync(keyFile);
const start = process.cwd();
// Lines of a trace that lie in vitest or in node itself.
const ownFrames = /^ +at .*(\bnode:|\/node_modules\/(vitest|@vitest)\/|<anonymous>).*\n?/gm;

export default class Reporter {
  #written = false;

  /** Vitest 3 and later. */
  onTestRunEnd(modules, unhandled) {
    this.#write(
      modules.flatMap((module) => [
        ...module.errors().map((error) => errorLine(module.moduleId, error)),
        ...[...module.children.allSuites()].flatMap((suite) =>
          suite.errors().map((error) => errorLine(module.moduleId, error)),
        ),
        ...[...module.children.allTests()].map((test) =>
          caseLine(module.moduleId, namesOf(test), endOf(test), test.diagnostic()?.duration),
        ),
      ]),
      unhandled,
    );
  }

  /** Vitest before 3, where a module is a bare tree of tasks. */
  onFinished(files = [], unhandled = []) {
    this.#write(
      files.flatMap((file) => taskLines(file, file.filepath, [])),
      unhandled,
    );
  }

  #write(lines, unhandled) {
    if (this.#written) return;
    this.#written = true;
    const shown = lines.filter((line) => line !== null);
    shown.push(...unhandled.map((error) => ({ kind: 'error', message: text(error) })));
    const cases = shown.filter((line) => line.kind === 'case').length;
    const report = shown.map((line) => JSON.stringify(line) + '\n').join('');
    const errors = shown.length - cases;
    const last = { kind: 'finished', cases, errors, seal: seal.update(report).digest('hex') };
    writeFileSync(new URL('report.jsonl', import.meta.url), `${report}${JSON.stringify(last)}\n`);
  }
}

function taskLines(task, file, names) {
  const result = task.result ?? {};
  if (task.tasks) {
    const inside = task.tasks.flatMap((child) => taskLines(child, file, [...names, child.name]));
    const own = (result.errors ?? []).map((error) => errorLine(file, error));
    return [...own, ...inside];
  }
  const state = { pass: 'passed', fail: 'failed' }[result.state] ?? unrun(task.mode);
  return [caseLine(file, names, { state, errors: result.errors }, result.duration)];
}

function endOf(test) {
  const { state, errors } = test.result();
  return {
    state: state === 'passed' || state === 'failed' ? state : unrun(test.options.mode),
    errors,
  };
}

/** A test that was to run and did not: its suite's set-up failed. */
function unrun(mode) {
  return mode === 'run' ? 'failed' : 'skipped';
}

/** Null for a test that was left out because it was not wanted. */
function caseLine(file, names, { state, errors }, ms = 0) {
  const id = [relative(file), ...names].join(' > ');
  if (state === 'skipped' && wanted && !wanted.has(id)) return null;
  const message = errors?.length ? errors.map(text).join('\n') : undefined;
  return { kind: 'case', id, outcome: state, ms, message };
}

function errorLine(file, error) {
  return { kind: 'error', message: `${relative(file)}\n${text(error)}` };
}

function namesOf(test) {
  const names = [];
  for (let task = test; task.type !== 'module'; task = task.parent) names.unshift(task.name);
  return names;
}

function relative(file) {
  return path.relative(start, file).split(path.sep).join('/');
}

function text(error) {
  const shown = (error?.stack || error?.message || String(error)).replace(ownFrames, '');
  return error?.diff ? `${shown}\n${error.diff}` : shown;
}
