import assert from 'node:assert/strict';
import {
  canonicalOutcome,
  canonicalText,
  messageClass,
  type Outcome,
} from '../../../../src/verify/behaviour/outcome.ts';
import { floatValue, type Value } from '../../../../src/verify/behaviour/value.ts';

const returned = (value: Value, printed = ''): Outcome => ({ kind: 'returned', value, printed });

describe('outcomes', () => {
  it('compare numbers by value, doubles by nine digits', () => {
    assert.equal(canonicalText(1), canonicalText(floatValue(1)));
    assert.equal(canonicalText(floatValue(0.1 + 0.2)), canonicalText(floatValue(0.3)));
    assert.notEqual(canonicalText(floatValue(0.3)), canonicalText(floatValue(0.3001)));
    assert.equal(canonicalText(0), canonicalText(floatValue(-0)));
    assert.notEqual(canonicalText(1), canonicalText(true));
    assert.notEqual(canonicalText(1), canonicalText('1'));
    assert.equal(canonicalText(floatValue(NaN)), canonicalText(floatValue(NaN)));
  });

  it('know no order of sets and keys, and the order of lists', () => {
    const set = (...items: Value[]): Value => ({ type: 'set', items });
    const list = (...items: Value[]): Value => ({ type: 'list', items });
    assert.equal(canonicalText(set(1, 'a', 2)), canonicalText(set(2, 1, 'a')));
    assert.notEqual(canonicalText(list(1, 2)), canonicalText(list(2, 1)));
    const object = (...names: string[]): Value => ({
      type: 'object',
      fields: names.map((name) => [name, name]),
    });
    assert.equal(canonicalText(object('a', 'b')), canonicalText(object('b', 'a')));
  });

  it('take printed text and arguments left behind into account', () => {
    assert.notEqual(canonicalOutcome(returned(null)), canonicalOutcome(returned(null, 'x\n')));
    assert.equal(canonicalOutcome(returned(1, 'x  \n')), canonicalOutcome(returned(1, 'x')));
    const left: Outcome = { kind: 'returned', value: null, printed: '', left: [[1] as never] };
    assert.notEqual(canonicalOutcome(left), canonicalOutcome(returned(null)));
  });

  it('compare errors by class, and messages without the values in them', () => {
    const raised = (error: string, message: string): string =>
      canonicalOutcome({ kind: 'raised', error, message, printed: '' });
    assert.equal(raised('TypeError', "can't multiply"), raised('TypeError', 'unsupported operand'));
    assert.equal(raised('ValueError', 'page 3 > 2'), raised('ValueError', 'Page 4 >  1'));
    assert.notEqual(raised('ValueError', 'no page'), raised('ValueError', 'no size'));
    assert.notEqual(raised('KeyError', 'a'), raised('IndexError', 'a'));
    assert.equal(messageClass('Error', "bad 'x' at 0xFf3"), 'bad "" at #');
  });

  it('are bounded', () => {
    const text = canonicalOutcome(returned('x'.repeat(100_000)));
    assert.ok(text.length < 21_000);
    assert.notEqual(text, canonicalOutcome(returned('x'.repeat(100_001))));
  });
});
