import assert from 'node:assert/strict';
import type { Completion } from '../../../src/complete/complete.ts';
import { feedbackOf, follow, narrowed, type Standing } from '../../../src/complete/follow.ts';

function standing(rest: string, replace = 0): Standing {
  const completion: Completion = {
    text: rest,
    replace,
    decision: 'show',
    code: 'likely',
    why: '',
    accept: 0.5,
    whole: true,
    evaluated: { full: 0, shallow: 0 },
    msFirst: 0,
    msTotal: 0,
  };
  return { offset: 10, completion, rest, seen: true };
}

const feedback = (of: Standing, insert: string, length = 0) =>
  feedbackOf(of, { offset: 10, insert, delete: length }, undefined)?.feedback;

describe('follow', () => {
  const cases: [
    rest: string,
    replace: number,
    insert: string,
    length: number,
    left: string | null,
  ][] = [
    ['a + b', 0, 'a', 0, ' + b'],
    ['a + b', 0, 'a + b', 0, ''],
    ['a + b', 0, 'b', 0, null],
    ['a + b', 0, 'a', 1, null],
    // A closing bracket goes with the whole suggestion.
    ['a, b)', 1, 'a, b)', 1, ''],
    ['a, b)', 1, 'a', 1, null],
    // The editor closes a bracket that was typed.
    ['(a)', 0, '()', 0, 'a)'],
    ['()', 0, '()', 0, ''],
  ];
  for (const [rest, replace, insert, length, left] of cases) {
    it(`${JSON.stringify(rest)} as ${JSON.stringify(insert)} comes for ${length}`, () => {
      const after = follow(standing(rest, replace), { offset: 10, insert, delete: length });
      assert.equal(after?.rest ?? null, left);
    });
  }

  it('writes over the bracket that the editor closed', () => {
    const after = follow(standing('(a)'), { offset: 10, insert: '()', delete: 0 });
    assert.deepEqual([after?.offset, after?.completion.replace], [11, 1]);
  });
});

describe('feedback', () => {
  it('tells what was taken from what was typed', () => {
    assert.equal(feedback(standing('a + b'), 'a + b'), 'accepted');
    assert.equal(feedback(standing('a, b)', 1), 'a, b)', 1), 'accepted');
    assert.equal(feedback(standing('alpha + b'), 'alpha'), 'partly');
    assert.equal(feedback(standing('a + b'), 'a'), 'typed');
    assert.equal(feedback(standing('b'), 'b'), 'typed');
    assert.equal(feedback(standing('(a)'), '()'), 'typed');
    assert.equal(feedback(standing('a + b'), 'x'), 'rejected');
  });

  it('tells nothing of what did not come onto the screen', () => {
    assert.equal(feedback({ ...standing('a + b'), seen: false }, 'x'), undefined);
  });
});

describe('narrowed', () => {
  it('leaves out what is written again', () => {
    const edit = narrowed({ offset: 2, insert: 'prefix', delete: 3 }, 'a pre');
    assert.deepEqual(edit, { offset: 5, insert: 'fix', delete: 0 });
  });
});
