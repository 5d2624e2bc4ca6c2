import assert from 'node:assert/strict';
import fc from 'fast-check';
import { editsBetween, signs } from '../../../src/base/closeness.ts';
import { BestFirst, unfold } from '../../../src/solve/propose/search.ts';

const lineBreak = (token: string) =>
  token.includes('\n') ? token.slice(0, token.indexOf('\n')) : null;

describe('unfold', () => {
  const half = Math.log(0.5);
  const steps = [
    {
      text: 'a',
      logprob: half,
      alternatives: [
        { text: 'a', logprob: half },
        { text: 'b', logprob: half },
      ],
    },
    {
      text: ')\n  ',
      logprob: half,
      alternatives: [
        { text: ']', logprob: half },
        { text: '\n', logprob: -9 },
      ],
    },
  ];

  it('gives the greedy answer, cut at its end, and every likely branch that leaves it', () => {
    const { answers, branches } = unfold({ begin: 'x', logprob: -1 }, steps, false, lineBreak);
    assert.deepEqual(answers, [{ begin: 'xa)', logprob: -1 + 2 * half }]);
    assert.deepEqual(branches, [
      { begin: 'xb', logprob: -1 + half },
      { begin: 'xa]', logprob: -1 + 2 * half },
    ]);
  });

  it('takes an alternative that ends the line for an answer', () => {
    const end = [{ text: 'y', logprob: half, alternatives: [{ text: '\n', logprob: half }] }];
    const { answers } = unfold({ begin: 'x', logprob: 0 }, end, false, lineBreak);
    assert.deepEqual(answers, [{ begin: 'x', logprob: half }]);
  });

  it('takes the end token among the alternatives for an answer', () => {
    const end = [{ text: 'y', logprob: half, alternatives: [{ text: '', logprob: half }] }];
    const { answers, branches } = unfold({ begin: 'x', logprob: 0 }, end, false, lineBreak);
    assert.deepEqual(answers, [{ begin: 'x', logprob: half }]);
    assert.deepEqual(branches, []);
  });

  it('has no answer where the model was cut short', () => {
    const { answers } = unfold({ begin: '', logprob: 0 }, steps.slice(0, 1), false, lineBreak);
    assert.deepEqual(answers, []);
  });
});

describe('editsBetween', () => {
  const edits = (from: string, to: string, open = false) =>
    editsBetween(signs(from), signs(to), open);

  it('counts words and signs', () => {
    assert.equal(edits('return gcd(b, a + b)', 'return gcd(b, a % b)'), 1);
    assert.equal(edits('x = length + 1', 'x = max(x, length + 1)'), 5);
    assert.equal(edits('', 'if not n:'), 4);
  });

  it('bounds what any continuation of a beginning can have', () => {
    const word = fc.constantFrom('a', 'b', '(', ')', '+');
    const line = fc.array(word, { maxLength: 8 });
    fc.assert(
      fc.property(line, line, line, (original, begin, rest) => {
        const whole = editsBetween(original, [...begin, ...rest]);
        assert.ok(editsBetween(original, begin, true) <= whole);
      }),
    );
  });
});

describe('BestFirst', () => {
  it('gives entries by falling score', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), (scores) => {
        const list = new BestFirst<number>();
        for (const score of scores) list.add(score, score);
        const taken = scores.map(() => list.take());
        assert.deepEqual(
          taken,
          [...scores].sort((a, b) => b - a),
        );
      }),
    );
  });

  it('gives the best by what it is worth by now', () => {
    const losses = fc.array(fc.nat({ max: 9 }), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -9, max: 9 })), losses, (scores, lost) => {
        const lossOf = (at: number) => lost[at % lost.length] ?? 0;
        const list = new BestFirst<number>(lossOf);
        for (const [at, score] of scores.entries()) list.add(at, score);
        const worths = scores.map((score, at) => score - lossOf(at)).sort((a, b) => b - a);
        for (const [rank, worth] of worths.entries()) {
          assert.equal(list.best, worth);
          assert.equal(list.countFrom(worth), worths.slice(rank).filter((w) => w === worth).length);
          const at = list.take() ?? -1;
          assert.equal((scores[at] ?? NaN) - lossOf(at), worth);
        }
        assert.equal(list.best, -Infinity);
      }),
    );
  });

  it('stays near only while that is almost the best', () => {
    const list = new BestFirst<string>();
    list.add('far', 0);
    list.add('near', -1);
    assert.equal(
      list.takeNear((item) => item === 'near', 0.5),
      undefined,
    );
    assert.equal(
      list.takeNear((item) => item === 'near', 1.5),
      'near',
    );
    assert.equal(list.size, 1);
  });
});
