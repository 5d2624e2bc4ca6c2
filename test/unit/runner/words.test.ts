import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { quote, rawText, splitSteps } from '../../../src/runner/words.ts';

const texts = (line: string) => splitSteps(line)?.map((step) => step.map((word) => word.text));

describe('words of a shell', () => {
  it('splits at blanks and &&, and takes quotes away', () => {
    assert.deepEqual(texts(`A=1 x 'a b'"c"\\ d && y&&z`), [['A=1', 'x', 'a bc d'], ['y'], ['z']]);
    assert.deepEqual(texts(`x "a\\"b\\n" ''`), [['x', 'a"b\\n', '']]);
    assert.deepEqual(texts('x # y'), undefined);
    assert.deepEqual(texts('x a#b'), [['x', 'a#b']]);
  });

  it('knows which words the shell would change', () => {
    const words = splitSteps(`a $b "$c" '$d' e*.js 'f*' ~/g \\$h`)?.[0] ?? [];
    const open = words.filter((word) => !word.fixed).map((word) => word.raw);
    assert.deepEqual(open, ['$b', '"$c"', 'e*.js', '~/g']);
  });

  it('reads nothing that is more than words and steps', () => {
    const others = ['a | b', 'a; b', 'a || b', '(a)', 'a > b', 'a 2>&1', 'a & b', 'a &', '$(a)'];
    others.push('`a`', '"$(a)"', '"`a`"', "'a", '"a', 'a\\', 'a &&', '&& a', '', 'a\nb');
    for (const line of others) assert.equal(splitSteps(line), null, line);
  });

  it('reads back what it quotes', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1 }), (words) => {
        const steps = splitSteps(words.map(quote).join(' '));
        assert.deepEqual(
          steps?.map((step) => step.map((word) => word.text)),
          [words],
        );
        assert.equal(
          steps.flat().every((word) => word.fixed),
          true,
        );
      }),
    );
  });

  it('writes words back as they were', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', "'", '"', '\\', ' ', '$', '*', '&', '|') }),
        (line) => {
          const steps = splitSteps(line);
          if (!steps) return;
          const again = splitSteps(steps.map(rawText).join(' && '));
          assert.deepEqual(again, steps);
        },
      ),
    );
  });

  it('quotes as sh does', () => {
    const words = ["it's", 'a b', '$HOME', '"', '\\', '*', 'grüße', ''];
    const shown = execFileSync('sh', ['-c', `printf '%s\\n' ${words.map(quote).join(' ')}`]);
    assert.deepEqual(shown.toString().split('\n').slice(0, -1), words);
  });
});
