import assert from 'node:assert/strict';
import { type Judged, summarise, whatWouldHelp } from '../../../../src/verify/evidence/summary.ts';

const plain: Judged = {
  tests: { passed: 41, of: 41 },
  pWrong: 0.062,
  bound: 0.14,
  evidence: [],
  difference: null,
  suggestions: [],
};
const unrun = { path: 'a.py', line: 2, why: 'No test runs all of line 3 of a.py.' };
const doubtful = [
  { kind: 'models-agreeing', value: 0.5, weight: -0.4 },
  { kind: 'cluster-share', value: -1, weight: 0.2 },
  { kind: 'raises', value: 1, weight: 0.7 },
  { kind: 'lines-changed', value: 3, weight: 0 },
];

const cases: [what: string, judged: Partial<Judged>, says: string, help: string][] = [
  [
    'a difference between candidates comes first',
    { difference: { input: 'page=0', ways: 2 }, suggestions: [unrun], evidence: doubtful },
    'Passes 41 of 41. P(wrong) 0.06, at most 0.14 (95%). Weakest point: two candidates differ on page=0.',
    'Say what is right on page=0.',
  ],
  [
    'then the evidence that adds most doubt',
    { suggestions: [unrun], evidence: doubtful },
    'Passes 41 of 41. P(wrong) 0.06, at most 0.14 (95%). Weakest point: it raises on many inputs.',
    'Write a test: no test runs all of line 3 of a.py.',
  ],
  [
    'then what no test looks at',
    { suggestions: [unrun], evidence: [{ kind: 'raises', value: 0, weight: -1 }] },
    'Passes 41 of 41. P(wrong) 0.06, at most 0.14 (95%). Weakest point: no test runs all of line 3 of a.py.',
    'Write a test: no test runs all of line 3 of a.py.',
  ],
  [
    'nothing is claimed that was not measured',
    { pWrong: null, bound: null },
    'Passes 41 of 41. Weakest point: none was found.',
    'Write a test for a case that has none.',
  ],
  [
    'nobody is certain',
    {
      pWrong: 0.0004,
      bound: 0.991,
      evidence: [{ kind: 'models-agreeing', value: null, weight: 0 }],
    },
    'Passes 41 of 41. P(wrong) below 0.01, at most 1.00 (95%). Weakest point: none was found.',
    'Let a second model draw samples.',
  ],
  [
    'without an interval there is no bound',
    { bound: null, difference: { input: '[]', ways: 12 } },
    'Passes 41 of 41. P(wrong) 0.06. Weakest point: 12 candidates differ on [].',
    'Say what is right on [].',
  ],
];

describe('the summary of a passing patch', () => {
  for (const [what, judged, says, help] of cases) {
    it(what, () => {
      assert.equal(summarise({ ...plain, ...judged }), says);
      assert.equal(whatWouldHelp({ ...plain, ...judged }), help);
    });
  }
});
