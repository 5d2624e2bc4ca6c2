import assert from 'node:assert/strict';
import fc from 'fast-check';
import { generateInputs, type Input } from '../../../../src/verify/behaviour/inputs.ts';
import { typeOf, type Arguments, type Value } from '../../../../src/verify/behaviour/value.ts';
import { pythonValue } from './arbitrary.ts';

const call = (...args: Value[]): Arguments => ({ args, named: [] });
const list = (...items: Value[]): Value => ({ type: 'list', items });
const textOf = ({ args, named }: Arguments) => JSON.stringify([args, named]);
const first = (inputs: readonly Input[]) => inputs.map(({ args }) => args[0]);

describe('generated inputs', () => {
  it('hold what was seen, boundaries and mutants, each once, within the count', () => {
    const seen = [call(list(3, 1, 2), 2), call(list(5), 1)];
    const inputs = generateInputs(seen, { seed: 1 });
    assert.equal(inputs.length, 60);
    assert.equal(new Set(inputs.map(textOf)).size, 60);
    for (const each of seen) assert.ok(inputs.some((input) => textOf(input) === textOf(each)));
    const lists = first(inputs).map((value) => JSON.stringify(value));
    for (const wanted of [list(), list(2, 1, 3), list(3, 1, 2, 3, 1, 2)])
      assert.ok(lists.includes(JSON.stringify(wanted)), JSON.stringify(wanted));
    const numbers = new Set(inputs.map(({ args }) => args[1]));
    for (const wanted of [0, 1, -1, 3]) assert.ok(numbers.has(wanted), String(wanted));
    assert.ok(inputs.some(({ by }) => by === 'long'));
  });

  it('are the same for the same seed, others for another', () => {
    const seen = [call('race car', true)];
    const texts = (seed: number) => generateInputs(seen, { seed }).map(textOf);
    assert.deepEqual(texts(4), texts(4));
    assert.notDeepEqual(texts(4), texts(5));
  });

  it('keep the number of arguments, their names and types', () => {
    fc.assert(
      fc.property(fc.array(pythonValue, { maxLength: 3 }), pythonValue, (args, named) => {
        const seen: Arguments = { args, named: [['key', named]] };
        for (const input of generateInputs([seen], { seed: 3 })) {
          assert.deepEqual(input.args.map(typeOf).toSorted(), args.map(typeOf).toSorted());
          assert.deepEqual(
            input.named.map(([name, value]) => [name, typeOf(value)]),
            [['key', typeOf(named)]],
          );
        }
      }),
      { numRuns: 50 },
    );
  });

  it('keep the types inside of records and of lists', () => {
    const record = list('Ann', 31);
    for (const value of first(generateInputs([call(record)], { seed: 2 }))) {
      assert.ok(typeof value === 'object' && value?.type === 'list');
      assert.deepEqual(value.items.map(typeOf), ['string', 'integer']);
    }
    const numbers = first(generateInputs([call(list(1, 2))], { seed: 2 }));
    for (const value of numbers) {
      assert.ok(typeof value === 'object' && value?.type === 'list');
      assert.ok(value.items.every((item) => typeof item === 'number'));
    }
  });

  it('tell one argument by another', () => {
    const inputs = generateInputs([call('abc', 'xyz', 1)], { seed: 1, count: 200 });
    const texts = inputs.map(textOf);
    for (const wanted of [call('xyz', 'abc', 1), call('abc', 'abc', 1), call('abc', 'xyz', 3)])
      assert.ok(texts.includes(textOf(wanted)), textOf(wanted));
  });

  it('start with what is proposed, and leave out what cannot be built or is too large', () => {
    const opaque: Value = { type: 'opaque', name: 'Socket' };
    const seen = [call(opaque), call('x'.repeat(5000)), call('ab')];
    const [proposed, ...others] = generateInputs(seen, { seed: 1, proposed: [call('own')] });
    assert.deepEqual(proposed, { ...call('own'), by: 'proposed' });
    assert.ok(others.every(({ args: [value] }) => typeof value === 'string' && value.length < 200));
    assert.deepEqual(generateInputs([call(opaque)], { seed: 1 }), []);
  });

  it('are none for a call without arguments but the call itself', () => {
    assert.deepEqual(generateInputs([call()], { seed: 1 }), [{ ...call(), by: 'seen' }]);
  });
});
