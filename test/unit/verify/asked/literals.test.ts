import assert from 'node:assert/strict';
import { literal } from '../../../../src/verify/asked/literals.ts';
import type { Value } from '../../../../src/verify/behaviour/value.ts';

const cases: [Value, python: string | null, javascript: string | null][] = [
  [null, 'None', 'null'],
  [true, 'True', 'true'],
  [-3, '-3', '-3'],
  ['a"b\n', '"a\\"b\\n"', '"a\\"b\\n"'],
  [{ type: 'float', text: '2.0' }, '2.0', '2'],
  [{ type: 'float', text: 'nan' }, 'float("nan")', 'NaN'],
  [{ type: 'float', text: '-0.0' }, '-0.0', '-0'],
  [{ type: 'list', items: [1, { type: 'list', items: [] }] }, '[1, []]', '[1, []]'],
  [{ type: 'tuple', items: [1] }, '(1,)', null],
  [{ type: 'set', items: [] }, 'set()', 'new Set([])'],
  [{ type: 'dict', entries: [['a', 1]] }, '{"a": 1}', null],
  [{ type: 'map', entries: [['a', 1]] }, null, 'new Map([["a", 1]])'],
  [
    {
      type: 'object',
      fields: [
        ['a', 1],
        ['b c', null],
      ],
    },
    '{"a": 1, "b c": None}',
    '{ a: 1, "b c": null }',
  ],
  [{ type: 'bytes', base64: Buffer.from('a"\x00').toString('base64') }, 'b"a\\x22\\x00"', null],
  [{ type: 'undefined' }, null, 'undefined'],
  [{ type: 'opaque', name: 'socket' }, null, null],
  [{ type: 'list', items: [{ type: 'opaque', name: 'socket' }] }, null, null],
];

describe('literals', () => {
  for (const [value, python, javascript] of cases) {
    it(JSON.stringify(value), () => {
      assert.equal(literal(value, 'python'), python);
      assert.equal(literal(value, 'javascript'), javascript);
    });
  }
});
