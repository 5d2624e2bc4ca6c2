import assert from 'node:assert/strict';
import path from 'node:path';
import { neverAborted } from '../../src/base/abort.ts';
import { bundledModel } from '../../src/model/local.ts';
import { naturalness } from '../../src/verify/evidence/naturalness.ts';

describe('naturalness by the bundled model', () => {
  it('is less for a line that was bent', async () => {
    const model = bundledModel(path.resolve(import.meta.dirname, '../..'));
    const source = (line: string) =>
      `function total(prices) {\n  let sum = 0;\n  for (const price of prices) {\n${line}\n  }\n  return sum;\n}\n`;
    const of = async (line: string) => {
      const edit = { path: 'total.js', before: source('    // nothing yet'), after: source(line) };
      return (await naturalness([edit], model, neverAborted)) ?? NaN;
    };
    try {
      assert.ok((await of('    sum += price;')) > (await of('    sum -= prices;')));
    } finally {
      await model.dispose();
    }
  });
});
