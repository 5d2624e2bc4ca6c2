import assert from 'node:assert/strict';
import fc from 'fast-check';
import { contextOf, type Nearby } from '../../../src/complete/context.ts';

const text = "const { total } = require('./prices');\nfunction bill(items) {\n  return total(";
const place = { file: 'bill.js', text, offset: text.length };
const prices = {
  file: 'prices.js',
  text: `${'// note\n'.repeat(30)}exports.total = function (items, rate) {\n  return rate;\n};\n`,
};
const weather = {
  file: 'weather.js',
  text: 'exports.rain = (clouds) => clouds.length;\n'.repeat(9),
};
const nearby = (more: Partial<Nearby> = {}): Nearby => ({ open: [], changes: [], ...more });

describe('context from other documents', () => {
  it('holds the definition of what is imported and used', () => {
    const context = contextOf(place, nearby({ open: [weather, prices] }), 1000);
    assert.match(context, /^\/\/ path: prices\.js\n/);
    assert.ok(context.includes('exports.total = function (items, rate)'));
    assert.ok(!context.includes('rain'), 'nothing in common');
  });

  it('holds what was changed rather than what is only open', () => {
    const note = 'function bill(items) {\n  return items.map(total);\n}\n';
    const twin = (file: string) => ({ file, text: note });
    const changes = [{ file: 'b.js', offset: 3 }];
    const open = [twin('a.js'), twin('b.js')];
    assert.match(contextOf(place, nearby({ open, changes }), 100), /path: b\.js/);
  });

  it('reads the same while the choice is the same', () => {
    const open = [
      { ...prices, file: 'z.js' },
      { ...prices, file: 'a.js' },
    ];
    const context = contextOf(place, nearby({ open }), 2000);
    assert.equal(contextOf(place, nearby({ open: open.toReversed() }), 2000), context);
    assert.ok(context.indexOf('a.js') < context.indexOf('z.js'));
  });

  it('never takes the document itself, and is empty where nothing is open', () => {
    assert.equal(contextOf(place, nearby({ open: [{ file: 'bill.js', text }] }), 1000), '');
    assert.equal(contextOf(place, nearby(), 1000), '');
  });

  it('never takes a file that may hold keys', () => {
    const keys = { ...prices, file: '.env.local' };
    assert.equal(contextOf(place, nearby({ open: [keys] }), 1000), '');
  });

  it('keeps within its budget', () => {
    const files = fc.array(fc.record({ file: fc.string({ minLength: 1 }), text: fc.string() }));
    fc.assert(
      fc.property(files, fc.nat(400), (open, budget) => {
        const common = open.map((each) => ({ ...each, text: `total(items)\n${each.text}` }));
        assert.ok(contextOf(place, nearby({ open: common }), budget).length <= budget);
      }),
    );
  });
});
