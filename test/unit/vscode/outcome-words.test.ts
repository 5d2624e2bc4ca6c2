import assert from 'node:assert/strict';
import type { Patch } from '../../../src/base/edit.ts';
import type { JudgedSample as Sample } from '../../../src/solve/outcome.ts';
import {
  changeWords,
  type Ended,
  nextSteps,
  outcomeWords,
  stepLabel,
  suggestionText,
} from '../../../src/vscode/outcome-words.ts';
import { t } from './translate.ts';

const patch: Patch = [{ path: 'a.py', before: '1\n', after: '2\n' }];
const sample: Sample = {
  ...{
    id: 3,
    round: 1,
    strategy: 'edit',
    model: 'bundled',
    listed: true,
    cluster: null,
    tokens: 5,
    thinkingTokens: 0,
    ms: 10,
  },
  ...{ verdict: 'pass', code: 'pass', why: '', patch, patchHash: 'a', logprob: null, same: null },
  judgement: {
    verdict: 'pass',
    code: 'pass',
    why: '',
    passed: 41,
    failed: 0,
    skipped: 1,
    failures: [],
  },
};
const left: Sample = { ...sample, id: 4, verdict: 'cancelled', judgement: null };
const failed = (id: number): Sample => ({ ...sample, id, verdict: 'fail', patch: null });
const odds = { pWrong: null, bound: null, question: null };
const none = {
  patch: null,
  sample: null,
  samples: [],
  ms: 0,
  evidence: [],
  suggestions: [],
  ...odds,
};

const words = (ended: Partial<Ended>) =>
  outcomeWords({ outcome: 'failed', code: '', why: '', ...none, ...ended }, t);
const labels = (ended: Partial<Ended>) => words(ended).steps.map((step) => stepLabel(step, t));

describe('outcomeWords', () => {
  it('says what a solved run is worth, and offers to apply it', () => {
    const ended = { patch, sample, samples: [failed(1), failed(2), sample, left], ms: 38_000 };
    const said = words({ outcome: 'solved', ...ended });
    assert.equal(said.text, 'Solved: 41 of 42 tests pass. Sample 3 of 3, 38 s.');
    assert.equal(said.tone, 'good');
    assert.deepEqual(labels({ outcome: 'solved', ...ended }), ['Apply', 'Show Report']);
  });
  it('says why nothing is handed over, and the next step', () => {
    const ended = { outcome: 'abstained', code: 'no-pass', why: 'None passes.' } as const;
    assert.equal(words(ended).text, 'Not handed over. None passes.');
    assert.deepEqual(labels(ended), ['Try Again', 'Choose Model', 'Show Report']);
    assert.equal(labels({ ...ended, patch })[0], 'View Patch');
  });
  it('names the last obstacle of a failed run, and what helps', () => {
    const rows = [
      ['no-test-command', 'Open Setting reckon.test.command'],
      ['wrong-key', 'Enter Key'],
      ['no-confinement', 'Run Doctor'],
      ['unknown-model', 'Choose Model'],
      ['rate-limited', 'Try Again'],
      ['stream-broken', 'Try Again'],
      ['something-new', 'Show Report'],
    ] as const;
    for (const [code, first] of rows) {
      assert.equal(words({ code, why: 'So it is.' }).text, 'Solve failed. So it is.');
      assert.equal(labels({ code })[0], first, code);
    }
  });
  it('puts a question with its answers as buttons', () => {
    const question: Ended['question'] = {
      input: 'paginate([3], 2, 2)',
      outputs: [
        { cluster: 'A', value: '[]' },
        { cluster: 'B', value: '[3]' },
      ],
      ask: { call: null, answers: [], target: null },
      tree: '',
    };
    assert.equal(
      words({ outcome: 'ask', question }).text,
      '2 answers pass your tests and differ on paginate([3], 2, 2). Which is right?',
    );
    assert.deepEqual(labels({ outcome: 'ask', question }), ['[]', '[3]', 'Neither', 'Show Report']);
  });
  it('has no two buttons that read alike', () => {
    assert.deepEqual(labels({ code: 'tests-hang' }), [
      'Open Setting reckon.test.timeoutSeconds',
      'Open Setting reckon.test.command',
    ]);
  });
  it('cuts what is too long for a notification, and spells out what reorders it', () => {
    const value = `'\u202e${'x'.repeat(10_000)}'`;
    const question: Ended['question'] = {
      input: `f(${value})`,
      outputs: [
        { cluster: 'A', value },
        { cluster: 'B', value: '1' },
      ],
      ask: { call: null, answers: [], target: null },
      tree: '',
    };
    const said = [
      words({ outcome: 'ask', question }).text,
      ...labels({ outcome: 'ask', question }),
    ];
    for (const text of said) assert.ok(text.length < 400 && !text.includes('\u202e'), text);
  });
  it('is quiet about a run that was cancelled', () => {
    assert.deepEqual(
      [words({ outcome: 'cancelled' }).tone, labels({ outcome: 'cancelled' })],
      ['quiet', []],
    );
  });
});

describe('changeWords', () => {
  it('offers to apply nothing: the change is there', () => {
    const ended = { ...none, outcome: 'solved', code: 'within-limit', why: 'Passes.' } as const;
    const { text, steps } = changeWords({ ...ended, patch }, t);
    assert.equal(text, 'The change holds. Passes.');
    assert.deepEqual(
      steps.map((step) => stepLabel(step, t)),
      ['Show Report'],
    );
  });
});

describe('suggestionText', () => {
  const size = { kind: 'lines-changed', value: 2, weight: 0, why: '' } as const;
  const ended = { ...none, outcome: 'abstained', code: '', why: '' } as const;

  it('names the tests that are missing', () => {
    const suggestions = [{ path: 'a.py', line: 2, why: 'No test runs line 3 of a.py.' }];
    assert.equal(
      suggestionText({ ...ended, evidence: [size], suggestions }, t),
      'What would help most: Write a test: no test runs line 3 of a.py.\n  a.py:3: No test runs line 3 of a.py.\n\n',
    );
  });

  it('is silent where nothing was found out', () => {
    assert.equal(suggestionText(ended, t), '');
  });
});

describe('nextSteps', () => {
  const kinds = (...[outcome, code, hasPatch]: [Ended['outcome'], string, boolean]) =>
    nextSteps({ outcome, code, hasPatch }).map(({ kind }) => kind);

  it('offers a patch only where there is one', () => {
    assert.deepEqual(kinds('solved', 'within-limit', true), ['apply', 'view', 'report']);
    assert.deepEqual(kinds('solved', 'within-limit', false), ['report']);
    assert.deepEqual(kinds('abstained', 'too-doubtful', true), ['view', 'report']);
  });

  it('leaves the answers to the question itself', () => {
    assert.deepEqual(kinds('ask', 'candidates-differ', true), ['view', 'report']);
  });

  it('ends a run without a pass with what may help', () => {
    assert.deepEqual(kinds('abstained', 'no-pass', false), ['again', 'model', 'report']);
    assert.deepEqual(kinds('failed', 'wrong-key', false), ['key', 'model']);
    assert.deepEqual(kinds('cancelled', 'cancelled', false), ['again', 'report']);
  });
});
