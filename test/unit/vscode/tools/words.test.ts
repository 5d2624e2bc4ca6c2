import assert from 'node:assert/strict';
import type { Ended } from '../../../../src/vscode/outcome-words.ts';
import {
  failureWords,
  judgedWords,
  solveConfirmation,
  solvedWords,
  verifyConfirmation,
} from '../../../../src/vscode/tools/words.ts';
import { t } from '../translate.ts';

const none: Ended = {
  ...{ outcome: 'failed', code: 'no-pass', why: 'None of the 6 samples passes the tests.' },
  ...{ patch: null, sample: null, samples: [], pWrong: null, bound: null, question: null },
  ...{ evidence: [], suggestions: [], ms: 0 },
};
const patch = [{ path: 'a.py', before: 'x = 1\n', after: 'x = 2\n' }];

describe('what an agent is answered', () => {
  it('holds the patch, and that no file was changed', () => {
    const text = solvedWords({
      ...none,
      outcome: 'solved',
      code: 'within-limit',
      why: 'It is.',
      patch,
    });
    const [head, found, ...diff] = text.split('\n');
    assert.equal(head, 'solved (within-limit): It is.');
    assert.match(found ?? '', /^The patch \(no file was changed; .*\):$/);
    assert.equal(diff[0], 'diff --git a/a.py b/a.py');
    assert.ok(diff.includes('+x = 2'));
  });

  it('calls a patch that is not vouched for what it is', () => {
    const text = solvedWords({ ...none, outcome: 'abstained', patch });
    assert.match(text, /^abstained \(no-pass\): None .*\nA patch that nothing vouches for/);
  });

  it('tells no half of a long patch', () => {
    const long = [{ path: 'a.py', before: null, after: 'x = 1\n'.repeat(10_000) }];
    const text = solvedWords({ ...none, outcome: 'solved', patch: long });
    assert.ok(text.length < 500, text);
  });

  it('leaves a question to the user', () => {
    const question = {
      ...{ input: 'area(3, 4)', tree: '', ask: { call: null, answers: [], target: null } },
      outputs: [
        { cluster: 'A', value: '7' },
        { cluster: 'B', value: '12' },
      ],
    };
    const text = solvedWords({ ...none, outcome: 'ask', code: 'worth-asking', question });
    assert.match(
      text,
      /Which output is right for area\(3, 4\)\?\n {2}A: 7\n {2}B: 12\nOnly the user/,
    );
  });

  it('says accept of a change, and which test would tell more', () => {
    const suggestions = [{ path: 'a.py', line: 3, why: 'No test notices + for -.' }];
    const evidence: Ended['evidence'] = [{ kind: 'posterior', value: 1, weight: 0 }];
    const ended = { ...none, outcome: 'solved' as const, code: 'within-limit', why: 'It holds.' };
    const text = judgedWords({ ...ended, suggestions, evidence, patch });
    assert.match(
      text,
      /^accept \(within-limit\): It holds\.\nWhat would help most: Write a test: /,
    );
    assert.match(text, /\n {2}a\.py:4: No test notices \+ for -\.$/);
  });

  it('is a code and a sentence where nothing was run', () => {
    assert.equal(
      failureWords({ code: 'busy', why: 'Reckon is at work.' }),
      'failed (busy): Reckon is at work.',
    );
  });
});

describe('what the user is asked first', () => {
  const settings = { model: 'bundled', samples: null, allowUnconfined: false };
  const call = { folder: 'api', settings, place: null };

  it('says what runs, where, and that nothing is changed', () => {
    assert.deepEqual(solveConfirmation(call, t), {
      title: 'Let Reckon solve failing tests of api?',
      message:
        'Patches are drawn from the model bundled, and the tests run on each. No file is changed: you decide about the patch. Tests run in confined copies.',
    });
  });

  it('says where code goes, and what is not confined', () => {
    const remote = { ...settings, model: 'remote:https://a.example/v1#m', samples: 4 };
    const { message } = solveConfirmation(
      { ...call, settings: { ...remote, allowUnconfined: true }, place: 'https://a.example' },
      t,
    );
    assert.match(message, /^At most 4 patches are drawn from the model remote:/);
    assert.match(message, /Code of this workspace goes to https:\/\/a\.example\./);
    assert.match(message, /with your rights\.$/);
  });

  it('says of judging that no model is asked', () => {
    const { title, message } = verifyConfirmation(call, t);
    assert.equal(title, 'Let Reckon judge the uncommitted change of api?');
    assert.match(message, /No model is asked/);
  });
});
