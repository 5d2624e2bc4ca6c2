import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ModelEvent, TokenEvent, Usage } from '../../../src/model/model.ts';
import { answerText, splitReasoning } from '../../../src/model/reasoning.ts';
import type { ReasoningOptions } from '../../../src/model/reasoning.ts';

const usage: Usage = {
  promptTokens: 7,
  cachedTokens: 0,
  tokens: 1000,
  thinkingTokens: 0,
  estimated: false,
};

async function* stream(texts: readonly string[], left?: () => void): AsyncIterable<ModelEvent> {
  try {
    for (const [index, text] of texts.entries()) {
      yield { kind: 'token', text, channel: 'answer', logprob: -index };
      await Promise.resolve();
    }
    yield { kind: 'done', finish: 'stop', usage };
  } finally {
    left?.();
  }
}

async function collect(events: AsyncIterable<ModelEvent>): Promise<ModelEvent[]> {
  const out: ModelEvent[] = [];
  for await (const event of events) out.push(event);
  return out;
}

/** Channel and text of the runs of one channel: `t:...` and `a:...`. */
function runs(events: readonly ModelEvent[]): string[] {
  const out: string[] = [];
  let last = '';
  for (const event of events) {
    if (event.kind !== 'token' || event.text === '') continue;
    const mark = event.channel === 'thinking' ? 't:' : 'a:';
    if (mark === last) out.push(`${out.pop()!}${event.text}`);
    else out.push(mark + event.text);
    last = mark;
  }
  return out;
}

async function split(texts: readonly string[], options?: ReasoningOptions): Promise<string[]> {
  return runs(await collect(splitReasoning(stream(texts), options)));
}

/** Cuts `text` into pieces of the given lengths, over and over. */
function cut(text: string, lengths: readonly number[]): string[] {
  const out: string[] = [];
  for (let at = 0, turn = 0; at < text.length; turn++) {
    const length = lengths[turn % lengths.length]!;
    out.push(text.slice(at, at + length));
    at += length;
  }
  return out;
}

describe('splitReasoning', () => {
  const cases: readonly [string, string, readonly string[]][] = [
    ['one block', '<think>why</think>\nanswer', ['t:why', 'a:\nanswer']],
    ['another name', '<reasoning>why</reasoning>x', ['t:why', 'a:x']],
    ['a longer name', '<thinking>a</think>b</thinking>x', ['t:a</think>b', 'a:x']],
    ['blank before it', '\n <think>why</think>x', ['a:\n ', 't:why', 'a:x']],
    ['several blocks', '<think>a</think>\n<thought>b</thought>x', ['t:a', 'a:\n', 't:b', 'a:x']],
    ['no block', 'x = 1', ['a:x = 1']],
    ['a tag further down', 'x = "<think>a</think>"', ['a:x = "<think>a</think>"']],
    ['never closed', '<think>why </thi', ['t:why </thi']],
    ['almost a tag', '<thin ice', ['a:<thin ice']],
    ['only a start of a tag', '<thin', ['a:<thin']],
    ['only a closing tag', 'why</think>x', ['a:why</think>x']],
    ['an empty block', '<think></think>x', ['a:x']],
    ['less-than inside', '<think>a < b << c</think>x', ['t:a < b << c', 'a:x']],
  ];
  for (const [name, text, expected] of cases) {
    it(name, async () => {
      assert.deepEqual(await split([text]), expected);
      assert.deepEqual(await split(cut(text, [1])), expected);
    });
  }

  it('starts in the reasoning where the template opens it', async () => {
    assert.deepEqual(await split(['why</th', 'ink>x'], { startsThinking: true }), ['t:why', 'a:x']);
  });

  it('gives the same split however the text is cut, and loses nothing but the tags', async () => {
    const word = fc.constantFrom(
      '<think>',
      '</think>',
      '<thought>',
      '</thought>',
      '<',
      'a',
      '\n',
      '/',
    );
    const lengths = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(word),
        lengths,
        fc.boolean(),
        async (words, sizes, startsThinking) => {
          const text = words.join('');
          const whole = await split([text], { startsThinking });
          assert.deepEqual(await split(cut(text, sizes), { startsThinking }), whole);
          const kept = whole.map((run) => run.slice(2)).join('');
          let at = 0;
          let lost = '';
          for (const char of text) {
            if (char === kept[at]) at++;
            else lost += char;
          }
          assert.equal(at, kept.length, 'the text that is kept comes in its order');
          assert.equal(lost.replaceAll(/[</>a-z]/g, ''), '', 'no more than tags is lost');
        },
      ),
    );
  });

  it('keeps the numbers of a cut token once', async () => {
    const events = await collect(splitReasoning(stream(['<think>a', 'b</think>x'])));
    const tokens = events.filter((event): event is TokenEvent => event.kind === 'token');
    const numbers = tokens.map(({ text, logprob }) => [text, logprob]);
    assert.deepEqual(numbers, [
      ['a', undefined],
      ['b', -1],
      ['x', undefined],
    ]);
  });

  it('passes what comes as thinking, and counts it', async () => {
    async function* marked(): AsyncIterable<ModelEvent> {
      yield { kind: 'token', text: 'why', channel: 'thinking' };
      yield { kind: 'token', text: 'x', channel: 'answer' };
      await Promise.resolve();
      yield { kind: 'done', finish: 'stop', usage };
    }
    const events = await collect(splitReasoning(marked()));
    assert.deepEqual(runs(events), ['t:why', 'a:x']);
    const done = events.at(-1);
    assert.ok(done?.kind === 'done');
    assert.equal(done.usage.thinkingTokens, 1);
    assert.equal(done.usage.promptTokens, 7);
  });

  it('ends at the budget of thinking tokens, and leaves the stream first', async () => {
    const texts = ['<think>', 'one', 'two', 'three', 'four', '</think>', 'x'];
    let leftBeforeDone = false;
    let left = false;
    const source = stream(texts, () => (left = true));
    const events: ModelEvent[] = [];
    for await (const event of splitReasoning(source, { maxThinkingTokens: 2, promptTokens: 5 })) {
      if (event.kind === 'done') leftBeforeDone = left;
      events.push(event);
    }
    assert.deepEqual(runs(events), ['t:onetwo']);
    const done = events.at(-1);
    assert.ok(done?.kind === 'done');
    assert.equal(done.finish, 'thinking');
    assert.equal(done.usage.promptTokens, 5);
    assert.equal(done.usage.estimated, true);
    assert.ok(leftBeforeDone);
  });

  it('lets an answer pass that needs no more than its budget', async () => {
    const texts = ['<think>', 'one', 'two', '</think>', 'x'];
    assert.deepEqual(await split(texts, { maxThinkingTokens: 2 }), ['t:onetwo', 'a:x']);
  });
});

describe('answerText', () => {
  const answer = (text: string): string =>
    answerText([
      { kind: 'token', text, channel: 'answer' },
      { kind: 'done', finish: 'stop', usage },
    ]);

  it('drops what stands before a lone closing tag', () => {
    assert.equal(answer('so it is.\n</think>\n\nx = 1'), 'x = 1');
    assert.equal(answer('try ```x``` first</thinking>y'), 'y');
  });

  it('leaves a tag in code or quotes alone', () => {
    const fenced = 'a.ts\n```ts\nconst end = 1; // </think>\n```\n';
    assert.equal(answer(fenced), fenced);
    assert.equal(answer('the tag `</think>` ends it'), 'the tag `</think>` ends it');
  });

  it('leaves an answer alone whose reasoning was told apart', () => {
    const events: ModelEvent[] = [
      { kind: 'token', text: 'why', channel: 'thinking' },
      { kind: 'token', text: 'a</think>b', channel: 'answer' },
    ];
    assert.equal(answerText(events), 'a</think>b');
  });
});
