import assert from 'node:assert/strict';
import fc from 'fast-check';
import { windowed } from '../../../src/panel/windowed.ts';

const rowHeight = 26;
const shapes = fc
  .record({
    rows: fc.integer({ min: 1, max: 10_000 }),
    index: fc.nat(),
    extra: fc.integer({ min: 0, max: 5_000 }),
    isOpen: fc.boolean(),
  })
  .map(({ rows, index, extra, isOpen }) => ({
    rows,
    rowHeight,
    open: isOpen ? { index: index % rows, extra } : null,
  }));

describe('windowed', () => {
  it('draws only what is in sight, and a little more', () => {
    const { first, end } = windowed({ rows: 1_000, rowHeight, open: null }, 2_600, 3_120);
    assert.deepEqual([first, end], [90, 131]);
  });

  it('keeps the list as tall as all of its rows', () => {
    fc.assert(
      fc.property(shapes, fc.integer({ min: -9_000, max: 300_000 }), (shape, top) => {
        const { first, end, above, below } = windowed(shape, top, top + 900);
        const open = shape.open;
        const drawn = (end - first) * rowHeight;
        const inside = open && open.index >= first && open.index < end ? open.extra : 0;
        const all = shape.rows * rowHeight + (open?.extra ?? 0);
        assert.equal(above + drawn + inside + below, all);
        assert.ok(above >= 0 && below >= 0 && end - first <= Math.ceil(900 / rowHeight) + 22);
      }),
    );
  });

  it('draws every row that is in sight', () => {
    fc.assert(
      fc.property(shapes, fc.nat({ max: 300_000 }), (shape, top) => {
        const { first, end, above, below } = windowed(shape, top, top + 900);
        assert.ok(first === 0 || above <= top);
        const all = shape.rows * rowHeight + (shape.open?.extra ?? 0);
        assert.ok(end === shape.rows || all - below >= top + 900);
      }),
    );
  });
});
