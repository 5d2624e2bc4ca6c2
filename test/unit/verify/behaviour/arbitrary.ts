import fc from 'fast-check';
import type { Value } from '../../../../src/verify/behaviour/value.ts';

const { value } = fc.letrec<{ value: Value; key: Value }>((tie) => ({
  key: fc.oneof(fc.string(), fc.maxSafeInteger(), fc.boolean(), fc.constant(null)),
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constant(null),
    fc.boolean(),
    fc.maxSafeInteger(),
    fc.string({ unit: 'grapheme' }),
    fc
      .constantFrom('nan', 'inf', '-inf', '-0.0', '1.5', '2.0', '1e+21', '1e-07')
      .map((text) => ({ type: 'float' as const, text })),
    fc.bigInt({ min: 2n ** 53n }).map((n) => ({ type: 'int' as const, text: String(n) })),
    fc.uint8Array().map((bytes) => ({
      type: 'bytes' as const,
      base64: Buffer.from(bytes).toString('base64'),
    })),
    fc.record({
      type: fc.constantFrom('list' as const, 'tuple' as const),
      items: fc.array(tie('value'), { maxLength: 5 }),
    }),
    fc.record({
      type: fc.constantFrom('set' as const, 'frozenset' as const),
      items: fc.uniqueArray(fc.string(), { maxLength: 5 }),
    }),
    fc.record({
      type: fc.constant('dict' as const),
      entries: fc.uniqueArray(fc.tuple(fc.string(), tie('value')), {
        maxLength: 5,
        selector: ([key]) => key,
      }),
    }),
  ),
}));

/** Values as Python has them. */
export const pythonValue: fc.Arbitrary<Value> = value;
