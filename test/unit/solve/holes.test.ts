import assert from 'node:assert/strict';
import path from 'node:path';
import { Syntax } from '../../../src/base/syntax.ts';
import { fill, holesOf, surroundings } from '../../../src/solve/propose/holes.ts';

const syntax = new Syntax(path.resolve(import.meta.dirname, '../../../dist/grammars'));
const text = 'def f(a, b):\n    x = g(a - b)\n    return x\n';
const suspect = { statement: { path: 'f.py', startLine: 1, endLine: 1 }, suspicion: 0.5 };

async function holes() {
  const tree = await syntax.parse('python', text);
  return holesOf(suspect, text, tree.rootNode);
}

describe('holes', () => {
  it('are the line, the expressions on it, and a line before it', async () => {
    const found = (await holes()).map(({ kind, start, end }) => [kind, text.slice(start, end)]);
    assert.deepEqual(found, [
      ['line', 'x = g(a - b)'],
      ['expression', 'g(a - b)'],
      ['expression', '(a - b)'],
      ['expression', 'a - b'],
      ['insert', ''],
    ]);
  });

  it('leave the rest of the file as it is', async () => {
    const [line, , , difference, insert] = await holes();
    assert.equal(fill(line!, text, 'x = 1'), text.replace('x = g(a - b)', 'x = 1'));
    assert.equal(fill(difference!, text, 'a + b'), text.replace('-', '+'));
    assert.equal(fill(insert!, text, 'a = 2'), text.replace('    x', '    a = 2\n    x'));
  });

  it('are shown to the model with the lines around them', async () => {
    const [line, , , difference, insert] = await holes();
    const window = { before: 1, after: 2 };
    assert.deepEqual(surroundings(line!, text, window), {
      prefix: '    ',
      suffix: '\n    return x',
    });
    assert.deepEqual(surroundings(difference!, text, window), {
      prefix: '    x = g(',
      suffix: ')\n    return x',
    });
    assert.deepEqual(surroundings(insert!, text, window), {
      prefix: '    ',
      suffix: '\n    x = g(a - b)',
    });
  });
});
