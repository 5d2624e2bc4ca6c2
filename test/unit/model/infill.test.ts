import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Fim } from '../../../src/model/descriptor.ts';
import { infillEnds, infillSegments, type Segment } from '../../../src/model/infill.ts';

const spm: Fim = { order: 'spm', tokens: { prefix: '<P>', suffix: '<S>', end: '<E>' } };
const psm: Fim = { order: 'psm', tokens: { prefix: '<P>', suffix: '<S>', middle: '<M>' } };

const shown = (segments: Segment[]) =>
  segments
    .map((segment) => ('special' in segment ? segment.special : `"${segment.text}"`))
    .join(' ');

describe('infillSegments', () => {
  const full = {
    kind: 'infill',
    prefix: 'pre',
    suffix: 'suf',
    context: 'ctx',
    begin: 'beg',
  } as const;
  const plain = { kind: 'infill', prefix: 'pre', suffix: 'suf' } as const;
  const cases: [string, string][] = [
    [shown(infillSegments(plain, spm)), '<S> "suf" <P> "pre"'],
    [shown(infillSegments(plain, psm)), '<P> "pre" <S> "suf" <M>'],
    [shown(infillSegments(full, spm)), '"ctx" <S> "suf" <P> "prebeg"'],
    [shown(infillSegments(full, psm)), '"ctx" <P> "pre" <S> "suf" <M> "beg"'],
    [shown(infillSegments({ ...plain, prefix: '', suffix: '' }, spm)), '<S> <P>'],
  ];
  for (const [laid, expected] of cases) {
    it(expected, () => {
      assert.equal(laid, expected);
    });
  }

  it('never makes a special token of text, and loses none of it', () => {
    const text = fc.oneof(fc.string(), fc.constantFrom('<S>', '<P>x', '<E>', '<M>'));
    const prompt = fc.record({
      kind: fc.constant('infill' as const),
      prefix: text,
      suffix: text,
      context: text,
      begin: text,
    });
    fc.assert(
      fc.property(prompt, fc.constantFrom(spm, psm), (asked, fim) => {
        const segments = infillSegments(asked, fim);
        const specials = segments.flatMap((segment) =>
          'special' in segment ? segment.special : [],
        );
        const wanted = fim === spm ? ['<S>', '<P>'] : ['<P>', '<S>', '<M>'];
        assert.deepEqual(specials, wanted);
        const kept = segments.map((segment) => ('text' in segment ? segment.text : '')).join('');
        const { context, prefix, suffix, begin } = asked;
        const order = fim === spm ? [suffix, prefix, begin] : [prefix, suffix, begin];
        assert.equal(kept, context + order.join(''));
      }),
    );
  });

  it('ends a middle at the end token and where another example would begin', () => {
    assert.deepEqual(infillEnds(spm), ['<E>', '<S>', '<P>']);
    assert.deepEqual(infillEnds(psm), ['<S>', '<P>', '<M>']);
  });
});
