import assert from 'node:assert/strict';
import { comingText } from '../../../src/complete/ahead.ts';
import type { Completion } from '../../../src/complete/complete.ts';
import { Run } from '../../../src/complete/run.ts';
import type { TraceBody } from '../../../src/trace/events.ts';

const answer: Completion = {
  text: 'b();',
  replace: 0,
  decision: 'show',
  code: 'likely',
  why: '',
  accept: 0.5,
  whole: true,
  evaluated: { full: 7, shallow: 0 },
  msFirst: 0,
  msTotal: 0,
};
const ends = { decision: 'none', code: 'nothing-to-add', text: '' } as const;
const placeOf = (marked: string) => {
  const offset = marked.indexOf('|');
  return { file: 'a.js', offset, text: marked.replace('|', '') };
};

describe('what will have been typed', () => {
  const cases: readonly [string, string, Partial<Completion>, string | null][] = [
    ['the suggestion and a line break', 'a();\n|\n', {}, 'b();\n'],
    ['a line break as the file has it', 'a();\r\n|\r\n', {}, 'b();\r\n'],
    ['a line break, where the line ends', 'a();|\n', ends, '\n'],
    ['nothing, on an empty line', 'a();\n|\n', ends, null],
    ['nothing of one that is hidden', 'a();\n|\n', { decision: 'hide' }, null],
    ['nothing of one that was cut short', 'a();\n|\n', { whole: false }, null],
    ['nothing where code follows', 'f(|);\n', {}, null],
    ['nothing where code is replaced', 'f(|\n', { replace: 1 }, null],
  ];
  for (const [name, marked, more, coming] of cases) {
    it(name, () => {
      assert.equal(comingText(placeOf(marked), { ...answer, ...more }), coming);
    });
  }
});

describe('a run', () => {
  const type = (insert: string, offset: number) => ({ offset, insert, delete: 0 });
  function start(left: string, said = '') {
    const told: TraceBody[] = [];
    let finish: () => void = () => undefined;
    const finished = new Promise<void>((resolve) => (finish = resolve));
    const emit = (event: TraceBody) => void told.push(event);
    const run = new Run(placeOf('a\nb\n|'), left, false, emit, async (onText, tell) => {
      tell({ kind: 'complete.request', file: 'a.js', offset: 4 });
      if (said !== '') onText(said);
      await finished;
      return answer;
    });
    return { run, told, finish };
  }

  it('goes on while its text is typed', () => {
    const { run } = start('', 'let');
    assert.ok(run.follow(type('l', 4)) && run.follow(type('e', 5)));
    assert.deepEqual([run.typed, run.at], ['le', 6]);
    assert.ok(!run.follow(type('x', 6)));
    assert.ok(!run.follow(type('t', 0)));
    assert.ok(!run.follow({ offset: 6, insert: '', delete: 1 }));
  });

  it('written ahead, waits for what is left, and goes on in the same change', () => {
    const { run } = start('b\n', 'let');
    assert.equal(run.at, 2);
    assert.ok(run.follow(type('b', 2)));
    assert.equal(run.left, '\n');
    assert.ok(run.follow(type('\nle', 3)));
    assert.deepEqual([run.left, run.typed, run.at], ['', 'le', 6]);
  });

  it('written ahead, is told of when the cursor arrives', () => {
    const { run, told } = start('\n');
    assert.deepEqual(told, []);
    run.arrive();
    assert.deepEqual(
      told.map(({ kind }) => kind),
      ['complete.request'],
    );
  });

  it('written ahead and dropped, tells only what it evaluated', async () => {
    const { run, told, finish } = start('\n');
    run.drop();
    assert.ok(run.aborted);
    finish();
    await run.end;
    await Promise.resolve();
    assert.deepEqual(told, [{ kind: 'complete.unneeded', evaluated: { full: 7, shallow: 0 } }]);
  });
});
