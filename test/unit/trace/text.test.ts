import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import type { TraceBody } from '../../../src/trace/events.ts';
import { clip, duration, facts, figure, printable, wrap } from '../../../src/trace/format.ts';
import { coloured } from '../../../src/trace/paint.ts';
import { progressLines } from '../../../src/trace/progress.ts';
import { readTrace } from '../../../src/trace/read.ts';
import { emptyView, fold, type RunView } from '../../../src/trace/rows.ts';
import { runText } from '../../../src/trace/text.ts';
import { begin, ended, judged, stamped, start, type Timed, viewOf } from './events.ts';

const fixtures = path.resolve(import.meta.dirname, '../../fixtures/traces');

function progress(events: readonly Timed[]): string[] {
  let view = emptyView;
  return stamped(events).flatMap((event) => {
    view = fold(view, event);
    return progressLines(view, event);
  });
}

describe('a run as text', () => {
  async function fixture(name: string): Promise<RunView> {
    let view = emptyView;
    for await (const event of readTrace(path.join(fixtures, name))) view = fold(view, event);
    return view;
  }

  it('tells a solved run: outcome, setting, samples, decisions, evidence, patch', async () => {
    const expected = readFileSync(path.join(fixtures, 'solved.txt'), 'utf8');
    assert.equal(runText(await fixture('solved.jsonl')), expected);
  });

  it('stays within 80 columns', async () => {
    const lines = runText(await fixture('solved.jsonl')).split('\n');
    assert.deepEqual(
      lines.filter((line) => line.length > 80),
      [],
    );
  });

  it('says the same in colour', async () => {
    const view = await fixture('solved.jsonl');
    const text = runText(view, coloured);
    // eslint-disable-next-line no-control-regex
    assert.equal(text.replace(/\u001b\[\d+m/g, ''), runText(view));
    assert.ok(text.includes('\u001b[32m✓ Solved'));
  });

  it('tells a question with its answers', () => {
    const text = runText(
      viewOf([
        [0, start],
        [1, begin(1)],
        [2, judged(1, { passed: 4 })],
        [3, { kind: 'behaviour', clusters: { A: [1, 2], B: [3] }, inputs: 9, why: 'They differ.' }],
        [
          4,
          {
            kind: 'question',
            input: 'paginate([1, 2, 3], size=2, page=2)',
            outputs: [
              { cluster: 'A', value: '[3]' },
              { cluster: 'B', value: '[]' },
            ],
          },
        ],
        [5, ended({ outcome: 'ask', why: 'Two answers pass and differ on one input.' })],
      ]),
    );
    assert.equal(
      text,
      `? One question is open  t
  Two answers pass and differ on one input.
  1 of 8 samples · 1.0 s

/w
  bundled · 8 samples, 1 at a time · limit for P(wrong) 0.10 · seed 0
  confined by bubblewrap

SAMPLES                 think answer   test
 1 greedy                    –      –      –  ✓ passes A

ONE QUESTION WOULD SETTLE IT
  paginate([1, 2, 3], size=2, page=2)
    A  [3]  2 candidates
    B  []  1 candidate
`,
    );
  });

  it('tells a trace that was cut short', () => {
    const text = runText(
      viewOf([
        [0, start],
        [1500, begin(1)],
      ]),
    );
    assert.match(text, /^… Unfinished {2}t\n {2}The trace ends before the run does\.\n/);
    assert.match(text, / 1 greedy .* … starting\n/);
  });

  it('shows control and direction characters instead of obeying them', () => {
    const evil = 'a\u001b[2Jb\u202ec\rd\u0007';
    const view = viewOf([
      [0, { ...start, goal: evil } as TraceBody],
      [1, begin(1)],
      [
        2,
        { kind: 'patch', sample: 1, hash: 'h', edits: [{ path: evil, before: null, after: evil }] },
      ],
      [3, judged(1, { verdict: 'error', why: evil })],
      [4, ended({ sample: 1, why: evil })],
    ]);
    const text = runText(view);
    // eslint-disable-next-line no-control-regex
    assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    assert.ok(text.includes('\\u{1b}[2Jb\\u{202e}c'));
  });
});

describe('the progress of a run', () => {
  it('is a line for what was begun, each verdict, each decision and the end', () => {
    const lines = progress([
      [0, start],
      [
        9,
        {
          kind: 'baseline',
          test: 'pytest',
          runner: 'pytest',
          targets: ['a', 'b', 'c', 'd', 'e', 'f'],
          guards: 3,
          flaky: [],
          ms: 1500,
        },
      ],
      [10, begin(1)],
      [500, { kind: 'answer', sample: 1, text: 'x' }],
      [510, judged(1, { verdict: 'fail', failed: 1, passed: 8 })],
      [520, begin(2)],
      [900, judged(2, { verdict: 'timeout', why: 'The tests ran longer than 12 s.' })],
      [901, { kind: 'log', level: 'info', text: 'not worth a line' }],
      [
        902,
        {
          kind: 'decision',
          decision: 'abstain',
          code: 'no-pass',
          why: 'None passed.',
          numbers: {},
        },
      ],
      [903, ended({ outcome: 'abstained', code: 'no-pass', why: 'None passed.' })],
    ]);
    assert.deepEqual(lines, [
      '/w',
      '  bundled · 8 samples, 1 at a time · limit for P(wrong) 0.10 · seed 0',
      '  confined by bubblewrap',
      '  pytest: 6 tests to fix · 3 to keep · 1.5 s',
      '    to fix: a',
      '    to fix: b',
      '    to fix: c',
      '    to fix: d',
      '    to fix: e',
      '    and 1 more',
      '',
      'SAMPLES                 think answer   test',
      ' 1 greedy                    –  0.5 s      –  ✗ 1 of 9 failed',
      ' 2 greedy                    –      –      –  ✗ The tests ran longer than 12 s.',
      '→ abstain: None passed.',
      '',
      '– Not handed over  a and 5 more',
      '  None passed.',
      '  2 of 8 samples · 1.0 s',
    ]);
  });

  it('names the model where there are several', () => {
    const models = ['bundled', 'remote:http://host/v1#org/coder'];
    const lines = progress([
      [0, { ...start, models } as TraceBody],
      [1, begin(1, models[1])],
      [2, judged(1, {})],
    ]);
    assert.match(lines.at(-1) ?? '', /^ 1 greedy, coder {8}/);
  });
});

describe('the words and numbers of a text', () => {
  it('gives times as short as they are telling', () => {
    const given = [0, 380, 9949, 9950, 38_000, 119_000, 125_000];
    assert.deepEqual(given.map(duration), [
      '0.0 s',
      '0.4 s',
      '9.9 s',
      '10 s',
      '38 s',
      '119 s',
      '2 min 5 s',
    ]);
  });

  it('gives three digits', () => {
    assert.deepEqual([4, 0.03124, 1234.5, 1 / 3].map(figure), ['4', '0.0312', '1230', '0.333']);
  });

  it('clips to one line of the width', () => {
    assert.equal(clip('a\n  b', 5), 'a b');
    assert.equal(clip('abcdef', 4), 'abc…');
    assert.equal(clip('🙂🙂🙂', 2), '🙂…');
  });

  it('wraps words without losing any, facts without breaking one', () => {
    assert.deepEqual(wrap('aa bb cc', 6, ' '), [' aa bb', ' cc']);
    assert.deepEqual(facts(['a b', '', 'c d'], 7), ['a b', 'c d']);
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 20 }), (text, width) => {
        const lines = wrap(text, width);
        const words = printable(text.split(/\s+/).join(' ')).trim();
        assert.equal(lines.join(' '), words);
        for (const line of lines) assert.ok(line.length <= width || !line.includes(' '), line);
      }),
    );
  });
});
