import assert from 'node:assert/strict';
import type { Assessment, Evidence } from '../../../../src/verify/assess.ts';
import { type Judged, summarise, whatWouldHelp } from '../../../../src/verify/evidence/summary.ts';

const assessed = (evidence: readonly Evidence[], odds: Partial<Assessment> = {}): Assessment => ({
  ...{ sample: 1, pWrong: 0.062, bound: 0.14, evidence },
  ...odds,
});
const plain: Judged = {
  tests: { passed: 41, of: 41 },
  assessment: assessed([]),
  difference: null,
  suggestions: [],
};
const unrun = { path: 'a.py', line: 2, why: 'No test runs all of line 3 of a.py.' };
const doubtful = assessed([
  { kind: 'models-agreeing', value: 0.5, weight: -0.4 },
  { kind: 'cluster-share', value: -1, weight: 0.2 },
  { kind: 'raises', value: 1, weight: 0.7 },
]);
const alone = assessed([{ kind: 'models-agreeing', value: null, weight: 0 }], {
  pWrong: 0.0004,
  bound: 0.991,
});
const odds = 'P(wrong) 0.06, at most 0.14 (95%).';

const cases: [what: string, judged: Partial<Judged>, says: string, help: string][] = [
  [
    'a difference between candidates comes first',
    { difference: { input: 'page=0', ways: 2 }, suggestions: [unrun], assessment: doubtful },
    `Passes 41 of 41. ${odds} Weakest point: two candidates differ on page=0.`,
    'Say what is right on page=0.',
  ],
  [
    'then the evidence that adds most doubt',
    { suggestions: [unrun], assessment: doubtful },
    `Passes 41 of 41. ${odds} Weakest point: it raises on inputs near those of the tests.`,
    'Write a test: no test runs all of line 3 of a.py.',
  ],
  [
    'then what no test looks at',
    { suggestions: [unrun] },
    `Passes 41 of 41. ${odds} Weakest point: no test runs all of line 3 of a.py.`,
    'Write a test: no test runs all of line 3 of a.py.',
  ],
  [
    'nothing is claimed that was not measured',
    { assessment: null },
    'Passes 41 of 41.',
    'Write a test for a case that has none.',
  ],
  [
    'nobody is certain',
    { assessment: alone },
    'Passes 41 of 41. P(wrong) below 0.01, at most 1.00 (95%). Nothing of the run speaks against it.',
    'Let a second model draw samples.',
  ],
  [
    'many candidates are counted in digits',
    { difference: { input: '[]', ways: 12 } },
    `Passes 41 of 41. ${odds} Weakest point: 12 candidates differ on [].`,
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
