import assert from 'node:assert/strict';
import fc from 'fast-check';
import { StopFilter } from '../../../src/model/engine/stops.ts';

/** Streams pieces through a filter; what came out, and whether it stopped. */
function run(stops: string[], texts: string[]): { text: string; stopped: boolean; pieces: number } {
  const filter = new StopFilter<{ text: string }>(stops);
  const out: string[] = [];
  for (const text of texts) {
    const { pieces, stopped } = filter.push({ text });
    out.push(...pieces.map((piece) => piece.text));
    if (stopped) return { text: out.join(''), stopped, pieces: out.length };
  }
  out.push(...filter.end().map((piece) => piece.text));
  return { text: out.join(''), stopped: false, pieces: out.length };
}

describe('StopFilter', () => {
  const cases: [stops: string[], texts: string[], text: string, stopped: boolean][] = [
    [['\n\n'], ['a\n', 'b\n', '\nc'], 'a\nb', true],
    [['END'], ['xE', 'N', 'E', 'ND', 'y'], 'xEN', true],
    [['aab'], ['aa', 'ab'], 'a', true],
    [['abc', 'bc'], ['x', 'ab', 'c'], 'x', true],
    [['stop'], ['st', 'op'], '', true],
    [['stop'], ['sto'], 'sto', false],
    [[], ['a', '', 'b'], 'ab', false],
    [[''], ['a'], 'a', false],
  ];
  for (const [stops, texts, text, stopped] of cases) {
    it(`${JSON.stringify(texts)} with ${JSON.stringify(stops)}`, () => {
      const result = run(stops, texts);
      assert.deepEqual([result.text, result.stopped], [text, stopped]);
    });
  }

  it('gives a piece at once when it cannot begin a stop string', () => {
    const filter = new StopFilter<{ text: string }>(['\n\n']);
    assert.equal(filter.push({ text: 'abc' }).pieces.length, 1);
    assert.equal(filter.push({ text: 'd\n' }).pieces.length, 0);
    assert.equal(filter.push({ text: 'e' }).pieces.length, 2);
  });

  it('cuts at the first stop string, however the text is cut into pieces', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 6 });
    const stop = fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(letters), fc.array(stop, { maxLength: 3 }), (texts, stops) => {
        const whole = texts.join('');
        const { text, stopped } = run(stops, texts);
        const found = stops.map((s) => whole.indexOf(s)).filter((index) => index >= 0);
        assert.equal(stopped, found.length > 0);
        if (!stopped) assert.equal(text, whole);
        else assert.ok(whole.startsWith(text) && !stops.some((s) => text.includes(s)));
      }),
    );
  });
});
