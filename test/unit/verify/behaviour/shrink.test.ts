import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  minimise,
  smallerCalls,
  smallerValues,
  weightOf,
  weightOfCall,
} from '../../../../src/verify/behaviour/shrink.ts';
import {
  typeOf,
  value,
  type Arguments,
  type Value,
} from '../../../../src/verify/behaviour/value.ts';
import { pythonValue } from './arbitrary.ts';

const list = (...items: Value[]): Value => ({ type: 'list', items });
const call = (...args: Value[]): Arguments => ({ args, named: [] });
const bounds = { rounds: 200, perRound: 40 };

/** The least call by a condition that is known at once. */
async function least(from: Arguments, holds: (call: Arguments) => boolean): Promise<Arguments> {
  return await minimise(from, (calls) => Promise.resolve(calls.map(holds)), bounds);
}

describe('shrinking', () => {
  it('gives lighter values of the same type, which can be written down', () => {
    fc.assert(
      fc.property(pythonValue, (whole) => {
        for (const smaller of smallerValues(whole)) {
          assert.ok(weightOf(smaller) < weightOf(whole));
          assert.equal(typeOf(smaller), typeOf(whole));
          assert.equal(JSON.stringify(value.parse(smaller)), JSON.stringify(smaller));
        }
      }),
    );
  });

  it('keeps sets and keys distinct', () => {
    const sets = smallerValues({ type: 'set', items: [0, 1, 2] });
    for (const set of sets) {
      assert.ok(typeof set === 'object' && set !== null && 'items' in set);
      assert.equal(new Set(set.items).size, set.items.length);
    }
    const tables = smallerValues({
      type: 'dict',
      entries: [
        ['a', 1],
        ['b', 2],
      ],
    });
    assert.ok(tables.some((table) => JSON.stringify(table).includes('[["b",2]]')));
  });

  it('keeps the parts of a record', () => {
    for (const record of smallerValues(list('Ann', 31))) {
      assert.ok(typeof record === 'object' && record !== null && 'items' in record);
      assert.deepEqual(record.items.map(typeOf), ['string', 'integer']);
    }
  });

  it('ends at a call that holds and has no lighter neighbour that does', async () => {
    const arguments_ = fc.array(pythonValue, { maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(arguments_, fc.integer({ min: 0, max: 12 }), async (args, limit) => {
        const heavy = (each: Arguments) => weightOfCall(each) >= limit;
        fc.pre(heavy(call(...args)));
        const found = await least(call(...args), heavy);
        assert.ok(heavy(found));
        // All neighbours are looked at where they are few.
        const neighbours = smallerCalls(found);
        if (neighbours.length <= bounds.perRound) assert.ok(!neighbours.some(heavy));
      }),
      { numRuns: 50 },
    );
  });

  it('finds the least list on which two programs differ', async () => {
    const largest = (items: readonly number[]) => Math.max(...items);
    const last = (items: readonly number[]) => items.at(-1);
    const differ = ({ args: [first] }: Arguments) => {
      if (typeof first !== 'object' || first === null || !('items' in first)) return false;
      const items = first.items as readonly number[];
      return items.length > 0 && largest(items) !== last(items);
    };
    assert.deepEqual(await least(call(list(31, 7, 92, 4, 18)), differ), call(list(1, 0)));
  });

  it('leaves out arguments that do not matter', async () => {
    const from: Arguments = { args: ['long text', 7], named: [['deep', true]] };
    const hasX = ({ args: [text] }: Arguments) => typeof text === 'string' && text.includes('x');
    const found = await least(from, hasX);
    assert.deepEqual(found, { args: ['x'], named: [] });
  });

  it('asks no more than it may', async () => {
    const asked: number[] = [];
    const holds = (calls: readonly Arguments[]) => {
      asked.push(calls.length);
      return Promise.resolve(calls.map(() => true));
    };
    const long = call(list(...Array.from({ length: 100 }, (_, at) => 1000 + at)), 'a'.repeat(99));
    await minimise(long, holds, { rounds: 3, perRound: 10 });
    assert.ok(asked.length <= 3 && asked.every((count) => count <= 10), String(asked));
  });
});
