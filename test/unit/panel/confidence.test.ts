import assert from 'node:assert/strict';
import { shade, steps, sureness } from '../../../src/panel/confidence.ts';

const said = (text: string, ...ps: number[]) => ({
  channel: 'thinking' as const,
  text,
  tokens: ps.map((p) => ({ text, logprob: Math.log(p) })),
  at: 0,
});

describe('confidence', () => {
  it('of some text is the geometric mean of its tokens’ probabilities', () => {
    assert.ok(Math.abs((sureness(said('x', 0.9, 0.4).tokens) ?? 0) - 0.6) < 1e-12);
    assert.equal(sureness([{ text: 'x' }]), null);
  });

  it('is shaded in five steps', () => {
    assert.deepEqual([0, 0.1, 0.3, 0.6, 0.95].map(shade), [0, 1, 2, 3, 4]);
  });
});

describe('steps of thinking', () => {
  it('are split where a line is empty, across pieces too', () => {
    const found = steps([
      said('one\n', 0.5),
      said('more\n\ntwo', 0.25),
      said(' again\n \n', 0.125),
    ]);
    assert.deepEqual(
      found.map(({ text }) => text),
      ['one\nmore', 'two again'],
    );
    assert.equal(found[1]?.sureness.length, 2);
  });

  it('leave the answer out', () => {
    assert.deepEqual(steps([{ ...said('x'), channel: 'answer' }]), []);
  });
});
