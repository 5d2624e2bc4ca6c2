import assert from 'node:assert/strict';
import { type Known, overLimit, whatWouldHelp } from '../../../src/verify/words.ts';

const unrun = { path: 'a.py', line: 2, why: 'No test runs all of line 3 of a.py.' };
const size = { kind: 'lines-changed', value: 2, weight: 0, why: '' } as const;
const alone = { kind: 'models-agreeing', value: null, weight: 0 } as const;

describe('what would help most', () => {
  const cases: [what: string, known: Partial<Known>, says: string][] = [
    [
      'an answer, where candidates differ',
      { question: { input: 'page=0' }, suggestions: [unrun], evidence: [size] },
      'Say what is right on page=0.',
    ],
    [
      'the test that is missing',
      { suggestions: [unrun], evidence: [size, alone] },
      'Write a test: no test runs all of line 3 of a.py.',
    ],
    ['another model', { evidence: [alone] }, 'Let a second model draw samples.'],
    ['some test', { evidence: [size] }, 'Write a test for a case that has none.'],
    ['nothing that is known', {}, ''],
  ];
  for (const [what, known, says] of cases) {
    it(what, () => {
      const nothing = { question: null, suggestions: [], evidence: [] };
      assert.equal(whatWouldHelp({ ...nothing, ...known }), says);
    });
  }
});

it('a P(wrong) over the limit is told with as many digits as tell them apart', () => {
  assert.equal(overLimit(0.1023, 0.1), 'P(wrong) is 0.102, more than the 0.100 that you accept.');
  assert.equal(overLimit(0.34, 0.1), 'P(wrong) is 0.34, more than the 0.10 that you accept.');
});
