// A reporter of node:test that gives each test as a line of JSON, and a last line with the counts
// and a seal: SHA-256 of the key in `key`, which is removed before any test runs, and of all lines
// before.
//
// It lies in a folder of its own beside `plan.json`: {"ids": [ids] or null for all}. An id is
// `file > suite > test`, the file relative to the folder that node was started in. Subtests made
// inside a test are folded into it.
import { createHash } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { inspect } from 'node:util';

const plan = JSON.parse(readFileSync(new URL('plan.json', import.meta.url), 'utf8'));
const wanted = plan.ids && new Set(plan.ids);
const keyFile = new URL('key', import.meta.url);
const seal = createHash('sha256').update(readFileSync(keyFile));
rmSync(keyFile);
const start = process.cwd();
// Lines of a trace that lie in node itself.
const ownFrames = /^ +at .*\bnode:.*\n?/gm;
const stderrKept = 20_000;

export default async function* report(source) {
  const lines = new Lines();
  for await (const { type, data } of source) {
    if (type === 'test:enqueue' && isFile(data)) lines.files.add(data.file);
    else if (type === 'test:stderr') lines.stderr(data);
    else if (type === 'test:pass' || type === 'test:fail') lines.end(data, type === 'test:pass');
    else if (type === 'test:summary' && data.file) lines.close(data.file);
    else if (type === 'test:complete' && isFile(data)) lines.close(data.file);
    yield* lines.take();
  }
  lines.settle(lines.current);
  yield* lines.take();
  const { cases, errors } = lines;
  yield line({ kind: 'finished', cases, errors, seal: seal.digest('hex') });
}

/** Turns events, children before their parents and file after file, into lines. */
class Lines {
  files = new Set();
  cases = 0;
  errors = 0;
  /** The test file whose tests are being reported; null between two files. */
  current = null;
  /** By nesting: what has ended there and waits for its parent. */
  waiting = [];
  /** Tests declared in a helper, before it is known which file called it. */
  homeless = [];
  written = new Map();
  ready = [];

  stderr({ file: named, message }) {
    const file = path.resolve(start, named);
    this.written.set(file, ((this.written.get(file) ?? '') + message).slice(-stderrKept));
  }

  end(data, passed) {
    if (isFile(data)) {
      if (!passed) this.error(relative(data.file), this.written.get(data.file) || text(data));
      this.close(data.file);
      return;
    }
    const children = this.waiting[data.nesting + 1] ?? [];
    this.waiting.length = data.nesting + 1;
    const ended =
      data.details.type === 'suite' ? suite(data, passed, children) : test(data, passed, children);
    (this.waiting[data.nesting] ??= []).push(...ended);
    if (data.nesting === 0) this.top(data);
  }

  /** A test or suite at the top of a file has ended. */
  top(data) {
    const file = data.entryFile ?? (this.files.has(data.file) ? data.file : null);
    if (file) this.settle(file);
    this.homeless.push(...this.waiting[0]);
    this.waiting = [];
    if (this.current) this.settle(this.current);
  }

  /** What has no file yet belongs to this one, which is being reported. */
  settle(file) {
    this.current = file;
    const home = file ? relative(file) : '';
    for (const { names, outcome, ms, message, broken } of this.homeless.splice(0)) {
      const id = [home, ...names].join(' > ');
      if (broken) this.error(id, message);
      else if (outcome !== 'skipped' || !wanted || wanted.has(id)) {
        this.cases++;
        this.ready.push(line({ kind: 'case', id, outcome, ms, message }));
      }
    }
  }

  /** All tests of a file have been reported, if it is the one at hand. */
  close(file) {
    if (this.current === null || this.current === file) {
      this.settle(file);
      this.current = null;
    }
  }

  error(where, message) {
    this.errors++;
    this.ready.push(line({ kind: 'error', message: `${where}\n${message}` }));
  }

  *take() {
    for (const ready of this.ready.splice(0)) {
      seal.update(ready);
      yield ready;
    }
  }
}

function test(data, passed, children) {
  const off = data.skip !== undefined || data.todo !== undefined;
  const outcome = off ? 'skipped' : passed ? 'passed' : 'failed';
  const failed = children.find((child) => child.outcome === 'failed');
  const message = passed
    ? undefined
    : failed
      ? `${failed.names.join(' > ')}\n${failed.message}`
      : text(data);
  return [{ names: [data.name], outcome, ms: data.details.duration_ms, message }];
}

function suite(data, passed, children) {
  const inside = children.map((child) => ({ ...child, names: [data.name, ...child.names] }));
  const own = passed || data.details.error?.failureType === 'subtestsFailed';
  return own ? inside : [...inside, { names: [data.name], broken: true, message: text(data) }];
}

/** Is this the pseudo-test that stands for a whole file? */
function isFile({ nesting, name, file, line, column }) {
  if (nesting !== 0 || !file || line !== 1 || column !== 1) return false;
  return name === file || path.resolve(start, name) === file;
}

function relative(file) {
  return path.relative(start, file).split(path.sep).join('/');
}

function text({ details: { error } }) {
  return inspect(error?.cause ?? error, { colors: false }).replace(ownFrames, '');
}

function line(value) {
  return JSON.stringify(value) + '\n';
}
