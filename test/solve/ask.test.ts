import assert from 'node:assert/strict';
import { expectedValue } from '../../src/verify/expected-value.ts';
import { fileAnswer, solveScripted } from '../support/solve-task.ts';
import { isInstalled } from '../support/tools.ts';

const files = {
  'pages.py': 'def paginate(items, size, page):\n    return items[size * page - 1 : size * page]\n',
  'test_pages.py':
    'from pages import paginate\n\n\ndef test_first():\n    assert paginate([1, 2, 3, 4], 2, 1) == [1, 2]\n\n\ndef test_second():\n    assert paginate([1, 2, 3, 4], 2, 2) == [3, 4]\n',
};
const right =
  'def paginate(items, size, page):\n    return items[size * (page - 1) : size * page]\n';
/** Passes as well, and gives the last full page for every page past the end. */
const other =
  'def paginate(items, size, page):\n    start = min(size * (page - 1), len(items) - size)\n    return items[start : start + size]\n';

describe('a question', function () {
  before(function () {
    if (isInstalled('bwrap', '--version')) return;
    console.log('      skipped: bubblewrap is not installed');
    this.skip();
  });

  it('comes up where passing candidates differ, about an input on which they do', async () => {
    const answers = [right, other].map((text) => fileAnswer('pages.py', text));
    const { outcome, question, patch, samples, pWrong } = await solveScripted(
      files,
      answers,
      { test: 'python3 -m pytest' },
      { policy: expectedValue({ maxWrong: 0.1 }) },
    );
    assert.equal(outcome, 'ask');
    assert.ok(question && patch && pWrong);
    // The least list, size and page of which each program still gives what it gave.
    assert.match(question.input, /^paginate\(\[\d?\], \d, \d\)$/);
    assert.deepEqual(
      question.outputs.map(({ cluster }) => cluster),
      ['A', 'B'],
    );
    assert.notEqual(question.outputs[0]?.value, question.outputs[1]?.value);
    assert.equal(question.ask.target, 'test_pages.py::test_paginate_as_answered');
    assert.deepEqual(
      samples.map(({ cluster }) => cluster),
      ['A', 'B'],
    );
  });
});
