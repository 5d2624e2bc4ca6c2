import assert from 'node:assert/strict';
import fc from 'fast-check';
import { clip, disagrees, readReport, sealOf } from '../../../src/runner/report.ts';
import type { RawResult } from '../../../src/runner/runner.ts';

const one = { kind: 'case', id: 'a', outcome: 'passed', ms: 1 };
const error = { kind: 'error', message: 'broken' };
const finished = { kind: 'finished', cases: 1, errors: 1 };

function raw(text: string, exitCode: number | null = 0): RawResult {
  return { files: new Map([['report.jsonl', text]]), exitCode, output: 'said this', ms: 1 };
}

function lines(...values: object[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join('');
}

describe('readReport', () => {
  it('reads cases, errors and the last line', () => {
    const report = readReport(raw(lines(one, error, finished), 1));
    assert.deepEqual(report, {
      cases: [{ id: 'a', outcome: 'passed', ms: 1 }],
      complete: true,
      errors: ['broken'],
    });
  });

  it('is incomplete where a line is missing, broken, added or cut', () => {
    const broken = [
      '',
      lines(one, error),
      lines(error, finished),
      lines(one, one, error, finished),
      lines(one, error, finished, one),
      lines(one, error, finished, finished),
      lines(one, error) + 'x\n' + lines(finished),
      lines(one, error, finished).trimEnd(),
      lines(one, error, finished).replace('passed', 'done'),
    ];
    for (const text of broken) assert.equal(readReport(raw(text)).complete, false, text);
    assert.equal(readReport(raw(lines(one, error, finished), null)).complete, false);
    assert.match(readReport(raw('', 3)).errors[0] ?? '', /status 3 before [^]*said this/);
  });

  it('is complete only under its own seal, where one is asked for', () => {
    const told = lines(one, error);
    const read = (text: string) => readReport({ ...raw(text), key: 'k' }).complete;
    const seal = sealOf('k', told);
    assert.equal(read(told + lines({ ...finished, seal })), true);
    assert.equal(read(told + lines(finished)), false);
    assert.equal(read(told + lines({ ...finished, seal: sealOf('l', told) })), false);
    assert.equal(read(told.replace('broken', 'brokem') + lines({ ...finished, seal })), false);
  });

  it('is never complete once any stretch is lost', () => {
    const text = lines(one, error, { ...one, id: 'b' }, { ...finished, cases: 2 });
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.integer({ min: 1, max: 60 }), (from, length) => {
        const cut = text.slice(0, from) + text.slice(from + length);
        // Digits and letters inside a line may go without a trace; whole lines may not.
        if (cut.split('\n').length < text.split('\n').length)
          assert.equal(readReport(raw(cut)).complete, false);
      }),
    );
  });

  it('counts a test by its worst outcome', () => {
    const failed = { ...one, outcome: 'failed', message: 'no' };
    const report = readReport(
      raw(lines(one, failed, { ...one, outcome: 'skipped' }, { ...finished, cases: 3, errors: 0 })),
    );
    assert.deepEqual(report.cases, [{ id: 'a', outcome: 'failed', ms: 1, message: 'no' }]);
  });
});

describe('disagrees', () => {
  const report = (outcome: 'passed' | 'failed', errors: string[] = []) => ({
    cases: [{ id: 'a', outcome, ms: 1 }],
    complete: true,
    errors,
  });
  it('compares failures and errors with the exit status', () => {
    assert.equal(disagrees(report('passed'), 0), false);
    assert.equal(disagrees(report('failed'), 1), false);
    assert.equal(disagrees(report('passed', ['x']), 2), false);
    assert.equal(disagrees(report('passed'), 1), true);
    assert.equal(disagrees(report('failed'), 0), true);
    assert.equal(disagrees(report('passed'), null), true);
  });
});

describe('clip', () => {
  it('keeps both ends', () => {
    assert.equal(clip('abcdef', 6), 'abcdef');
    assert.equal(clip('abcdefgh', 4), 'ab\n[…]\ngh');
  });
});
