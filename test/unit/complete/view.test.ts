import assert from 'node:assert/strict';
import { withChange } from '../../../src/complete/recent.ts';
import { View } from '../../../src/complete/view.ts';

const lines = Array.from({ length: 200 }, (_, at) => `const part${at} = items[${at}];\n`).join('');
const offset = lines.indexOf('const part100');
const place = { file: 'a.js', text: lines, offset };
const cold = { prefix: 400, suffix: 200 };

describe('what prompts show of a document', () => {
  it('is little at first, and more once that was prepared', () => {
    const view = new View();
    const before = view.next(place, cold);
    const fuller = view.fuller(place, cold, () => '// other\n');
    assert.ok(fuller);
    assert.deepEqual(view.next(place, cold), before, 'not taken yet');
    fuller.take();
    assert.deepEqual(view.next(place, cold), fuller.window);
    assert.equal(fuller.window.context, '// other\n');
    assert.equal(
      view.fuller(place, cold, () => ''),
      null,
    );
  });

  it('goes on from the fuller one while one types, and begins anew elsewhere', () => {
    const view = new View();
    view.fuller(place, cold, () => '')?.take();
    const { prefix } = view.next(place, cold);
    const text = `${lines.slice(0, offset)}let a${lines.slice(offset)}`;
    const typed = view.next({ file: 'a.js', text, offset: offset + 5 }, cold);
    assert.equal(typed.prefix, `${prefix}let a`);
    const far = view.next({ file: 'a.js', text, offset: 3000 }, cold);
    assert.ok(far.prefix.length <= cold.prefix && far.suffix.length <= cold.suffix);
  });

  it('asks for its context once, while the beginning stays', () => {
    const view = new View();
    let asked = 0;
    const contextAt = () => `${++asked}`;
    view.fuller(place, cold, contextAt);
    assert.equal(view.fuller(place, cold, contextAt)?.window.context, '1');
  });

  it('is not prepared where little more is there to show', () => {
    const small = { ...place, text: lines.slice(0, 300), offset: 200 };
    assert.equal(
      new View().fuller(small, cold, () => ''),
      null,
    );
  });
});

describe('the last changes', () => {
  const edit = (at: number, insert: string) => ({ offset: at, insert, delete: 0 });
  it('follow the text, newest first', () => {
    const first = withChange([], 'a.js', edit(1000, 'x'));
    assert.deepEqual(withChange(first, 'a.js', edit(0, 'four')), [
      { file: 'a.js', offset: 0 },
      { file: 'a.js', offset: 1004 },
    ]);
  });

  it('count one piece of work once', () => {
    const first = withChange([], 'a.js', edit(1000, 'x'));
    assert.deepEqual(withChange(first, 'a.js', edit(1001, 'y')), [{ file: 'a.js', offset: 1001 }]);
    assert.equal(withChange(first, 'b.js', edit(1001, 'y')).length, 2);
  });
});
