import assert from 'node:assert/strict';
import { setStrings, t } from '../../../src/panel/text.ts';
import { runFacts, sampleLook } from '../../../src/panel/words.ts';
import { begin, ended, judged, start, viewOf } from '../trace/events.ts';

const over = (why: string) =>
  viewOf([
    [0, start],
    [1, begin(1)],
    [2, judged(1, { passed: 41 })],
    [3, ended({ outcome: 'solved', why, sample: 1, pWrong: 0.03, bound: 0.06, tokens: 1 })],
  ]);

const texts = (why: string) => runFacts(over(why)).map(({ text }) => text);

describe('the panel’s words', () => {
  it('say the odds once', () => {
    assert.deepEqual(texts('The first pass.'), [
      '41 of 41 tests pass',
      'P(wrong) 0.03, at most 0.06',
      '1 of 8 samples',
      '1 token',
      '1.0 s',
    ]);
    assert.ok(!texts('P(wrong) 0.03.').some((text) => text.includes('P(wrong)')));
  });

  it('explain every number', () => {
    assert.ok(runFacts(over('')).every(({ how }) => how.endsWith('.')));
  });

  it('take a pass back that did not hold', () => {
    const view = viewOf([
      [0, begin(1)],
      [1, judged(1, {})],
      [
        2,
        {
          ...{ kind: 'decision', decision: 'unconfirmed', code: 'c', numbers: {} },
          ...{ why: 'it failed', sample: 1 },
        } as const,
      ],
    ]);
    const look = view.samples.map(sampleLook)[0];
    assert.deepEqual([look?.tone, look?.words], ['bad', 'passed once: it failed']);
  });
});

describe('a translated text', () => {
  afterEach(() => {
    setStrings({});
  });

  it('takes the words of the table, and the English where it has none', () => {
    setStrings({ '{0} of {1} failed': 'von {1} scheitern {0}' });
    assert.equal(t('{0} of {1} failed', 2, 3), 'von 3 scheitern 2');
    assert.equal(t('passes'), 'passes');
    assert.equal(t('toString'), 'toString');
  });

  it('leaves what looks like a place in an argument as it is', () => {
    assert.equal(t('{0} and {1}', '{1}', 'x'), '{1} and x');
  });
});
