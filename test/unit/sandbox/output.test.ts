import assert from 'node:assert/strict';
import fc from 'fast-check';
import { BoundedOutput } from '../../../src/sandbox/output.ts';

function collect(maxBytes: number, chunks: readonly string[]): BoundedOutput {
  const output = new BoundedOutput(maxBytes);
  for (const chunk of chunks) output.add(Buffer.from(chunk));
  return output;
}

describe('bounded output', () => {
  it('keeps a character that came in two pieces', () => {
    const bytes = Buffer.from('é');
    const output = new BoundedOutput(10);
    output.add(bytes.subarray(0, 1));
    output.add(bytes.subarray(1));
    assert.equal(output.text(), 'é');
  });

  it('cuts in the middle', () => {
    const output = collect(6, ['abcd', 'efgh', 'ijkl']);
    assert.ok(output.overflown);
    assert.equal(output.text(), 'abc\n[... 6 bytes left out ...]\njkl');
  });

  it('keeps start and end of anything, and all of what fits', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 9 });
    fc.assert(
      fc.property(fc.nat(20), fc.array(text), (maxBytes, chunks) => {
        const whole = chunks.join('');
        const output = collect(maxBytes, chunks);
        assert.equal(output.overflown, whole.length > maxBytes);
        if (!output.overflown) assert.equal(output.text(), whole);
        assert.ok(output.text().startsWith(whole.slice(0, Math.min(whole.length, maxBytes / 2))));
        const tail = Math.min(Math.floor(maxBytes / 2), whole.length);
        assert.ok(output.text().endsWith(whole.slice(whole.length - tail)));
      }),
    );
  });
});
